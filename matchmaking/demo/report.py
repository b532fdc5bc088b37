"""What the demonstration has come to, read from its database."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from matchmaking.db import session
from matchmaking.demo.records import records
from matchmaking.events.models import Event
from matchmaking.mail.models import MailState, OutboxMail
from matchmaking.meetings.models import Meeting, MeetingState
from matchmaking.meetings.queries import accepted_request_ids
from matchmaking.organisations.models import Organisation
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.models import PlanState

Side = tuple[str, str]
"""A participant: e-mail address and organisation's name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the main job is, what its plan was worth when it was released, and how many of its meetings there are."""

    slug: str
    released: bool = False
    placed: int = 0
    possible: int = 0
    placed_then: int = 0
    possible_then: int = 0
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
        return Standing(slug)
    placed_then, unplaced_then = queries.counts([plan.id])[plan.id]
    placed, possible = _meetings(event)
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
        released=True,
        placed=placed,
        possible=possible,
        placed_then=placed_then,
        possible_then=placed_then + unplaced_then,
        weight=weight["value"],
        bound=weight["bound"],
        proven=weight["value"] == weight["bound"],
        solver_seconds=plan.seconds,
        mails_queued=queued,
        mails_sent=sent,
        people=people,
    )


def figures(found: Standing) -> list[str]:
    """What a person is told of the plan; what was worth that much only when it was released says so."""
    changed = (found.placed, found.possible) != (found.placed_then, found.possible_then)
    before = f" ({found.placed_then} of {found.possible_then} at the release)" if changed else ""
    then = " at the release" if changed else ""
    proof = "proven: no plan can do better" if found.proven else f"proven bound {found.bound}"
    return [
        f"  Meetings      {found.placed} of {found.possible} accepted requests have a slot and a table{before}",
        f"  Weight        {found.weight}{then}; {proof} ({found.solver_seconds:.1f} s in the worker)",
        f"  Invitations   {found.mails_sent} mails delivered to {found.people} people{then}",
    ]


def _meetings(event: Event) -> tuple[int, int]:
    """How many of the requests that are accepted now have a meeting, and how many there are."""
    accepted = accepted_request_ids(event)
    met = session().scalars(
        sa.select(Meeting.request_id).where(Meeting.event_id == event.id, Meeting.state != MeetingState.CANCELLED)
    )
    return len(accepted & set(met)), len(accepted)


def pair() -> tuple[Side, Side]:
    """Two participants from the two sides of the ocean between whom the data hold no request."""
    data = records("demo_event")
    asked = {frozenset((request["from"], request["to"])) for request in data["requests"]}
    rows = session().execute(sa.select(Organisation.slug, Organisation.name, Organisation.country_code)).all()
    names = {slug: name for slug, name, _country in rows}
    countries = {slug: country for slug, _name, country in rows}
    emails = {one["organisation"]: one["email"] for one in data["participants"]}
    slugs = sorted(emails)
    first, second = next(
        (one, other)
        for one in slugs
        for other in slugs
        if countries[one] != "CA" and countries[other] == "CA" and frozenset((one, other)) not in asked
    )
    return (emails[first], names[first]), (emails[second], names[second])
