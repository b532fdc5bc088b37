"""An organisation's logo: put on, described, taken off as part of saving its profile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from matchmaking.organisations.models import Organisation, OrganisationLogo
from matchmaking.organisations.pictures import LogoChange

Facts = dict[str, Any]


def apply(organisation: Organisation, change: LogoChange, *, now: datetime) -> tuple[Facts, Facts]:
    """Do as `change` says. What differs, as it was and as it is, for the log: both empty where nothing does."""
    before = _facts(organisation.logo)
    logo = organisation.logo
    if change.is_removed:
        organisation.logo = None
    elif change.picture is not None:
        picture = change.picture
        if logo is None:
            logo = organisation.logo = OrganisationLogo()
        logo.content, logo.digest = picture.content, picture.digest
        logo.width, logo.height = picture.width, picture.height
        logo.alt, logo.changed_at = change.alt, now
    elif logo is not None and logo.alt != change.alt:
        logo.alt, logo.changed_at = change.alt, now
    after = _facts(organisation.logo)
    differing = sorted(name for name in before if before[name] != after[name])
    return {name: before[name] for name in differing}, {name: after[name] for name in differing}


def _facts(logo: OrganisationLogo | None) -> Facts:
    return {"logo": logo.digest if logo else None, "logo_alt": logo.alt if logo else ""}
