"""The words for agreements, stories and their states, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaking.cooperation.models import AgreementKind, EntryState

KINDS = {
    AgreementKind.MOU: _l("Memorandum of understanding"),
    AgreementKind.COOPERATION: _l("Cooperation agreement"),
    AgreementKind.PARTNERSHIP: _l("Partnership agreement"),
    AgreementKind.NETWORK: _l("Network"),
}
STATES = {
    EntryState.DRAFT: (_l("draft"), "neutral"),
    EntryState.SUBMITTED: (_l("waiting for publication"), "waiting"),
    EntryState.PUBLISHED: (_l("published"), "fine"),
    EntryState.WITHDRAWN: (_l("withdrawn"), "problem"),
}
"""For each state its word and its meaning (see macros/lists.html)."""
