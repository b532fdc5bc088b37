"""The demonstration's mailbox: every mail, for everybody, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaking.app import create_app
from matchmaking.db import db
from tests.conftest import database_url, settings_for, worker_number

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:<b>Meeting</b>\r\nEND:VCALENDAR\r\n"


def key_of(number: int) -> str:
    return f"{number:020d}-000000"


def arrive(
    folder: Path, number: int, *, to: str = "alice@people.example", calendar: str | None = None, **head: str
) -> str:
    """Put mail `number` into the folder, as the mail server does."""
    mail = EmailMessage()
    mail["From"] = "events@matchmaking.example"
    mail["Subject"] = head.get("subject", f"Mail {number}")
    mail["Date"] = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
    mail.set_content(head.get("text", f"Text {number}"))
    mail.add_alternative(head.get("html", "<p>never shown</p>"), subtype="html")
    if calendar is not None:
        mail.add_alternative(calendar, subtype="calendar")
    delivered = f"Delivered-To: {to}\r\n".encode() if to else b""
    (folder / f"{key_of(number)}.eml").write_bytes(delivered + mail.as_bytes())
    return key_of(number)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mailbox"
    made.mkdir()
    return made


@pytest.fixture
def demo(app: Flask, folder: Path) -> Iterator[FlaskClient]:
    settings = settings_for(database_url(f"test_{worker_number()}"), DEMO="yes", DEMO_MAILBOX=str(folder))
    application = create_app(settings)
    yield application.test_client()
    with application.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("path", ["", f"/{key_of(1)}", f"/{key_of(1)}/invite.ics"])
def test_mailbox_is_found_in_demonstrations_only(client: FlaskClient, folder: Path, path: str) -> None:
    arrive(folder, 1, calendar=CALENDAR)

    assert client.get(f"/demo/mailbox{path}").status_code == 404


def test_mailbox_that_is_empty_says_what_fills_it(demo: FlaskClient) -> None:
    assert "No mail has arrived yet" in demo.get("/demo/mailbox").get_data(as_text=True)


def test_mailbox_lists_the_newest_mail_first_page_by_page(demo: FlaskClient, folder: Path) -> None:
    for number in range(1, 53):
        arrive(folder, number)

    first, second = (demo.get(f"/demo/mailbox?page={page}").get_data(as_text=True) for page in (1, 2))

    assert [f">Mail {number}<" in first for number in (52, 3, 2, 1)] == [True, True, False, False]
    assert first.index(">Mail 52<") < first.index(">Mail 3<")
    assert [f">Mail {number}<" in second for number in (3, 2, 1)] == [False, True, True]


@pytest.mark.parametrize("page", ["0", "-7", "99", "99999999999999999999", "x", ""])
def test_mailbox_shows_the_nearest_page_for_any_number(demo: FlaskClient, folder: Path, page: str) -> None:
    arrive(folder, 1)

    answer = demo.get(f"/demo/mailbox?page={page}")

    assert (answer.status_code, answer.get_data(as_text=True).count(">Mail 1<")) == (200, 1)


def test_mailbox_shows_the_mails_of_one_address(demo: FlaskClient, folder: Path) -> None:
    arrive(folder, 1)
    arrive(folder, 2, to="bob@people.example")

    page = demo.get("/demo/mailbox?to=Bob@people.example").get_data(as_text=True)

    assert [f">Mail {number}<" in page for number in (1, 2)] == [False, True]


def test_delivered_shows_a_mail_and_its_invitation(demo: FlaskClient, folder: Path) -> None:
    key = arrive(folder, 1, calendar=CALENDAR, text="Come to https://match.example/events/x now")

    page = demo.get(f"/demo/mailbox/{key}").get_data(as_text=True)
    invitation = demo.get(f"/demo/mailbox/{key}/invite.ics")

    assert 'href="https://match.example/events/x"' in page
    assert "SUMMARY:&lt;b&gt;Meeting&lt;/b&gt;" in page
    assert "never shown" not in page
    assert (invitation.status_code, invitation.content_type) == (200, "text/calendar; charset=utf-8")
    assert invitation.headers["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert invitation.get_data(as_text=True).splitlines() == CALENDAR.splitlines()


def test_delivered_without_an_invitation_has_none_to_fetch(demo: FlaskClient, folder: Path) -> None:
    key = arrive(folder, 1)

    assert demo.get(f"/demo/mailbox/{key}/invite.ics").status_code == 404
    assert "invite.ics" not in demo.get(f"/demo/mailbox/{key}").get_data(as_text=True)


def test_delivered_escapes_what_people_wrote(demo: FlaskClient, folder: Path) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    key = arrive(
        folder, 1, subject=hostile, text=f'{hostile} http://x.example/"onmouseover=alert(1) javascript:alert(1)'
    )

    for path in ("", f"/{key}"):
        page = demo.get(f"/demo/mailbox{path}").get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
        assert "&lt;script&gt;alert(1)" in page


def test_delivered_to_nobody_can_be_read_too(demo: FlaskClient, folder: Path) -> None:
    key = arrive(folder, 1, to="")

    assert demo.get(f"/demo/mailbox/{key}").status_code == 200


@pytest.mark.parametrize(
    "key",
    ["x", "..", "../secret", "%2e%2e%2fsecret", key_of(2), f"{key_of(1)}.eml", f"{key_of(1)}%00", "²" * 20 + "-000000"],
)
def test_delivered_finds_nothing_but_mails(demo: FlaskClient, folder: Path, key: str) -> None:
    arrive(folder, 1)
    (folder.parent / "secret.eml").write_text("Subject: secret\n\nsecret")

    for rest in ("", "/invite.ics"):
        assert demo.get(f"/demo/mailbox/{key}{rest}").status_code == 404
