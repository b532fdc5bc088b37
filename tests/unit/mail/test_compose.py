from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.mail.compose import compose


@dataclass(frozen=True)
class Somebody:
    name: str
    email: str


CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Aéro\r\n METHOD:CANCEL\r\nEND:VCALENDAR\r\n".encode()
VALUES: dict[str, Any] = {
    "sender": Somebody("EU-Canada Cluster Matchmaking", "meetings@matchmaking.example"),
    "to": Somebody("International relations, Skywin", "international@skywin.example"),
    "subject": "Your meeting with Aéro Montréal",
    "text": "Wed 10 March 2027, 09:20-09:40 (Montréal)\n",
    "html": "<p>Wed 10 March 2027, 09:20-09:40 (Montréal)</p>\n",
    "message_id": "<meeting-7.2@matchmaking.example>",
    "date": datetime(2027, 2, 1, 8, 30, tzinfo=UTC),
}
INVITING = {**VALUES, "calendar": CALENDAR, "calendar_method": "REQUEST"}
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]

hostile = st.lists(
    st.sampled_from(
        [
            *"\r\n\t\x00\x0b\x0c\x7f\x85\u2028\ud800 \"'<>()[]@,;:\\=?é😀",
            "\r\nBcc: mallory@x.example\r\n",
            "\r\n\r\nbody",
            "=?utf-8?q?a=0d=0aBcc:_mallory=40x.example?=",
            "=?utf-8?b?DQpCY2M6IHhAeQ0K?=",
            "=?",
            "?=",
            "<mallory@x.example>,",
            "Bcc: mallory@x.example",
            "長い" * 40,
            "very long words and many of them " * 5,
            "x" * 200,
        ]
    )
    | st.text(max_size=12),
    max_size=12,
).map("".join)


def arrived(mail: EmailMessage) -> EmailMessage:
    """The mail as a reader's program has it, off the bytes that a server would be given."""
    octets = mail.as_bytes()
    octets.decode("ascii")
    assert max(len(line) for line in octets.split(b"\r\n")) <= 998
    assert b"\n" not in octets.replace(b"\r\n", b"")
    return BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(octets)


def one_line(text: str) -> str:
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+", " ", text).strip()


def correspondent(mail: EmailMessage, header: str) -> tuple[str, str]:
    """The name and address of a header. Python 3.11's newer parser adds spaces to long names; this does not."""
    ((name, email),) = getaddresses([message_from_bytes(mail.as_bytes())[header]])
    return str(make_header(decode_header(name))), email


def structure(part: Any, depth: int = 0) -> list[str]:
    """Each part's type, indented by its depth."""
    inner = part.iter_parts() if part.is_multipart() else ()
    return ["  " * depth + part.get_content_type(), *(line for each in inner for line in structure(each, depth + 1))]


def test_an_invitation_is_mixed_of_its_alternatives_and_one_attachment() -> None:
    mail = arrived(compose(**INVITING))
    assert structure(mail) == [
        "multipart/mixed",
        "  multipart/alternative",
        "    text/plain",
        "    text/html",
        "    text/calendar",
        "  application/ics",
    ]
    plain, html, calendar, attachment = (part for part in mail.walk() if not part.is_multipart())
    assert plain.get_content().replace("\r\n", "\n") == VALUES["text"]
    assert html.get_content().replace("\r\n", "\n") == VALUES["html"]
    assert calendar.get_payload(decode=True) == CALENDAR
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "UTF-8"}
    assert calendar["Content-Disposition"] is None
    assert attachment.get_payload(decode=True) == CALENDAR
    assert (attachment.get_content_disposition(), attachment.get_filename()) == ("attachment", "invite.ics")


def test_a_mail_without_a_calendar_is_its_alternatives() -> None:
    assert structure(arrived(compose(**VALUES))) == ["multipart/alternative", "  text/plain", "  text/html"]


def test_the_headers_say_who_what_when_and_that_a_machine_wrote() -> None:
    mail = arrived(compose(**VALUES, reply_to=Somebody("", "answers+7@matchmaking.example")))
    assert {name: str(value) for name, value in mail.items() if name != "Content-Type"} == {
        "From": "EU-Canada Cluster Matchmaking <meetings@matchmaking.example>",
        "To": '"International relations, Skywin" <international@skywin.example>',
        "Reply-To": "answers+7@matchmaking.example",
        "Subject": "Your meeting with Aéro Montréal",
        "Date": "Mon, 01 Feb 2027 08:30:00 +0000",
        "Message-ID": "<meeting-7.2@matchmaking.example>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }


def test_the_same_values_are_the_same_bytes() -> None:
    assert compose(**INVITING).as_bytes() == compose(**INVITING).as_bytes()


@given(hostile, hostile, hostile, hostile)
def test_no_text_adds_a_header_a_recipient_or_a_part(name: str, subject: str, text: str, html: str) -> None:
    to = Somebody(name, "international@skywin.example")
    sender = Somebody(name, "meetings@matchmaking.example")
    composed = compose(**{**INVITING, "to": to, "sender": sender, "subject": subject, "text": text, "html": html})
    mail = arrived(composed)
    assert list(mail) == HEADERS
    assert [email for _, email in getaddresses([str(mail["To"])])] == [to.email]  # as smtplib reads it
    shown = one_line(name)
    assert correspondent(composed, "To") == (shown, to.email)
    assert correspondent(composed, "From") == (shown, sender.email)
    assert mail["Subject"] == one_line(subject)
    assert [line.strip() for line in structure(mail)] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Zoë",
        'Ann "the" Lee',
        "Lee, Ann",
        "Dr. A. Lee",
        "Société générale, département " * 4,
        "長い名前" * 30,
        "o'Neil",
        "Lee, " * 30,
        "=?utf-8?q?a=0d=0aBcc:_m=40x.example?=",
    ],
)
def test_a_name_arrives_as_it_is_written(name: str) -> None:
    mail = compose(**{**VALUES, "to": Somebody(name, "a@b.example")})
    assert correspondent(mail, "To") == (name.strip(), "a@b.example")


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Aéro Montréal: " * 20,
        "😀" * 60,
        "x" * 1500,
        "Re: [12] a, b; c <d@e> (f)",
        "100 % =? what",
        "=?utf-8?q?a=0d=0aBcc:_m=40x.example?=",
    ],
)
def test_a_subject_arrives_as_it_is_written(subject: str) -> None:
    assert arrived(compose(**{**VALUES, "subject": subject}))["Subject"] == subject.strip()


def test_a_host_outside_ascii_is_written_as_mail_carries_it() -> None:
    mail = arrived(compose(**{**VALUES, "to": Somebody("Zoë", "zoe@münchen.example")}))
    assert mail["To"].addresses == (Address("Zoë", "zoe", "xn--mnchen-3ya.example"),)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"calendar_method": "CANCEL"}, "method=CANCEL, its calendar says"),
        ({"calendar_method": None}, "method=None, its calendar says"),
        ({"calendar": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}, "its calendar says"),
        ({"calendar": CALENDAR + CALENDAR}, "its calendar says"),
        ({"calendar": None}, "a calendar method without a calendar"),
        ({"filename": 'a"\r\nb.ics'}, "not a file name"),
        ({"filename": "../invite.ics"}, "not a file name"),
        ({"message_id": "7@matchmaking.example"}, "not a message id"),
        ({"message_id": f"<{'a' * 300}@b>"}, "not a message id"),
        ({"message_id": "<a@b>\r\nBcc: x@y"}, "not a message id"),
        ({"date": datetime(2027, 2, 1)}, "needs a time zone"),  # noqa: DTZ001 - naive is what is refused
        ({"to": Somebody("", "zoë@b.example")}, "not an e-mail address"),
        ({"to": Somebody("", "a@b.example, c@d.example")}, "not an e-mail address"),
        ({"sender": Somebody("", "a@b.example\r\nBcc: c@d.example")}, "not an e-mail address"),
        ({"reply_to": Somebody("", "nobody")}, "not an e-mail address"),
    ],
)
def test_a_mail_that_would_be_wrong_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        compose(**{**INVITING, **change})
