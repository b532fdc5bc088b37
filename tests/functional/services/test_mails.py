"""The outbox against a real SMTP server: refused, then taken; and a sender that dies half-way."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking.db import session, transaction
from matchmaking.mail import services
from matchmaking.mail.mailbox import Sink
from matchmaking.mail.models import MailState, OutboxMail
from tests.functional.services.conftest import StartWorker
from tests.processes import await_rows

pytestmark = pytest.mark.worker


def queued(*, now: datetime) -> int:
    """The id of a mail in the outbox."""
    with transaction():
        services.queue(
            dedupe_key="invitation:1",
            to_address="bob@people.example",
            to_name="Bob",
            subject="A meeting",
            text="Table 7.\n",
            html="<p>Table 7.</p>",
            now=now,
        )
    return session().scalars(sa.select(OutboxMail.id)).one()


def as_it_is(mail_id: int) -> OutboxMail:
    """The mail as others have left it."""
    session().rollback()
    return session().get_one(OutboxMail, mail_id, populate_existing=True)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_worker_delivers_what_is_queued(own_app: Flask, start_worker: StartWorker, sink: Sink) -> None:
    start_worker()

    mail_id = queued(now=datetime.now(UTC))

    assert len(sink.wait_for(1, timeout=30)) == 1
    await_rows(lambda found: found.scalar(sa.select(OutboxMail.id).where(OutboxMail.state == MailState.SENT)))
    mail = as_it_is(mail_id)
    assert (mail.attempts, mail.last_error) == (1, "")


def test_a_mail_refused_for_now_is_put_off_and_then_delivered_once(own_app: Flask, sink: Sink) -> None:
    now = datetime.now(UTC)
    mail_id = queued(now=now)
    sink.refuse_next(1, code=451)

    def at(moment: datetime) -> bool:
        return services.deliver(mail_id, clock=lambda: moment)

    assert at(now) is False
    mail = as_it_is(mail_id)
    assert (mail.state, mail.next_attempt_at) == (MailState.QUEUED, now + services.FIRST_PAUSE)
    assert "451" in mail.last_error
    assert at(now + services.FIRST_PAUSE / 2) is False  # not due yet: the server is not even asked
    assert at(now + services.FIRST_PAUSE) is True
    assert at(now + services.FIRST_PAUSE * 2) is False  # delivered: never again
    mail = as_it_is(mail_id)
    assert (mail.state, mail.attempts) == (MailState.SENT, 2)
    assert len(sink.wait_for(1, timeout=5)) == 1


def test_a_worker_whose_server_refuses_leaves_the_mail_to_a_later_sweep(
    own_app: Flask, start_worker: StartWorker, sink: Sink
) -> None:
    sink.refuse_next(1, code=451)
    start_worker()
    mail_id = queued(now=datetime.now(UTC))

    sink.wait_for_refusals(1, timeout=30)
    await_rows(lambda found: found.scalar(sa.select(OutboxMail.id).where(OutboxMail.last_error != "")))
    put_off = as_it_is(mail_id)
    state, due = put_off.state, put_off.next_attempt_at

    assert state is MailState.QUEUED
    assert [services.sweep(now=moment) for moment in (due - timedelta(seconds=1), due)] == [0, 1]
    assert services.deliver(mail_id, clock=lambda: due) is True
    assert len(sink.wait_for(1, timeout=5)) == 1


def test_a_mail_whose_sender_was_killed_while_it_spoke_to_the_server_is_swept_and_sent(
    own_app: Flask, start_worker: StartWorker, sink: Sink, silent_port: int
) -> None:
    doomed = start_worker("doomed", SMTP_URL=f"smtp://127.0.0.1:{silent_port}")
    mail_id = queued(now=datetime.now(UTC))
    await_rows(lambda found: found.scalar(sa.select(OutboxMail.id).where(OutboxMail.state == MailState.SENDING)))
    doomed.kill()
    claim_ends = as_it_is(mail_id).next_attempt_at

    assert services.sweep(now=claim_ends - timedelta(seconds=1)) == 0  # its sender may still live
    assert services.sweep(now=claim_ends) == 1
    assert services.deliver(mail_id, clock=lambda: claim_ends) is True

    mail = as_it_is(mail_id)
    assert (mail.state, mail.attempts) == (MailState.SENT, 2)
    (found,) = sink.wait_for(1, timeout=5)
    assert mail.message_id in found.path.read_text()
