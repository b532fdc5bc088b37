"""What plans and runs hang on an event: said before slots, tables or the event itself go, and let go then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from flask_babel import ngettext

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import session
from matchmaking.events.dependants import Dependant
from matchmaking.events.models import Event
from matchmaking.scheduling import queries
from matchmaking.scheduling.models import Plan, PlannedMeeting, PlanState, RunState, ScheduleRun


class Plans(Dependant):
    """The part of this room that depends on events."""

    def lost_with(self, event: Event, *, slots: Collection[int], tables: Collection[int]) -> list[str]:
        draft = queries.plan_in(event, PlanState.DRAFT)
        if draft is None:
            return []
        lost = session().scalar(
            sa.select(sa.func.count())
            .select_from(PlannedMeeting)
            .where(PlannedMeeting.plan_id == draft.id, _uses(slots, tables))
        )
        if not lost:
            return []
        return [
            ngettext(
                "Draft plan %(number)s has %(num)s meeting there. It is set aside: compute a new one.",
                "Draft plan %(number)s has %(num)s meetings there. It is set aside: compute a new one.",
                lost,
                number=draft.number,
            )
        ]

    def let_go(self, event: Event, *, slots: Collection[int], tables: Collection[int], now: datetime) -> None:
        gone = session().scalars(
            sa.delete(PlannedMeeting)
            .where(PlannedMeeting.plan_id.in_(sa.select(Plan.id).where(Plan.event_id == event.id)))
            .where(_uses(slots, tables))
            .returning(PlannedMeeting.plan_id)
            .execution_options(synchronize_session=False)
        )
        touched = set(gone)
        draft = queries.plan_in(event, PlanState.DRAFT)
        if draft is None or draft.id not in touched:
            return
        draft.state = PlanState.SUPERSEDED
        record(
            "plan.set_aside",
            draft,
            actor=None,
            now=now,
            name=f"plan {draft.number} of {event.name}",
            event_id=event.id,
            before={"state": PlanState.DRAFT},
            after={"state": PlanState.SUPERSEDED},
        )

    def cancelled(self, event: Event, *, actor: Person, now: datetime) -> None:
        run = session().scalar(
            sa.select(ScheduleRun)
            .where(ScheduleRun.event_id == event.id, ScheduleRun.state.in_(queries.ACTIVE))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if run is not None:
            mark_stopped(run, actor=actor, now=now)


def mark_stopped(run: ScheduleRun, *, actor: Person, now: datetime) -> None:
    """Write the wish to stop onto an active, locked run; one that nobody has begun ends at once."""
    if run.stop_requested_at is not None:
        return
    before = run.state
    if run.state is RunState.QUEUED:
        run.state = RunState.STOPPED
        run.finished_at = now
    run.stop_requested_at = now
    record(
        "run.stop",
        run,
        actor=actor,
        now=now,
        name=f"run {run.id}",
        event_id=run.event_id,
        before={"state": before},
        after={"state": run.state},
    )


def _uses(slots: Collection[int], tables: Collection[int]) -> sa.ColumnElement[bool]:
    return sa.or_(PlannedMeeting.slot_id.in_(slots), PlannedMeeting.table_id.in_(tables))
