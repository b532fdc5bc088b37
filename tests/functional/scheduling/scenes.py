"""An event that can be planned, the people around it, and the clock that tests turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from matchmaking.accounts.models import Person
from matchmaking.events.models import Event, MeetingTable, Slot
from matchmaking.meetings.models import MeetingRequest
from matchmaking.registrations.models import Registration
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.execution import execute_run
from matchmaking.scheduling.models import Plan, PlanState
from tests import factories

NOW = factories.NOW


def clock() -> datetime:
    """It is always the Monday on which tests take place."""
    return NOW


@dataclass
class Scene:
    """Alice organises; Bob takes part, as two others do; Charlie has nothing to do with it."""

    event: Event
    alice: Person
    bob: Person
    charlie: Person
    slots: list[Slot]
    tables: list[MeetingTable]
    people: list[Registration]
    requests: list[MeetingRequest]

    def draft(self) -> Plan:
        """A draft, computed by the engine."""
        run = services.request_run(self.event, actor=self.alice, now=NOW, time_limit=5)
        execute_run(run.id, clock=clock, workers=1)
        found = queries.plan_in(self.event, PlanState.DRAFT)
        assert found is not None
        return found


def make_scene() -> Scene:
    """Three participants who have all accepted to meet each other; four slots, two tables."""
    alice, bob, charlie = (factories.person(name) for name in ("Alice", "Bob", "Charlie"))
    event = factories.event(organiser=alice)
    slots = factories.slots(event, 4)
    tables = factories.tables(event, 2)
    people = [factories.registration(event, bob), factories.registration(event), factories.registration(event)]
    requests = [
        factories.request(people[0], people[1]),
        factories.request(people[1], people[2]),
        factories.request(people[2], people[0]),
    ]
    return Scene(event, alice, bob, charlie, slots, tables, people, requests)


def later(**delta: float) -> datetime:
    """Some time after `NOW`."""
    return NOW + timedelta(**delta)
