"""Reading a mailbox that `matchmaking.mail.mailbox` fills: a folder with one .eml file per mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

_KEY = re.compile(r"\d{20}-\d{6}")
"""Nanoseconds since 1970 and a count: keys sort in the order of delivery, and name nothing but a mail."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail as it arrived. `to` are the addresses that it was delivered to, whatever its headers say.

    `calendar` is the iCalendar text that it carries. Text and HTML are as the sender wrote them: show the
    HTML in a sandbox only.
    """

    key: str
    path: Path
    to: tuple[str, ...]
    sender: str
    subject: str
    date: datetime | None
    text: str
    html: str | None
    calendar: str | None


def read(folder: Path, *, page: int = 1, size: int = 50, to: str | None = None) -> list[Delivered]:
    """The mails of page `page` (from 1), `size` to a page, newest first; `to` keeps one address's only."""
    keys = _keys(folder, to)
    found = (one(folder, key) for key in keys[(page - 1) * size : page * size])
    return [mail for mail in found if mail is not None]


def count(folder: Path, *, to: str | None = None) -> int:
    """How many mails `read` has in all."""
    return len(_keys(folder, to))


def one(folder: Path, key: str) -> Delivered | None:
    """The mail with this key; None where there is none, whatever the key looks like."""
    if not _KEY.fullmatch(key):
        return None
    path = folder / f"{key}.eml"
    try:
        mail = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    except FileNotFoundError:
        return None
    return Delivered(
        key=key,
        path=path,
        to=tuple(str(address) for address in mail.get_all("Delivered-To", [])),
        sender=str(mail.get("From", "")),
        subject=str(mail.get("Subject", "")),
        date=_date(mail),
        text=_lines(mail.get_body(("plain",))) or "",
        html=_lines(mail.get_body(("html",))),
        calendar=_content(_calendar(mail)),
    )


def _keys(folder: Path, to: str | None) -> list[str]:
    keys = sorted((path.stem for path in folder.glob("*.eml") if _KEY.fullmatch(path.stem)), reverse=True)
    if to is None:
        return keys
    return [key for key in keys if to.lower() in _recipients(folder / f"{key}.eml")]


def _recipients(path: Path) -> set[str]:
    """The Delivered-To lines; the mailbox writes them first, so that one need not read the mail."""
    recipients = set()
    try:
        with path.open("rb") as mail:
            while (line := mail.readline()).startswith(b"Delivered-To: "):
                recipients.add(line.partition(b": ")[2].decode("utf-8", "replace").strip().lower())
    except FileNotFoundError:
        pass  # removed since the folder was listed
    return recipients


def _date(mail: EmailMessage) -> datetime | None:
    try:
        date = parsedate_to_datetime(str(mail["Date"]))
    except ValueError:
        return None
    return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)


def _calendar(mail: EmailMessage) -> MIMEPart | None:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return parts[0] if parts else None


def _lines(part: MIMEPart | None) -> str | None:
    """The text as the sender had it, before mail made every line end CRLF."""
    content = _content(part)
    return None if content is None else content.replace("\r\n", "\n")


def _content(part: MIMEPart | None) -> str | None:
    if part is None:
        return None
    payload = part.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    try:
        return body.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a charset that nobody knows
        return body.decode("utf-8", "replace")
