"""The words for agreements, stories and their states, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

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
    EntryState.PUBLISHED: (lazy_pgettext("an agreement or a story", "published"), "fine"),
    EntryState.WITHDRAWN: (lazy_pgettext("an agreement or a story", "withdrawn"), "problem"),
}
"""For each state its word and its meaning (see macros/lists.html)."""
