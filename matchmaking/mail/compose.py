"""One mail as bytes on the wire would have it: plain, HTML, and the invitation that it may carry."""

from __future__ import annotations

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Protocol

# Lines end in CRLF, and no part needs more than 7 bits, so that any SMTP server takes it. Headers with
# people's text are encoded here and left alone: the email package of Python 3.11 loses or adds spaces where
# it folds long names and subjects, and decodes what people typed in the form of an encoded word, line ends
# and all (CVE-2024-6923).
_POLICY = SMTP.clone(cte_type="7bit", refold_source="none")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LOCAL = re.compile(_ATOM)
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_MESSAGE_ID = re.compile(rf"<{_ATOM}@{_ATOM}>")
_FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
# Controls, every kind of line end, and halves of surrogate pairs: none belongs in a header.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_SHORT = 60  # characters that fit on a header's first line
_LONGEST_ID = 250
_LINE_END = re.compile("\r\n|\r|\n")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Correspondent(Protocol):
    """Whoever has a name (may be empty) and an e-mail address."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...


def compose(
    *,
    sender: Correspondent,
    to: Correspondent,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    date: datetime,
    reply_to: Correspondent | None = None,
    calendar: bytes | None = None,
    calendar_method: str | None = None,
    filename: str = "invite.ics",
) -> EmailMessage:
    """The mail, the same to the byte whenever it is composed of the same values.

    With `calendar` it is multipart/mixed: multipart/alternative (plain, HTML, text/calendar with
    `calendar_method`) and the same calendar as the attachment `filename`; else multipart/alternative.
    `message_id` stands in angle brackets. Controls and line ends in names and subject become spaces.
    Raises ValueError for an address that a plain SMTP server does not take, a bad message id or file
    name, a naive `date`, and a `calendar_method` that is not the calendar's own.
    """
    if len(message_id) > _LONGEST_ID or not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"{message_id!r} is not a message id")
    if date.utcoffset() is None:
        raise ValueError("the date of a mail needs a time zone")
    mail = EmailMessage(policy=_POLICY)
    mail.set_raw("From", _mailbox(sender))
    mail.set_raw("To", _mailbox(to))
    if reply_to is not None:
        mail.set_raw("Reply-To", _mailbox(reply_to))
    mail.set_raw("Subject", _words(_line(subject)))
    mail["Date"] = date
    mail.set_raw("Message-ID", message_id)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_body(text), cte="quoted-printable")
    mail.add_alternative(_body(html), subtype="html", cte="quoted-printable")
    if calendar is not None:
        _check_method(calendar, calendar_method)
        if not _FILENAME.fullmatch(filename):
            raise ValueError(f"{filename!r} is not a file name for an attachment")
        mail.attach(_invitation(calendar, str(calendar_method)))
        # As Google sends it: a second text/calendar would be a second invitation to some clients.
        mail.add_attachment(calendar, "application", "ics", filename=filename, params={"name": filename})
    elif calendar_method is not None:
        raise ValueError("a calendar method without a calendar")
    _set_boundaries(mail, message_id)
    return mail


def _check_method(calendar: bytes, method: str | None) -> None:
    written = [found.decode("ascii") for found in _METHOD.findall(calendar)]
    if written != [method]:
        raise ValueError(f"the mail would say method={method}, its calendar says {written}")


def _invitation(calendar: bytes, method: str) -> EmailMessage:
    part = EmailMessage(policy=_POLICY)
    part.set_content(calendar.decode("utf-8"), subtype="calendar", cte="base64")
    part.replace_header("Content-Type", f"text/calendar; method={method}; charset=UTF-8")
    return part


def _set_boundaries(mail: EmailMessage, message_id: str) -> None:
    """The generator's own would differ each time. `=_` occurs neither in quoted-printable nor base64."""
    digest = sha256(message_id.encode()).hexdigest()[:24]
    for depth, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{depth}_{digest}")


def address(person: Correspondent) -> Address:
    """`person` as a header's address; a host outside ASCII in the form that mail carries (`xn--...`).

    Raises ValueError where a server without SMTPUTF8 would refuse it.
    """
    local, at, host = person.email.rpartition("@")
    try:
        carried = host.encode("idna").decode("ascii")
    except UnicodeError:
        carried = ""
    if not (at and _LOCAL.fullmatch(local) and _HOST.fullmatch(carried)):
        raise ValueError(f"{person.email!r} is not an e-mail address that can be written to")
    return Address(display_name=_line(person.name), username=local, domain=carried)


def _mailbox(person: Correspondent) -> str:
    """A header's value for one person, folded."""
    whole = address(person)
    if _is_plain(whole.display_name):
        return str(whole)
    return f"{_words(whole.display_name)}\r\n <{whole.addr_spec}>"


def _words(value: str) -> str:
    """`value` as it is where it is short and plain, else as RFC 2047 has it, folded."""
    if _is_plain(value):
        return value
    return Header(value, "utf-8", header_name="Reply-To").encode(linesep="\r\n")


def _is_plain(value: str) -> bool:
    return value.isascii() and len(value) <= _SHORT and "=?" not in value


def _line(value: str) -> str:
    return _UNWANTED.sub(" ", value).strip()


def _body(value: str) -> str:
    return _CONTROLS.sub("", _LINE_END.sub("\n", value))
