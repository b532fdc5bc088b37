"""What a plan in force has lost: meetings that were cancelled, and the places at tables that are free thereby."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from matchmaking.db import session
from matchmaking.events.models import Slot
from matchmaking.meetings.models import Meeting, MeetingState
from matchmaking.scheduling.models import Plan, PlannedMeeting, PlanState


@dataclass(frozen=True, slots=True)
class Fallen:
    """What no longer takes place of a plan: because somebody left, or because it was so already at the release."""

    request_ids: frozenset[int] = frozenset()
    coming: int = 0
    """How many of them had a time that is still to come; a repair can do something about these alone."""
    places: int = 0
    """At how many tables and times to come nobody meets now."""

    def __len__(self) -> int:
        return len(self.request_ids)


def fallen_from(plan: Plan | None, *, now: datetime) -> Fallen:
    """What has fallen away from `plan`; nothing from one that is not in force. One query."""
    if plan is None or plan.state is not PlanState.RELEASED:
        return Fallen()
    other = aliased(Meeting)
    taken = sa.exists().where(
        other.slot_id == PlannedMeeting.slot_id,
        other.table_id == PlannedMeeting.table_id,
        other.state == MeetingState.SCHEDULED,
    )
    rows = (
        session()
        .execute(
            _lost(PlannedMeeting.request_id, Slot.starts_at > now, PlannedMeeting.table_id.is_not(None) & ~taken).where(
                Plan.id == plan.id
            )
        )
        .all()
    )
    return Fallen(
        request_ids=frozenset(request_id for request_id, _coming, _free in rows),
        coming=sum(coming for _request_id, coming, _free in rows),
        places=sum(coming and free for _request_id, coming, free in rows),
    )


def to_make_good(event_ids: Collection[int], *, now: datetime) -> Mapping[int, int]:
    """By event id, how many meetings to come its plan in force has lost; events without any are left out. One query."""
    rows = session().execute(
        _lost(Plan.event_id, sa.func.count())
        .where(Plan.event_id.in_(event_ids), Slot.starts_at > now)
        .group_by(Plan.event_id)
    )
    return {event_id: number for event_id, number in rows}  # noqa: C416 -- a Row is no tuple to mypy


def _lost(*columns: Any) -> sa.Select[Any]:
    """`columns` of what plans in force have placed and no meeting stands for."""
    return (
        sa.select(*columns)
        .select_from(PlannedMeeting)
        .join(PlannedMeeting.plan)
        .join(PlannedMeeting.slot)
        .outerjoin(Meeting, Meeting.request_id == PlannedMeeting.request_id)
        .where(
            Plan.state == PlanState.RELEASED,
            sa.or_(Meeting.id.is_(None), Meeting.state == MeetingState.CANCELLED),
        )
    )
