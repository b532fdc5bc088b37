"""What meetings hang on an event: said before it is cancelled, and taken out of everybody's calendar then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import ngettext

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.events.dependants import Dependant
from matchmaking.events.models import Event
from matchmaking.meetings.invitations import cancel
from matchmaking.meetings.models import Meeting, MeetingState
from matchmaking.meetings.plan_application import cancel_meeting
from matchmaking.meetings.queries import whole_meeting


class Meetings(Dependant):
    """The part of this room that depends on events."""

    def lost_by_cancelling(self, event: Event) -> list[str]:
        count = len(_scheduled(event))
        if not count:
            return []
        return [
            ngettext(
                "%(num)s meeting is cancelled, by mail, in the calendars of both sides.",
                "%(num)s meetings are cancelled, by mail, in the calendars of both sides.",
                count,
            )
        ]

    def cancelled(self, event: Event, *, actor: Person, now: datetime) -> None:
        for meeting in _scheduled(event):
            if meeting.slot.starts_at <= now:
                continue  # it has taken place
            cancel_meeting(meeting, actor=actor, now=now)
            for side in (meeting.request.sender, meeting.request.recipient):
                cancel(meeting, side, now=now, batch=f"event:{event.id}:cancelled")


def _scheduled(event: Event) -> Sequence[Meeting]:
    return (
        session()
        .scalars(
            sa.select(Meeting)
            .where(Meeting.event_id == event.id, Meeting.state == MeetingState.SCHEDULED)
            .options(*whole_meeting())
            .order_by(Meeting.id)
            .execution_options(populate_existing=True)
        )
        .all()
    )
