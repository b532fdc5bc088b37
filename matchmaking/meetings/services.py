"""Asking for a meeting, and answering.

A request is pending until the other side answers or the asker withdraws; meanwhile it holds no slot.
Both registrations are locked in the order of their ids before a request between them is read or changed,
so that double clicks, crossed requests, and an answer that meets a withdrawal come one after the other.
Whatever may place a meeting takes the event's row before. The whole order: event, registrations by id,
persons by id, request, meeting. The unique index `uq_meeting_request_pair` and the exclusion constraints
hold, whatever this module does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.events.models import Event, EventState
from matchmaking.meetings.models import Meeting, MeetingRequest, Priority, RequestState
from matchmaking.meetings.placing import place_at_once
from matchmaking.meetings.queries import MOST_MUSTS, has_declined, living_between, musts_left
from matchmaking.registrations.letters import send
from matchmaking.registrations.models import Registration, RegistrationState
from matchmaking.web.settings import absolute_url

LONGEST_MESSAGE = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking or accepting.

    `meeting` is there where a plan is in force and the meeting found its slot at once. `placing_tried`
    tells "not found a slot" from "no plan yet".
    """

    request: MeetingRequest
    meeting: Meeting | None = None
    placing_tried: bool = False

    @property
    def is_accepted(self) -> bool:
        return self.request.state is RequestState.ACCEPTED


def ask(sender: Registration, recipient: Registration, *, message: str, priority: Priority, now: datetime) -> Outcome:
    """`sender` asks `recipient` for a meeting. Where `recipient` has asked already, this accepts instead.

    Raises Invalid for a message too long, a sixth *must* and a colleague; Conflict where they have a
    living request already, and at an event without meetings; NotFound where either does not take part.
    """
    if len(message) > LONGEST_MESSAGE:
        raise Invalid(_("Write at most %(count)s characters.", count=LONGEST_MESSAGE), field="message")
    if sender.event_id != recipient.event_id or sender.id == recipient.id:
        raise NotFound("these two cannot meet in this event")
    if sender.organisation_id == recipient.organisation_id:
        raise Invalid(_("You are of the same organisation; meetings are between organisations."))
    with transaction():
        event = _lock(sender, recipient, places=True, now=now)
        if not event.has_meetings:
            raise Conflict(_("This event has no B2B meetings."))
        living = living_between(sender, recipient)
        if living is not None and (living.state is RequestState.ACCEPTED or living.from_id == sender.id):
            raise Conflict(
                _("You two have agreed to meet already.")
                if living.state is RequestState.ACCEPTED
                else _("You have asked already; the answer is still open.")
            )
        if priority is Priority.MUST and musts_left(sender) == 0:
            raise Invalid(
                _("You have marked %(count)s requests as must already. Choose high or normal.", count=MOST_MUSTS),
                field="priority",
            )
        if living is None and has_declined(recipient, sender):
            raise Conflict(_("They have declined. If they change their mind, they can ask you."))
        if living is not None:
            living.return_priority = priority
            return _accept(living, event, note=message, now=now)
        request = MeetingRequest(
            event_id=event.id,
            sender=sender,
            recipient=recipient,
            message=message,
            priority=priority,
            state=RequestState.PENDING,
            created_at=now,
        )
        session().add(request)
        _record("request.ask", request, sender.person, now, after={"state": RequestState.PENDING, "priority": priority})
        _tell("asked", request, recipient, now)
    return Outcome(request)


def accept(request: MeetingRequest, registration: Registration, *, note: str, now: datetime) -> Outcome:
    """The asked side agrees. Where a plan is in force, the meeting gets its place at once if there is one.

    Raises Conflict where the request is no longer pending, NotFound where `registration` was not asked.
    """
    if request.to_id != registration.id:
        raise NotFound("this participant was not asked")
    with transaction():
        event = _lock(request.sender, request.recipient, places=True, now=now)
        _require_pending(request)
        return _accept(request, event, note=note, now=now)


def decline(request: MeetingRequest, registration: Registration, *, note: str, now: datetime) -> None:
    """The asked side would rather not meet. Raises as `accept` does."""
    if request.to_id != registration.id:
        raise NotFound("this participant was not asked")
    with transaction():
        _lock(request.sender, request.recipient, places=False, now=now)
        _require_pending(request)
        _end("request.decline", request, RequestState.DECLINED, registration.person, now, note=note)
        _tell("declined", request, request.sender, now)


def withdraw(request: MeetingRequest, registration: Registration, *, now: datetime) -> None:
    """The asking side takes the request back. Raises Conflict where it has been answered in between."""
    if request.from_id != registration.id:
        raise NotFound("this participant has not asked")
    with transaction():
        _lock(request.sender, request.recipient, places=False, now=now)
        _require_pending(request)
        _end("request.withdraw", request, RequestState.WITHDRAWN, registration.person, now)
        _tell("withdrawn", request, request.recipient, now)


def _lock(one: Registration, other: Registration, *, places: bool, now: datetime) -> Event:
    """The event as it is now; both registrations locked, and the event too if a meeting may be `placed`."""
    query = sa.select(Event).where(Event.id == one.event_id).execution_options(populate_existing=True)
    event = session().scalars(query.with_for_update(key_share=True) if places else query).one()
    both = (
        session()
        .scalars(
            sa.select(Registration)
            .where(Registration.id.in_([one.id, other.id]))
            .order_by(Registration.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        .all()
    )
    if any(side.state is not RegistrationState.APPROVED for side in both):
        raise NotFound("one of the two does not take part")
    if event.state is not EventState.PUBLISHED or event.is_over(now):
        raise Conflict(_("The event is over or has been cancelled."))
    return event


def _require_pending(request: MeetingRequest) -> None:
    session().refresh(request)
    if request.state is not RequestState.PENDING:
        raise Conflict(
            {
                RequestState.ACCEPTED: _("This request has been accepted already."),
                RequestState.DECLINED: _("This request has been declined already."),
                RequestState.WITHDRAWN: _("This request has been withdrawn in the meantime."),
            }.get(request.state, _("This request has ended."))
        )


def _accept(request: MeetingRequest, event: Event, *, note: str, now: datetime) -> Outcome:
    actor = request.recipient.person
    _end("request.accept", request, RequestState.ACCEPTED, actor, now, note=note)
    meeting = place_at_once(request, actor=actor, now=now) if event.is_released else None
    _tell("accepted", request, request.sender, now, meeting=meeting, is_released=event.is_released)
    return Outcome(request, meeting, placing_tried=event.is_released)


def _end(
    action: str, request: MeetingRequest, state: RequestState, actor: Person, now: datetime, *, note: str = ""
) -> None:
    request.state = state
    request.answer_note = note
    request.answered_at = now
    _record(action, request, actor, now, before={"state": RequestState.PENDING}, after={"state": state})


def _record(
    action: str,
    request: MeetingRequest,
    actor: Person,
    now: datetime,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object],
) -> None:
    record(
        action,
        request,
        actor=actor,
        now=now,
        name=f"{request.sender.organisation.name} - {request.recipient.organisation.name}",
        event_id=request.event_id,
        before=before,
        after=after,
    )


def _tell(what: str, request: MeetingRequest, to: Registration, now: datetime, **context: object) -> None:
    """A mail to one side about what the other has done."""
    session().flush()
    event = to.event
    send(
        f"meetings/mail/{what}",
        to.person,
        dedupe_key=f"request:{request.id}:{what}",
        now=now,
        context={
            "request": request,
            "event": event,
            "other": request.sender if to.id == request.to_id else request.recipient,
            "url": absolute_url("meetings.requests", slug=event.slug),
            **context,
        },
    )
