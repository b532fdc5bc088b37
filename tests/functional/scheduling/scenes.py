"""An event that can be planned, the people around it, and the clock that tests turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from matchmaking.accounts.models import Person
from matchmaking.audit.models import AuditEntry
from matchmaking.db import db, session
from matchmaking.errors import AppError
from matchmaking.events.models import Event, MeetingTable, Slot
from matchmaking.meetings.models import MeetingRequest
from matchmaking.registrations.models import Registration
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.execution import execute_run
from matchmaking.scheduling.models import Plan, PlanState, ScheduleRun
from tests import factories

NOW = factories.NOW


def clock() -> datetime:
    """It is always the Monday on which tests take place."""
    return NOW


def later(**delta: float) -> datetime:
    """Some time after `NOW`."""
    return NOW + timedelta(**delta)


@dataclass
class Scene:
    """Alice organises; Bob takes part, as others do; Charlie has nothing to do with it."""

    event: Event
    alice: Person
    bob: Person
    charlie: Person
    slots: list[Slot]
    tables: list[MeetingTable]
    people: list[Registration]
    requests: list[MeetingRequest]

    def ask(self, *, now: datetime = NOW, seconds: float = 5) -> ScheduleRun:
        """Alice asks for a plan."""
        return services.request_run(self.event, actor=self.alice, now=now, time_limit=seconds)

    def draft(self) -> Plan:
        """A draft, computed by the engine."""
        execute_run(self.ask().id, clock=clock, workers=1)
        found = queries.plan_in(self.event, PlanState.DRAFT)
        assert found is not None
        return found

    def release(self) -> Plan:
        """A plan in force."""
        plan = self.draft()
        services.release(self.event, plan.number, actor=self.alice, now=NOW)
        return plan


def make_scene(*, people: int = 3, slots: int = 4, tables: int = 2) -> Scene:
    """`people` participants who have all agreed to meet each other."""
    alice, bob, charlie = (factories.person(name) for name in ("Alice", "Bob", "Charlie"))
    event = factories.event(organiser=alice)
    grid = factories.slots(event, slots)
    places = factories.tables(event, tables)
    registered = [factories.registration(event, bob), *(factories.registration(event) for _ in range(people - 1))]
    requests = [factories.request(one, other) for at, one in enumerate(registered) for other in registered[at + 1 :]]
    return Scene(event, alice, bob, charlie, grid, places, registered, requests)


def audited(event: Event, prefix: str = "") -> list[str]:
    """The actions in the log of `event` that begin with `prefix`, oldest first."""
    rows = session().scalars(
        sa.select(AuditEntry.action)
        .where(AuditEntry.event_id == event.id, AuditEntry.action.startswith(prefix, autoescape=True))
        .order_by(AuditEntry.id)
    )
    return list(rows)


def count(kind: type[Any]) -> int:
    """How many rows there are."""
    return session().scalar(sa.select(sa.func.count()).select_from(kind)) or 0


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[str]:
    """Run `acts` at the same time, each in a session of its own; for each "done" or the failure's name."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        with app.app_context():
            session().execute(sa.text("SELECT 1"))  # connected before the start
            start.wait(timeout=10)
            try:
                act()
            except AppError as error:
                return type(error).__name__
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        outcomes = list(threads.map(run, acts))
    session().expire_all()
    return outcomes
