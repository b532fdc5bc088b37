"""The words for the phases of a partnership, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaking.cooperation.models import PartnershipPhase

PHASES = {
    PartnershipPhase.PREPARATION: _l("Preparation: a joint strategy is being written"),
    PartnershipPhase.IMPLEMENTATION: _l("Implementation: the strategy is being carried out"),
    PartnershipPhase.ENDED: _l("Ended"),
}
