from __future__ import annotations

import pytest

from matchmaking.organisations.websites import BadWebsite, complete, shown


@pytest.mark.parametrize(
    ("written", "completed"),
    [
        ("", ""),
        ("  ", ""),
        ("skywin.be", "https://skywin.be"),
        (" www.Skywin.BE/en?a=1#top ", "https://www.skywin.be/en?a=1#top"),
        ("http://skywin.be", "http://skywin.be"),
        ("HTTPS://SKYWIN.be/A", "https://skywin.be/A"),
        ("skywin.be:8080/x", "https://skywin.be:8080/x"),
        ("//skywin.be", "https://skywin.be"),
        ("münchen.de", "https://xn--mnchen-3ya.de"),
        ("https://alpenwaerme.example", "https://alpenwaerme.example"),
    ],
)
def test_website_is_completed(written: str, completed: str) -> None:
    assert complete(written) == completed


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "javascript:alert(1)//skywin.be",
        "javascript://skywin.be/%0aalert(1)",
        "data:text/html,x",
        "mailto:a@skywin.be",
        "ftp://skywin.be",
        "file:///etc/passwd",
        "https://user:secret@skywin.be",
        "https://skywin.be@evil.example",
        "user@skywin.be",
        "https://skywin.be\\@evil.example",
        "localhost",
        "http://localhost:5000",
        "intranet",
        "printer.local",
        "db.internal",
        "127.0.0.1",
        "http://10.0.0.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1",
        "http://127.1",
        "http://[::1]/",
        "http://\uff11\uff12\uff17.0.0.1",
        "https://",
        "https://.be",
        "https://sky..be",
        "https://-sky.be",
        "https://skywin.be:99999",
        "https://skywin.be:x",
        "two words.be",
        'https://skywin.be/"onmouseover="x',
        "https://skywin.be/<script>",
        f"https://skywin.be/{'a' * 300}",
        f"{'a' * 64}.be",
    ],
)
def test_website_is_refused(written: str) -> None:
    with pytest.raises(BadWebsite):
        complete(written)


def test_website_is_shown_without_what_nobody_reads() -> None:
    assert shown("https://www.skywin.be/") == "skywin.be"
    assert shown("https://xn--mnchen-3ya.de/en") == "münchen.de/en"
    assert shown("") == ""
