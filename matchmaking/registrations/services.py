"""Registering, being approved, saying when one is free, leaving.

Whoever changes a registration locks its row first, so that two presses, or two organisers, act one after
the other. Locks are taken in this order, here and in the rooms above: event, registrations by id, persons
by id, request, meeting.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.events.models import Event, EventState, Slot
from matchmaking.organisations.queries import organisations_of
from matchmaking.registrations import following
from matchmaking.registrations.letters import send
from matchmaking.registrations.models import Registration, RegistrationState, availability
from matchmaking.registrations.queries import available_slot_ids
from matchmaking.web.settings import absolute_url

State = RegistrationState

ANSWERS: dict[State, tuple[str, set[State]]] = {
    State.APPROVED: ("registration.approve", {State.PENDING, State.WAITLISTED, State.DECLINED}),
    State.DECLINED: ("registration.decline", {State.PENDING, State.WAITLISTED}),
    State.WAITLISTED: ("registration.waitlist", {State.PENDING}),
}
"""What an organiser may answer: the audit's word for it, and the states that it may follow."""

LIVING = {State.PENDING, State.APPROVED, State.WAITLISTED}


def register(
    event: Event,
    person: Person,
    *,
    organisation_id: int,
    role_title: str,
    note: str,
    max_meetings: int | None,
    now: datetime,
) -> Registration:
    """A pending registration of `person` for one of their organisations.

    Whoever cancelled may register again: the same row, pending anew, and without what was said about
    availability. Raises Conflict where registration is not open or the person is registered, Invalid for
    another's organisation.
    """
    with transaction():
        _require_open(event, now)
        organisation = next((own for own in organisations_of(person) if own.id == organisation_id), None)
        if organisation is None:
            raise Invalid(_("Choose one of your organisations."), field="organisation_id")
        registration = session().scalar(
            sa.select(Registration)
            .where(Registration.event_id == event.id, Registration.person_id == person.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if registration is None:
            registration = Registration(event=event, person=person, created_at=now)
            session().add(registration)
        elif registration.state is not State.CANCELLED:
            raise Conflict(_("You are already registered for this event."))
        registration.organisation = organisation
        registration.role_title = role_title
        registration.note = note
        registration.answer_note = ""
        registration.max_meetings = max_meetings
        registration.availability_set_at = None
        registration.available_slots = []
        registration.state = State.PENDING
        registration.changed_at = now
        try:
            session().flush()
        except IntegrityError as error:
            if broken_constraint(error) == "uq_registration_event_id_person_id":
                raise Conflict(_("You are already registered for this event.")) from None
            raise
        record(
            "registration.create",
            registration,
            actor=person,
            now=now,
            name=person.name,
            event_id=event.id,
            after={"state": State.PENDING, "organisation": organisation.name},
        )
        _write("received", registration, now)
    return registration


def answer(registration: Registration, state: RegistrationState, *, actor: Person, note: str, now: datetime) -> None:
    """The organiser approves, declines or puts on the waiting list, with a note to the person.

    Raises Conflict where somebody else has answered in between, the person has cancelled, or the event is called off.
    """
    with transaction():
        _require_not_cancelled(registration.event)
        _answer(_locked(registration), state, actor=actor, note=note, now=now)


def approve_all(event: Event, *, actor: Person, note: str, now: datetime) -> int:
    """Approve every registration that waits, each with a mail and the same note; how many they were.

    Raises Conflict where the event is called off.
    """
    with transaction():
        _require_not_cancelled(event)
        pending = session().scalars(
            sa.select(Registration)
            .where(Registration.event_id == event.id, Registration.state == State.PENDING)
            .options(selectinload(Registration.person), selectinload(Registration.organisation))
            .order_by(Registration.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        answered = 0
        for registration in pending.all():
            _answer(registration, State.APPROVED, actor=actor, note=note, now=now)
            answered += 1
    return answered


def set_availability(registration: Registration, slot_ids: Collection[int], *, now: datetime) -> Sequence[Slot]:
    """From now on the person can meet in the slots `slot_ids` alone; the meetings already there stay.

    Gives the slots that were taken away although a meeting stands there; the organisers are told of them
    by mail, since only they can move it. Raises Invalid for no slot at all and for one of another event,
    Conflict where the person no longer takes part.
    """
    with transaction():
        _locked(registration)
        if registration.state not in LIVING:
            raise Conflict(_("Your registration is no longer in force."))
        slots = {slot.id: slot for slot in registration.event.slots}
        chosen = {slot_id for slot_id in slot_ids if slot_id in slots}
        if not chosen:
            raise Invalid(_("Tick at least one time. If you cannot come at all, cancel your registration instead."))
        before = available_slot_ids(registration.event, [registration])[registration.id]
        if registration.availability_set_at is not None and chosen == before:
            return []
        session().execute(sa.delete(availability).where(availability.c.registration_id == registration.id))
        session().execute(
            sa.insert(availability),
            [{"registration_id": registration.id, "slot_id": slot_id} for slot_id in sorted(chosen)],
        )
        session().expire(registration, ["available_slots"])
        registration.availability_set_at = registration.changed_at = now
        record(
            "registration.availability",
            registration,
            actor=registration.person,
            now=now,
            name=registration.person.name,
            event_id=registration.event_id,
            before={"slots": len(before)},
            after={"slots": len(chosen)},
        )
        engaged = following.stake(registration, after=now).meetings
        stranded = [slots[slot_id] for slot_id in slots if slot_id in engaged and slot_id in before - chosen]
        if stranded:
            for organiser in registration.event.organisers:
                send(
                    "registrations/mail/stranded",
                    organiser,
                    dedupe_key=f"registration:{registration.id}:stranded:{now.isoformat()}:{organiser.id}",
                    now=now,
                    context={
                        "registration": registration,
                        "event": registration.event,
                        "meetings": [(slot, engaged[slot.id]) for slot in stranded],
                        "url": absolute_url("registrations.manage", slug=registration.event.slug),
                    },
                )
    return stranded


def cancel(registration: Registration, *, actor: Person, now: datetime) -> None:
    """The person (or, on their behalf, an organiser) ends the registration; the rooms above end what hangs on it.

    Raises Conflict where it has ended already.
    """
    with transaction():
        session().execute(sa.select(Event.id).where(Event.id == registration.event_id).with_for_update(key_share=True))
        _locked(registration)
        if registration.state not in LIVING:
            raise Conflict(_("This registration has ended already."))
        before = registration.state
        registration.state = State.CANCELLED
        registration.changed_at = now
        record(
            "registration.cancel",
            registration,
            actor=actor,
            now=now,
            name=registration.person.name,
            event_id=registration.event_id,
            before={"state": before},
            after={"state": State.CANCELLED},
        )
        following.end(registration, actor=actor, now=now)
        _write("cancelled", registration, now, by_organiser=actor.id != registration.person_id)


def _require_open(event: Event, now: datetime) -> None:
    _hold(event)
    if event.state is EventState.DRAFT:
        raise NotFound("the event is not public")
    if event.state is EventState.CANCELLED or event.is_over(now) or not event.registration_open:
        raise Conflict(_("Registration for this event is not open."))


def _require_not_cancelled(event: Event) -> None:
    _hold(event)
    if event.state is EventState.CANCELLED:
        raise Conflict(_("The event is cancelled."))


def _hold(event: Event) -> None:
    """Read the event as it is now, and keep organisers from cancelling or closing it until the transaction ends."""
    session().scalars(
        sa.select(Event)
        .where(Event.id == event.id)
        .with_for_update(read=True, key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _locked(registration: Registration) -> Registration:
    """The same row as it is now, and locked until the transaction ends."""
    # Not by refresh(): that repeats the joins with which the row was loaded, and those cannot be locked.
    return (
        session()
        .scalars(
            sa.select(Registration)
            .where(Registration.id == registration.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        .one()
    )


def _answer(registration: Registration, state: RegistrationState, *, actor: Person, note: str, now: datetime) -> None:
    action, after = ANSWERS[state]
    before = registration.state
    if before not in after:
        raise Conflict(
            _("%(name)s is no longer waiting for this answer. Look at the list again.", name=registration.person.name)
        )
    registration.state = state
    registration.answer_note = note
    registration.changed_at = now
    record(
        action,
        registration,
        actor=actor,
        now=now,
        name=registration.person.name,
        event_id=registration.event_id,
        before={"state": before},
        after={"state": state},
    )
    _write(state.value, registration, now)


def _write(what: str, registration: Registration, now: datetime, **context: object) -> None:
    """Tell the person what has become of their registration."""
    event = registration.event
    endpoint = "meetings.participants" if what == "approved" else "events.show"
    send(
        f"registrations/mail/{what}",
        registration.person,
        dedupe_key=f"registration:{registration.id}:{what}:{now.isoformat()}",
        now=now,
        context={
            "registration": registration,
            "event": event,
            "note": registration.answer_note,
            "url": absolute_url(endpoint, slug=event.slug),
            **context,
        },
    )
