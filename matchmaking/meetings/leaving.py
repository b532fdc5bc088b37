"""What becomes of somebody's requests and meetings when their registration ends."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import session
from matchmaking.meetings.invitations import cancel, counterpart
from matchmaking.meetings.models import Attendance, Meeting, MeetingRequest, MeetingState, RequestState
from matchmaking.meetings.plan_application import cancel_meeting
from matchmaking.meetings.queries import LIVING, both_sides, whole_meeting
from matchmaking.registrations.following import Stake, follow
from matchmaking.registrations.letters import send
from matchmaking.registrations.models import Registration
from matchmaking.web.settings import absolute_url


class Meetings:
    """The part of this room that follows registrations."""

    def stake(self, registration: Registration, *, after: datetime | None) -> Stake:
        """The living requests without a meeting, and the scheduled meetings that begin later than `after`."""
        scheduled = _scheduled(registration)
        meetings = {
            meeting.slot_id: counterpart(meeting, registration).organisation.name
            for meeting in scheduled
            if after is None or meeting.slot.starts_at > after
        }
        return Stake(requests=len(_living(registration)) - len(scheduled), meetings=meetings)

    def end(self, registration: Registration, *, actor: Person, now: datetime) -> None:
        """Cancel the meetings, with mails to both sides; end the requests, with a mail to whoever still hoped.

        The organisers get one mail with all the meetings, since only they can have the plan repaired.
        Their own pending requests become withdrawn; those to them, and the accepted ones, expire. Meetings that
        have begun, and the requests that they came of, stay as they are.
        """
        fallen, begun = [], set()
        for meeting in _scheduled(registration):
            if meeting.slot.starts_at <= now:
                begun.add(meeting.request_id)
                continue
            cancel_meeting(meeting, actor=actor, now=now)
            for side in (meeting.request.sender, meeting.request.recipient):
                cancel(meeting, side, now=now, batch=f"registration:{registration.id}")
            fallen.append(meeting)
        if fallen:
            _tell_organisers(registration, fallen, now)
        met = {meeting.request_id for meeting in fallen}
        for request in _living(registration):
            if request.id in begun:
                continue
            own = request.state is RequestState.PENDING and request.from_id == registration.id
            before = request.state
            request.state = RequestState.WITHDRAWN if own else RequestState.EXPIRED
            request.answered_at = now
            record(
                "request.withdraw" if own else "request.expire",
                request,
                actor=actor,
                now=now,
                name=f"{request.sender.organisation.name} - {request.recipient.organisation.name}",
                event_id=request.event_id,
                before={"state": before},
                after={"state": request.state},
            )
            if request.id not in met:
                _tell(request, registration, now)


def _tell(request: MeetingRequest, gone: Registration, now: datetime) -> None:
    other = request.recipient if request.from_id == gone.id else request.sender
    send(
        "meetings/mail/gone",
        other.person,
        dedupe_key=f"request:{request.id}:gone",
        now=now,
        context={
            "request": request,
            "event": gone.event,
            "other": gone,
            "url": absolute_url("meetings.requests", slug=gone.event.slug),
        },
    )


def _tell_organisers(gone: Registration, fallen: list[Meeting], now: datetime) -> None:
    event = gone.event
    told = sorted(fallen, key=lambda meeting: meeting.slot.starts_at)
    for organiser in event.organisers:
        send(
            "meetings/mail/fallen",
            organiser,
            dedupe_key=f"registration:{gone.id}:fallen:{now.isoformat()}:{organiser.id}",
            now=now,
            context={
                "gone": gone,
                "event": event,
                "meetings": [(meeting.slot, counterpart(meeting, gone).organisation.name) for meeting in told],
                "url": absolute_url("scheduling.plan", slug=event.slug, _anchor="compute"),
            },
        )


def _living(registration: Registration) -> list[MeetingRequest]:
    return list(
        session().scalars(
            sa.select(MeetingRequest)
            .where(
                sa.or_(MeetingRequest.from_id == registration.id, MeetingRequest.to_id == registration.id),
                MeetingRequest.state.in_(LIVING),
            )
            .options(*both_sides())
            .order_by(MeetingRequest.id)
            .execution_options(populate_existing=True)
        )
    )


def _scheduled(registration: Registration) -> list[Meeting]:
    return list(
        session().scalars(
            sa.select(Meeting)
            .join(Meeting.attendances)
            .where(Attendance.registration_id == registration.id, Meeting.state == MeetingState.SCHEDULED)
            .options(*whole_meeting())
            .order_by(Meeting.id)
            .execution_options(populate_existing=True)
        )
    )


follow(Meetings())
