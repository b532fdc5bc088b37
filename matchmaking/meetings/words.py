"""The words for priorities and states, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaking.meetings.models import MeetingState, Priority, RequestState

PRIORITIES = {
    Priority.MUST: _l("must"),
    Priority.HIGH: _l("high"),
    Priority.NORMAL: _l("normal"),
}
STATES = {
    RequestState.PENDING: (_l("waiting"), "waiting"),
    RequestState.ACCEPTED: (_l("accepted"), "fine"),
    RequestState.DECLINED: (_l("declined"), "problem"),
    RequestState.WITHDRAWN: (_l("withdrawn"), "neutral"),
    RequestState.EXPIRED: (_l("expired"), "neutral"),
}
"""For each state of a request its word and its meaning (see macros/lists.html), in the order of lists."""
MEETING_STATES = {
    MeetingState.SCHEDULED: (_l("scheduled"), "fine"),
    MeetingState.CANCELLED: (_l("cancelled"), "problem"),
    MeetingState.HELD: (_l("held"), "fine"),
    MeetingState.MISSED: (_l("missed"), "problem"),
}
