"""The words for a registration's states, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.registrations.models import RegistrationState

STATES = {
    RegistrationState.PENDING: (_l("waiting"), "waiting"),
    RegistrationState.APPROVED: (_l("approved"), "fine"),
    RegistrationState.WAITLISTED: (_l("on the waiting list"), "info"),
    RegistrationState.DECLINED: (_l("declined"), "problem"),
    RegistrationState.CANCELLED: (lazy_pgettext("registration", "cancelled"), "neutral"),
}
"""For each state its word and its meaning (see macros/lists.html), in the order in which they are listed."""
