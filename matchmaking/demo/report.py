"""What the demonstration has come to, read from its database."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from matchmaking.db import session
from matchmaking.demo.records import records
from matchmaking.events.models import Event
from matchmaking.mail.models import MailState, OutboxMail
from matchmaking.organisations.models import Organisation
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.models import PlanState

Side = tuple[str, str]
"""A participant: e-mail address and organisation's name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the main job is, and what its plan is worth."""

    slug: str
    pair: tuple[Side, Side]
    released: bool = False
    placed: int = 0
    possible: int = 0
    weight: int = 0
    bound: int = 0
    proven: bool = False
    solver_seconds: float = 0.0
    mails_queued: int = 0
    mails_sent: int = 0
    people: int = 0


def standing(slug: str) -> Standing:
    """Where the demo's event stands now."""
    event = session().scalars(sa.select(Event).where(Event.slug == slug)).one()
    plan = queries.plan_in(event, PlanState.RELEASED)
    if plan is None:
        return Standing(slug, _pair())
    placed, unplaced = queries.counts([plan.id])[plan.id]
    weight = next(item for item in plan.objective if item["name"] == "weight")
    queued, sent, people = (
        session()
        .execute(
            sa.select(
                sa.func.count(),
                sa.func.count().filter(OutboxMail.state == MailState.SENT),
                sa.func.count(OutboxMail.to_address.distinct()),
            ).where(OutboxMail.batch == services.batch_of(plan))
        )
        .one()
    )
    return Standing(
        slug,
        _pair(),
        released=True,
        placed=placed,
        possible=placed + unplaced,
        weight=weight["value"],
        bound=weight["bound"],
        proven=weight["value"] == weight["bound"],
        solver_seconds=plan.seconds,
        mails_queued=queued,
        mails_sent=sent,
        people=people,
    )


def _pair() -> tuple[Side, Side]:
    """Two participants from the two sides of the ocean between whom the data hold no request."""
    data = records("demo_event")
    asked = {frozenset((request["from"], request["to"])) for request in data["requests"]}
    names = dict(session().execute(sa.select(Organisation.slug, Organisation.name)).tuples().all())
    countries = dict(session().execute(sa.select(Organisation.slug, Organisation.country_code)).tuples().all())
    emails = {one["organisation"]: one["email"] for one in data["participants"]}
    slugs = sorted(emails)
    first, second = next(
        (one, other)
        for one in slugs
        for other in slugs
        if countries[one] != "CA" and countries[other] == "CA" and frozenset((one, other)) not in asked
    )
    return (emails[first], names[first]), (emails[second], names[second])
