"""What registrations hang on an event: said before slots or the event itself go, and told then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.events.dependants import Dependant
from matchmaking.events.models import Event
from matchmaking.registrations.letters import send
from matchmaking.registrations.models import Registration, RegistrationState, availability
from matchmaking.web.settings import absolute_url

LIVING = (RegistrationState.PENDING, RegistrationState.APPROVED, RegistrationState.WAITLISTED)


class Registrations(Dependant):
    """The part of this room that depends on events. Ticks go with their slots, by the database's own rule."""

    def lost_with(self, event: Event, *, slots: Collection[int], tables: Collection[int]) -> list[str]:  # noqa: ARG002 -- nobody registers for a table
        ticked = session().scalar(
            sa.select(sa.func.count(sa.distinct(availability.c.registration_id)))
            .join_from(availability, Registration)
            .where(
                Registration.event_id == event.id,
                Registration.state.in_(LIVING),
                Registration.availability_set_at.is_not(None),
                availability.c.slot_id.in_(slots),
            )
        )
        if not ticked:
            return []
        return [
            ngettext(
                "%(num)s person has ticked slots that go; for those, availability starts anew.",
                "%(num)s people have ticked slots that go; for those, availability starts anew.",
                ticked,
            )
        ]

    def lost_by_cancelling(self, event: Event) -> list[str]:
        told = session().scalar(sa.select(sa.func.count()).select_from(Registration).where(*_living(event)))
        if not told:
            return []
        return [
            ngettext(
                "%(num)s person who has registered is told by mail.",
                "%(num)s people who have registered are told by mail.",
                told,
            )
        ]

    def cancelled(self, event: Event, *, actor: Person, now: datetime) -> None:  # noqa: ARG002 -- the event's own entry names the actor
        registrations = session().scalars(
            sa.select(Registration)
            .where(*_living(event))
            .options(joinedload(Registration.person))
            .order_by(Registration.id)
        )
        for registration in registrations:
            send(
                "registrations/mail/event_cancelled",
                registration.person,
                dedupe_key=f"registration:{registration.id}:event_cancelled",
                now=now,
                context={"event": event, "url": absolute_url("events.show", slug=event.slug)},
            )


def _living(event: Event) -> tuple[sa.ColumnElement[bool], ...]:
    return Registration.event_id == event.id, Registration.state.in_(LIVING)
