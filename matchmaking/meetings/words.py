"""The words for priorities, states and reasons, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.engine.scoring import Fit, FitCode
from matchmaking.meetings.models import MeetingState, Priority, RequestState
from matchmaking.web.locale import country_name

MOST_REASONS = 3

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


def reasons(fit: Fit, sector_names: Mapping[str, str]) -> Sequence[str]:
    """Why somebody is worth meeting, at most `MOST_REASONS` sentences, weightiest first."""
    shared = [
        sector_names.get(reason.parameters["sector"], reason.parameters["sector"])
        for reason in fit.reasons
        if reason.code is FitCode.SHARED_SECTOR
    ]
    said = []
    for reason in fit.reasons:
        given = reason.parameters
        if reason.code is FitCode.OFFER_MEETS_REQUEST:
            said.append(_("Looks for “%(theirs)s”; you offer “%(ours)s”", theirs=given["request"], ours=given["offer"]))
        elif reason.code is FitCode.REQUEST_MEETS_OFFER:
            said.append(_("Offers “%(theirs)s”; you look for “%(ours)s”", theirs=given["offer"], ours=given["request"]))
        elif reason.code is FitCode.COUNTRY_SOUGHT:
            said.append(_("From %(country)s, where you seek partners", country=country_name(given["country"])))
        elif reason.code is FitCode.SOUGHT_BY_THEM:
            said.append(_("Seeks partners in %(country)s", country=country_name(given["country"])))
    if shared:
        # What both do is always told: two offers that meet must not push it out.
        said = [*said[: MOST_REASONS - 1], _("Shares %(sectors)s", sectors=", ".join(shared))]
    return said[:MOST_REASONS]
