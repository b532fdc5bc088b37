"""Reading registrations, and the slots in which they can meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import contains_eager, joinedload

from matchmaking.accounts.models import Person
from matchmaking.db import db, session
from matchmaking.errors import NotFound
from matchmaking.events.models import Event, Slot
from matchmaking.organisations.models import Organisation
from matchmaking.registrations.models import Registration, RegistrationState, availability
from matchmaking.web.folding import prefix_query

PAGE_SIZE = 50


def registration_of(event: Event, person: Person) -> Registration | None:
    """What `person` has sent for `event`, in whatever state; None where there is nothing."""
    return session().scalar(
        sa.select(Registration)
        .where(Registration.event_id == event.id, Registration.person_id == person.id)
        .options(joinedload(Registration.organisation))
    )


def participation(event: Event, person: Person) -> Registration:
    """The approved registration of `person`. Raises NotFound where there is none."""
    found = registration_of(event, person)
    if found is None or found.state is not RegistrationState.APPROVED:
        raise NotFound("this person does not take part in the event")
    return found


def registration_in(event: Event, registration_id: int) -> Registration:
    """A registration of `event` with its person and organisation. Raises NotFound. For organisers' pages."""
    found = session().scalar(
        sa.select(Registration)
        .where(Registration.id == registration_id, Registration.event_id == event.id)
        .options(joinedload(Registration.organisation), joinedload(Registration.person))
    )
    if found is None:
        raise NotFound("no such registration in this event")
    return found


def approved_in(event: Event) -> Sequence[Registration]:
    """Everybody who takes part in `event`, with person and organisation, by id."""
    return (
        session()
        .scalars(
            sa.select(Registration)
            .where(Registration.event_id == event.id, Registration.state == RegistrationState.APPROVED)
            .options(joinedload(Registration.organisation), joinedload(Registration.person))
            .order_by(Registration.id)
        )
        .all()
    )


def waiting(event: Event) -> int:
    """How many registrations wait for an organiser's answer."""
    return counts(event)[RegistrationState.PENDING]


def counts(event: Event) -> dict[RegistrationState, int]:
    """How many registrations of `event` are in each state."""
    rows = session().execute(
        sa.select(Registration.state, sa.func.count())
        .where(Registration.event_id == event.id)
        .group_by(Registration.state)
    )
    found = dict.fromkeys(RegistrationState, 0)
    found.update(dict(rows.all()))
    return found


def listing(event: Event, *, state: RegistrationState | None, text: str, page: int) -> Pagination:
    """A page of the event's registrations, those that wait longest first; `text` is searched in all names."""
    query = (
        sa.select(Registration)
        .join(Registration.person)
        .join(Registration.organisation)
        .where(Registration.event_id == event.id)
        .options(contains_eager(Registration.person), contains_eager(Registration.organisation))
        .order_by(Registration.state != RegistrationState.PENDING, Registration.created_at, Registration.id)
    )
    if state is not None:
        query = query.where(Registration.state == state)
    if text.strip():
        document = sa.func.to_tsvector("simple", Organisation.search_text)
        words = sa.func.to_tsquery("simple", prefix_query(text))
        query = query.where(
            Person.name.icontains(text.strip(), autoescape=True)
            | Person.email.icontains(text.strip(), autoescape=True)
            | document.bool_op("@@")(words)
        )
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def available_slot_ids(event: Event, registrations: Sequence[Registration]) -> Mapping[int, frozenset[int]]:
    """By registration id, the slots of `event` in which each of `registrations` can meet; two queries.

    Whoever has not said anything can meet in every slot. So can whoever's ticked slots have all been
    taken away since: an organiser who lays out the grid anew has not asked them again.
    """
    every = frozenset(session().scalars(sa.select(Slot.id).where(Slot.event_id == event.id)))
    said = [registration.id for registration in registrations if registration.availability_set_at is not None]
    ticked: dict[int, set[int]] = {}
    for registration_id, slot_id in session().execute(
        sa.select(availability.c.registration_id, availability.c.slot_id).where(
            availability.c.registration_id.in_(said)
        )
    ):
        ticked.setdefault(registration_id, set()).add(slot_id)
    return {
        registration.id: frozenset(ticked[registration.id]) if registration.id in ticked else every
        for registration in registrations
    }
