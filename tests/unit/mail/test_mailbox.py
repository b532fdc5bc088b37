from __future__ import annotations

import smtplib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from matchmaking.calendars.entries import Person
from matchmaking.mail.compose import compose
from matchmaking.mail.delivered import count, one, read
from matchmaking.mail.mailbox import Sink

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Aéro 😀\r\nEND:VCALENDAR\r\n"
DATE = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with Sink(tmp_path / "mailbox") as running:
        yield running


def mail(number: int = 1, *, to: str = "skywin@cluster.example", calendar: str | None = None) -> EmailMessage:
    return compose(
        sender=Person("Matchmaking", "meetings@matchmaking.example"),
        to=Person("Skywin, Liège", to),
        subject=f"Mail {number}: Aéro",
        text=f"Mail {number}\n.\nMontréal 😀\n",
        html=f"<p>Mail {number}</p>\n",
        message_id=f"<{number}@matchmaking.example>",
        date=DATE,
        calendar=None if calendar is None else calendar.encode(),
        calendar_method=None if calendar is None else "REQUEST",
    )


def send(sink: Sink, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as smtp:
        smtp.send_message(message)


def test_a_mail_sent_over_smtp_is_read_as_it_was_composed(sink: Sink) -> None:
    send(sink, mail(calendar=CALENDAR))
    (delivered,) = sink.wait_for(1, timeout=10)
    assert read(sink.folder) == [delivered]
    assert one(sink.folder, delivered.key) == delivered
    assert delivered.path == sink.folder / f"{delivered.key}.eml"
    assert delivered.to == ("skywin@cluster.example",)
    assert delivered.sender == "Matchmaking <meetings@matchmaking.example>"
    assert (delivered.subject, delivered.date) == ("Mail 1: Aéro", DATE)
    assert (delivered.text, delivered.html) == ("Mail 1\n.\nMontréal 😀\n", "<p>Mail 1</p>\n")
    assert delivered.calendar == CALENDAR


def test_a_mail_without_html_or_calendar_is_read(sink: Sink) -> None:
    plain = EmailMessage()
    plain["From"], plain["To"] = "a@b.example", "c@d.example"
    plain.set_content("plain")
    send(sink, plain)
    (delivered,) = sink.wait_for(1, timeout=10)
    assert (delivered.text.strip(), delivered.html, delivered.calendar, delivered.date) == ("plain", None, None, None)


def test_a_refused_mail_is_accepted_when_it_is_sent_again(sink: Sink) -> None:
    sink.refuse_next(1)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(sink, mail())
    assert (refused.value.smtp_code, refused.value.smtp_error) == (451, b"refused, as asked")
    sink.wait_for_refusals(1, timeout=10)
    assert read(sink.folder) == []

    send(sink, mail())
    assert [delivered.subject for delivered in sink.wait_for(1, timeout=10)] == ["Mail 1: Aéro"]


def test_a_recipient_is_refused_with_the_code_asked_for(sink: Sink) -> None:
    sink.refuse_next(2, code=550, at="recipient")
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(sink, mail())
        assert refused.value.recipients == {"skywin@cluster.example": (550, b"refused, as asked")}
    send(sink, mail())
    assert len(sink.wait_for(1, timeout=10)) == 1


def test_the_newest_mail_comes_first_and_pages_do_not_overlap(sink: Sink) -> None:
    for number in range(1, 6):
        send(sink, mail(number))
    assert [delivered.subject[:6] for delivered in sink.wait_for(5, timeout=10)] == [
        f"Mail {number}" for number in (1, 2, 3, 4, 5)
    ]
    pages = [[delivered.subject[:6] for delivered in read(sink.folder, page=page, size=2)] for page in (1, 2, 3, 4)]
    assert pages == [["Mail 5", "Mail 4"], ["Mail 3", "Mail 2"], ["Mail 1"], []]


def test_one_address_s_mails_are_kept_apart(sink: Sink) -> None:
    send(sink, mail(1, to="alice@a.example"))
    send(sink, mail(2, to="bob@b.example"))
    sink.wait_for(2, timeout=10)
    assert [delivered.subject for delivered in read(sink.folder, to="Alice@a.example")] == ["Mail 1: Aéro"]
    assert (count(sink.folder), count(sink.folder, to="bob@b.example"), count(sink.folder, to="c@c.example")) == (
        2,
        1,
        0,
    )


def test_waiting_ends_when_the_mail_comes(sink: Sink) -> None:
    seen: list[str] = []
    waiting = threading.Thread(target=lambda: seen.extend(found.subject for found in sink.wait_for(2, timeout=10)))
    waiting.start()
    send(sink, mail(1))
    send(sink, mail(2))
    waiting.join(10)
    assert seen == ["Mail 1: Aéro", "Mail 2: Aéro"]


def test_waiting_in_vain_says_how_many_came(sink: Sink) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 mails"):
        sink.wait_for(1, timeout=0.01)
    with pytest.raises(TimeoutError, match="0 of 1 mails were refused"):
        sink.wait_for_refusals(1, timeout=0.01)


def test_a_mailbox_keeps_its_mails_when_it_is_started_again(tmp_path: Path) -> None:
    for number in (1, 2):
        with Sink(tmp_path) as sink:
            send(sink, mail(number))
            sink.wait_for(1, timeout=10)
    assert [delivered.subject for delivered in read(tmp_path)] == ["Mail 2: Aéro", "Mail 1: Aéro"]


def test_a_stopped_sink_frees_its_port_and_ends_its_thread(tmp_path: Path) -> None:
    sink = Sink(tmp_path)
    sink.start()
    connected = smtplib.SMTP("127.0.0.1", sink.port, timeout=10)
    sink.stop()
    assert [thread.name for thread in threading.enumerate() if thread.name == "smtp-sink"] == []
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        connected.docmd("NOOP")
    with Sink(tmp_path, port=sink.port) as again:
        assert again.port == sink.port


def test_a_sink_that_is_stopped_at_once_ends(tmp_path: Path) -> None:
    for _ in range(100):
        sink = Sink(tmp_path)
        sink.start()
        stopping = threading.Thread(target=sink.stop, daemon=True)
        stopping.start()
        stopping.join(10)
        assert not stopping.is_alive()


def test_a_taken_port_is_an_error_at_the_start(sink: Sink, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="in use"):
        Sink(tmp_path, port=sink.port).start()


@pytest.mark.parametrize("key", ["", "../secret", "00000000000000000001-000001", "x" * 27])
def test_a_key_that_names_no_mail_finds_none(tmp_path: Path, key: str) -> None:
    (tmp_path / "box").mkdir()
    (tmp_path / "secret.eml").write_text("Subject: secret\n\n")
    assert one(tmp_path / "box", key) is None


def test_a_folder_that_is_not_there_has_no_mails(tmp_path: Path) -> None:
    assert (read(tmp_path / "none"), count(tmp_path / "none")) == ([], 0)


def test_an_unknown_charset_and_broken_headers_are_still_read(tmp_path: Path) -> None:
    (tmp_path / "00000000000000000001-000000.eml").write_bytes(
        b"Delivered-To: a@b.example\r\nDate: yesterday\r\nSubject: =?x-none?q?a?=\r\n"
        b"Content-Type: text/plain; charset=x-none\r\n\r\ncaf\xc3\xa9"
    )
    (delivered,) = read(tmp_path)
    assert (delivered.to, delivered.date, delivered.text) == (("a@b.example",), None, "café")
