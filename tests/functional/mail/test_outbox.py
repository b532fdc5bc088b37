"""Mails are rows first, sent once, put off when refused, and given up in the end."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking.app import create_app
from matchmaking.db import db, session, transaction
from matchmaking.mail import queries, services
from matchmaking.mail.mailbox import Sink
from matchmaking.mail.models import MailState, OutboxMail
from tests.conftest import CERTIFICATE, database_url, settings_for, worker_number

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def put(key: str = "registration:1", **changes: Any) -> bool:
    """Queue a mail as a use case does."""
    values: dict[str, Any] = {
        "to_address": "alice@people.example",
        "to_name": "Alice",
        "subject": "You take part",
        "text": "See you in Montréal.",
        "html": "<p>See you in Montréal.</p>",
        "now": NOW,
    }
    with transaction():
        return services.queue(dedupe_key=key, **(values | changes))


def mail(key: str = "registration:1") -> OutboxMail:
    session().rollback()
    session().expire_all()
    return session().scalars(sa.select(OutboxMail).where(OutboxMail.dedupe_key == key)).one()


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def test_queue_keeps_one_mail_of_a_kind(outbox: Flask) -> None:
    assert [put(), put(subject="Again"), put("registration:2")] == [True, False, True]
    assert mail().subject == "You take part"
    assert mail().message_id != mail("registration:2").message_id


def test_queue_with_a_use_case_that_fails_queues_nothing(outbox: Flask) -> None:
    def fail() -> None:
        with transaction():
            services.queue(
                dedupe_key="k", to_address="a@b.example", to_name="", subject="s", text="t", html="h", now=NOW
            )
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        fail()

    assert queries.due(NOW) == []


def test_deliver_sends_what_was_queued_and_marks_it(outbox: Flask, sink: Sink) -> None:
    put()

    assert services.deliver(mail().id, clock=at(NOW + SECOND)) is True

    (arrived,) = sink.wait_for(1, timeout=10)
    assert (arrived.to, arrived.subject, arrived.text) == (
        ("alice@people.example",),
        "You take part",
        "See you in Montréal.\n",
    )
    assert (arrived.sender, arrived.date) == ("Matchmaking <events@matchmaking.example>", NOW)
    sent = mail()
    assert (sent.state, sent.attempts, sent.sent_at, sent.last_error) == (MailState.SENT, 1, NOW + SECOND, "")
    assert services.deliver(sent.id, clock=at(NOW + timedelta(days=1))) is False


def test_deliver_of_what_is_not_there_does_nothing(outbox: Flask) -> None:
    assert services.deliver(4711, clock=at(NOW)) is False


def test_two_senders_at_once_send_one_mail(outbox: Flask, sink: Sink) -> None:
    put()
    mail_id = mail().id
    session().rollback()
    together = threading.Barrier(2)
    sent: list[bool] = []

    def deliver() -> None:
        with outbox.app_context():
            together.wait(10)
            sent.append(services.deliver(mail_id, clock=at(NOW)))

    senders = [threading.Thread(target=deliver) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)

    assert sorted(sent) == [False, True]
    assert len(sink.wait_for(1, timeout=10)) == 1
    assert mail().attempts == 1


def test_a_server_that_refuses_for_now_gets_the_mail_later_and_later(outbox: Flask, sink: Sink) -> None:
    put()
    mail_id = mail().id
    sink.refuse_next(3)
    moment = NOW
    pauses = []

    for _ in range(3):
        assert services.deliver(mail_id, clock=at(moment)) is False
        waiting = mail()
        assert waiting.state is MailState.QUEUED
        assert "451" in waiting.last_error
        pauses.append((waiting.next_attempt_at - moment).total_seconds())
        assert services.deliver(mail_id, clock=at(waiting.next_attempt_at - SECOND)) is False
        assert mail().attempts == waiting.attempts
        moment = waiting.next_attempt_at

    assert pauses == [20, 40, 80]
    assert services.deliver(mail_id, clock=at(moment)) is True
    assert len(sink.wait_for(1, timeout=10)) == 1
    assert (mail().state, mail().attempts, mail().last_error) == (MailState.SENT, 4, "")


@pytest.mark.parametrize("at_stage", ["recipient", "data"])
def test_a_mail_that_is_refused_for_good_has_failed(outbox: Flask, sink: Sink, at_stage: Any) -> None:
    put()
    sink.refuse_next(1, code=550, at=at_stage)

    assert services.deliver(mail().id, clock=at(NOW)) is False

    failed = mail()
    assert (failed.state, failed.attempts, failed.sent_at) == (MailState.FAILED, 1, None)
    assert "refused, as asked" in failed.last_error
    assert queries.due(NOW + timedelta(days=365)) == []


def test_a_recipient_refused_for_now_is_tried_again(outbox: Flask, sink: Sink) -> None:
    put()
    sink.refuse_next(1, code=450, at="recipient")

    assert services.deliver(mail().id, clock=at(NOW)) is False
    assert services.deliver(mail().id, clock=at(NOW + timedelta(minutes=1))) is True


def test_a_server_that_cannot_be_reached_is_given_up_after_twelve_attempts(outbox: Flask, sink: Sink) -> None:
    put()
    sink.stop()
    moment = NOW
    waits = []

    while (waiting := mail()).state is MailState.QUEUED:
        waits.append(waiting.next_attempt_at - moment)
        moment = waiting.next_attempt_at
        assert services.deliver(waiting.id, clock=at(moment)) is False

    assert (waiting.state, waiting.attempts) == (MailState.FAILED, 12)
    assert "refused" in waiting.last_error
    assert [wait.total_seconds() for wait in waits] == [0, *(20 * 2**number for number in range(10)), 4 * 3600]
    assert services.deliver(waiting.id, clock=at(moment + timedelta(days=1))) is False


def test_a_sender_that_died_is_followed_by_another_when_its_claim_has_run_out(outbox: Flask, sink: Sink) -> None:
    put()
    mail_id = mail().id
    with transaction():
        session().execute(
            sa.update(OutboxMail).values(
                state=MailState.SENDING, attempts=1, next_attempt_at=NOW + services.CLAIM_LASTS
            )
        )

    almost = NOW + services.CLAIM_LASTS - SECOND
    assert (services.sweep(now=almost), services.deliver(mail_id, clock=at(almost))) == (0, False)
    over = NOW + services.CLAIM_LASTS
    assert (services.sweep(now=over), services.deliver(mail_id, clock=at(over))) == (1, True)
    assert (mail().state, mail().attempts) == (MailState.SENT, 2)


def test_a_mail_that_kills_its_senders_is_given_up_too(outbox: Flask, sink: Sink) -> None:
    put()
    with transaction():
        session().execute(
            sa.update(OutboxMail).values(state=MailState.SENDING, attempts=services.MOST_ATTEMPTS, next_attempt_at=NOW)
        )

    assert services.deliver(mail().id, clock=at(NOW)) is False
    assert services.sweep(now=NOW) == 0
    assert (mail().state, mail().last_error) == (
        MailState.FAILED,
        "Every sender died before it could tell how it went.",
    )


def test_sweep_hands_out_what_is_due_and_nothing_else(outbox: Flask) -> None:
    states = {
        "new": (MailState.QUEUED, NOW),
        "put off": (MailState.QUEUED, NOW - timedelta(hours=1)),
        "not yet": (MailState.QUEUED, NOW + SECOND),
        "being sent": (MailState.SENDING, NOW + SECOND),
        "sender died": (MailState.SENDING, NOW - SECOND),
        "sent": (MailState.SENT, NOW),
        "failed": (MailState.FAILED, NOW),
    }
    for key, (state, due) in states.items():
        put(key)
        with transaction():
            session().execute(
                sa.update(OutboxMail)
                .where(OutboxMail.dedupe_key == key)
                .values(state=state, next_attempt_at=due, batch="plan:1")
            )

    assert [session().get_one(OutboxMail, number).dedupe_key for number in queries.due(NOW)] == [
        "put off",
        "sender died",
        "new",
    ]
    session().rollback()
    assert services.sweep(now=NOW) == 3
    assert queries.states("plan:1") == {
        MailState.QUEUED: 3,
        MailState.SENDING: 2,
        MailState.SENT: 1,
        MailState.FAILED: 1,
    }
    assert queries.states("plan:2") == dict.fromkeys(MailState, 0)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Eve\r\nBcc: victim@people.example", "Hello\r\nBcc: victim@people.example\r\n\r\nbody"),
        ('"quoted" <a@b.example>, x', "=?utf-8?q?=0D=0ABcc=3A_x=40y.example?="),
        ("李 \u2028 \x85", "É" * 300),
        ("", ""),
    ],
)
def test_no_name_or_subject_leads_a_mail_elsewhere(outbox: Flask, sink: Sink, name: str, subject: str) -> None:
    put(to_name=name, subject=subject)

    assert services.deliver(mail().id, clock=at(NOW)) is True

    (arrived,) = sink.wait_for(1, timeout=10)
    head = arrived.path.read_bytes().partition(b"\r\n\r\n")[0].lower()
    assert arrived.to == ("alice@people.example",)
    assert b"\r\nbcc:" not in head
    assert head.count(b"\r\nto:") == 1
    assert arrived.text == "See you in Montréal.\n"


@pytest.mark.parametrize("address", ["no address", "a@b.example\r\nBcc: c@d.example", "ünï@people.example", "@", ""])
def test_an_address_that_nobody_can_have_fails_at_once_and_for_good(outbox: Flask, sink: Sink, address: str) -> None:
    put(to_address=address)

    assert services.deliver(mail().id, clock=at(NOW)) is False

    assert (mail().state, mail().attempts) == (MailState.FAILED, 1)
    assert "is not an e-mail address" in mail().last_error


def test_a_host_of_another_script_is_written_as_mail_carries_it(outbox: Flask, sink: Sink) -> None:
    put(to_address="alice@müller.example")

    assert services.deliver(mail().id, clock=at(NOW)) is True
    assert sink.wait_for(1, timeout=10)[0].to == ("alice@xn--mller-kva.example",)


class Rude(Sink):
    """A mail server that takes a mail and then fails to say goodbye."""

    async def handle_QUIT(self, *_: object) -> str:  # noqa: N802 - aiosmtpd looks the hook up by this name
        return "421 busy, come back later"


@contextmanager
def sending_to(url: str) -> Iterator[None]:
    address = database_url(f"outbox_{worker_number()}")
    application = create_app(settings_for(address, SMTP_URL=url))
    with application.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def test_a_mail_that_was_taken_is_sent_even_if_the_goodbye_fails(outbox: Flask, tmp_path: Path) -> None:
    put()
    mail_id = mail().id
    session().rollback()

    with Rude(tmp_path / "rude") as rude, sending_to(f"smtp://127.0.0.1:{rude.port}"):
        with smtplib.SMTP("127.0.0.1", rude.port) as probe:
            assert probe.docmd("QUIT")[0] == 421
            probe.close()
        assert services.deliver(mail_id, clock=at(NOW)) is True
        assert len(rude.wait_for(1, timeout=10)) == 1
    assert mail().state is MailState.SENT


def test_a_server_that_knows_no_encryption_gets_no_mail_that_wants_it(outbox: Flask, sink: Sink) -> None:
    put()
    mail_id = mail().id
    session().rollback()

    with sending_to(f"smtp://127.0.0.1:{sink.port}?security=starttls"):
        assert services.deliver(mail_id, clock=at(NOW)) is False

    assert (mail().state, mail().last_error) == (
        MailState.QUEUED,
        "STARTTLS extension not supported by server.",
    )


def test_a_server_whose_certificate_is_not_to_be_believed_gets_the_mail_later(outbox: Flask) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    put()
    mail_id = mail().id
    session().rollback()

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            connection, _ = listening.accept()
            with suppress(OSError), context.wrap_socket(connection, server_side=True):
                pass

        server = threading.Thread(target=greet)
        server.start()
        with sending_to(f"smtps://127.0.0.1:{listening.getsockname()[1]}"):
            assert services.deliver(mail_id, clock=at(NOW)) is False
        server.join(10)

    assert mail().state is MailState.QUEUED
    assert "CERTIFICATE_VERIFY_FAILED" in mail().last_error


def test_a_sign_in_that_is_refused_is_no_fault_of_the_mail(outbox: Flask, sink: Sink) -> None:
    put()
    mail_id = mail().id
    session().rollback()

    with sending_to(f"smtp://me:wrong@127.0.0.1:{sink.port}"):
        assert services.deliver(mail_id, clock=at(NOW)) is False

    assert mail().state is MailState.QUEUED


def test_the_words_of_a_mail_are_forgotten_two_weeks_after_it_was_sent(outbox: Flask) -> None:
    put("old")
    put("young")
    put("waiting")
    with transaction():
        for key, sent_at in (("old", NOW - timedelta(days=15)), ("young", NOW - timedelta(days=13))):
            session().execute(
                sa.update(OutboxMail)
                .where(OutboxMail.dedupe_key == key)
                .values(state=MailState.SENT, sent_at=sent_at, calendar="BEGIN:VCALENDAR")
            )

    assert (services.forget(now=NOW), services.forget(now=NOW)) == (1, 0)
    assert (mail("old").text, mail("old").html, mail("old").calendar) == ("", "", None)
    assert [bool(mail(key).html) for key in ("young", "waiting")] == [True, True]
    assert mail("old").subject == "You take part"
