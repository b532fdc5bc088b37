"""The outbox: queueing a mail with the use case that it tells of, and delivering it afterwards.

Delivery is at least once. A mail is claimed by an UPDATE that also sets how long the claim lasts; when
its sender dies, the claim runs out and `sweep` hands the mail to another. A repeat carries the same
Message-ID (and the same UID and SEQUENCE inside), so that mail programs show it once.
"""

from __future__ import annotations

import smtplib
import ssl
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import NamedTuple

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert

from matchmaking.config import Smtp
from matchmaking.db import session, transaction
from matchmaking.jobs import enqueue
from matchmaking.mail import queries
from matchmaking.mail.compose import compose
from matchmaking.mail.models import MailState, OutboxMail
from matchmaking.web.settings import settings

log = structlog.get_logger(__name__)

CLAIM_LASTS = timedelta(minutes=5)
MOST_ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(hours=4)
SMTP_TIMEOUT = 30.0
KEPT = timedelta(days=14)
"""How long a sent mail's words are kept, for whoever looks into a complaint."""


class Mailbox(NamedTuple):
    """A name, which may be empty, and an e-mail address."""

    name: str
    email: str


def queue(
    *,
    dedupe_key: str,
    to_address: str,
    to_name: str,
    subject: str,
    text: str,
    html: str,
    now: datetime,
    batch: str = "",
    calendar: str | None = None,
    calendar_method: str | None = None,
) -> bool:
    """Put a mail into the outbox, inside a transaction; it leaves after the commit.

    A mail with a `dedupe_key` that the outbox already has is not queued again: False.
    """
    host = settings().mail_from.rpartition("@")[2]
    row = (
        insert(OutboxMail)
        .values(
            dedupe_key=dedupe_key,
            batch=batch,
            message_id=f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'mail:{host}:{dedupe_key}')}@{host}>",
            to_address=to_address,
            to_name=to_name,
            subject=subject,
            text=text,
            html=html,
            calendar=calendar,
            calendar_method=calendar_method,
            state=MailState.QUEUED,
            created_at=now,
            next_attempt_at=now,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(OutboxMail.id)
    )
    mail_id = session().scalar(row)
    if mail_id is None:
        return False
    enqueue("mail.deliver", mail_id)
    return True


def deliver(mail_id: int, *, clock: Callable[[], datetime]) -> bool:
    """Send one mail that is due, and mark it. True when this call delivered it.

    A server that refuses for now, or cannot be reached, puts it off, a little longer each time; one
    that refuses for good, or the last attempt, marks it failed. Neither raises.
    """
    mail = _claim(mail_id, now=clock())
    if mail is None:
        return False
    attempt = mail.attempts
    try:
        message = _message(mail)
    except ValueError as error:
        _put_off(mail_id, attempt, error, now=clock(), final=True)
        return False
    try:
        _send(message)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        _put_off(mail_id, attempt, error, now=clock(), final=_is_refused_for_good(error))
        return False
    with transaction():
        session().execute(
            sa.update(OutboxMail)
            .where(OutboxMail.id == mail_id, OutboxMail.attempts == attempt)
            .values(state=MailState.SENT, sent_at=clock(), last_error="")
        )
    return True


def sweep(*, now: datetime) -> int:
    """Hand out every mail that is due: new ones whose message was lost, put-off ones, those of dead senders.

    A mail whose senders all died is given up after as many attempts as one that is refused.
    """
    with transaction():
        session().execute(
            sa.update(OutboxMail)
            .where(
                OutboxMail.state.in_([MailState.QUEUED, MailState.SENDING]),
                OutboxMail.next_attempt_at <= now,
                OutboxMail.attempts >= MOST_ATTEMPTS,
            )
            .values(state=MailState.FAILED, last_error="Every sender died before it could tell how it went.")
        )
        due = queries.due(now)
        for mail_id in due:
            enqueue("mail.deliver", mail_id)
    return len(due)


def forget(*, now: datetime) -> int:
    """Blank what was written in mails sent longer ago than `KEPT`; links that open accounts are among it."""
    with transaction():
        done = session().execute(
            sa.update(OutboxMail)
            .where(OutboxMail.state == MailState.SENT, OutboxMail.sent_at < now - KEPT, OutboxMail.html != "")
            .values(text="", html="", calendar=None)
            .returning(OutboxMail.id)
        )
        return len(done.all())


def _claim(mail_id: int, *, now: datetime) -> OutboxMail | None:
    with transaction():
        claimed = session().scalar(
            sa.update(OutboxMail)
            .where(
                OutboxMail.id == mail_id,
                OutboxMail.state.in_([MailState.QUEUED, MailState.SENDING]),
                OutboxMail.next_attempt_at <= now,
                OutboxMail.attempts < MOST_ATTEMPTS,
            )
            .values(state=MailState.SENDING, attempts=OutboxMail.attempts + 1, next_attempt_at=now + CLAIM_LASTS)
            .returning(OutboxMail)
        )
        if claimed is not None:
            session().flush()
            session().expunge(claimed)
    return claimed


def _message(mail: OutboxMail) -> EmailMessage:
    chosen = settings()
    return compose(
        sender=Mailbox(chosen.site_name, chosen.mail_from),
        to=Mailbox(mail.to_name, mail.to_address),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=mail.message_id,
        date=mail.created_at,
        calendar=mail.calendar.encode() if mail.calendar is not None else None,
        calendar_method=mail.calendar_method,
    )


def _send(message: EmailMessage) -> None:
    # The envelope names the header's own form of the address, which any server takes (xn--... for other scripts).
    recipient = message["To"].addresses[0].addr_spec
    where = settings().smtp_url
    server = _connect(where)
    try:
        if where.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if where.username:
            server.login(where.username, where.password or "")
        server.send_message(message, from_addr=settings().mail_from, to_addrs=[recipient])
        with suppress(smtplib.SMTPException, OSError):  # the mail is the server's by now, however it says goodbye
            server.quit()
    finally:
        server.close()


def _connect(where: Smtp) -> smtplib.SMTP:
    if where.security == "tls":
        return smtplib.SMTP_SSL(where.host, where.port, timeout=SMTP_TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(where.host, where.port, timeout=SMTP_TIMEOUT)


def _put_off(mail_id: int, attempt: int, error: Exception, *, now: datetime, final: bool) -> None:
    final = final or attempt >= MOST_ATTEMPTS
    pause = min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
    log.warning("mail_not_delivered", mail=mail_id, attempt=attempt, final=final, error=str(error))
    with transaction():
        session().execute(
            sa.update(OutboxMail)
            .where(OutboxMail.id == mail_id, OutboxMail.attempts == attempt)
            .values(
                state=MailState.FAILED if final else MailState.QUEUED,
                next_attempt_at=now + pause,
                last_error=str(error)[:500],
            )
        )


def _is_refused_for_good(error: Exception) -> bool:
    """True for a 5xx answer to this mail.

    A refused sign-in, sender or certificate is the server's trouble or the settings', and passes without the
    mail's doing.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())  # noqa: PLR2004 -- SMTP's own number
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500  # noqa: PLR2004 -- as above
