"""What the room's lists share in the words of schema.org."""

from __future__ import annotations

from typing import Any

from matchmaking.cooperation.models import AgreementParty, PartnershipMember, StoryPartner
from matchmaking.organisations.models import OrganisationState
from matchmaking.organisations.open_data.linked import known
from matchmaking.web.datasets import Record

Participant = AgreementParty | PartnershipMember | StoryPartner


def participants(of: list[Any], page: str) -> list[dict[str, str]]:
    """Who takes part, each with a name and, where everybody may see its profile, the address of that.

    `page`: the address of a profile, with SLUG for the slug. One whose profile is not public is named only where
    a source names it.
    """
    found = []
    for participant in of:
        organisation = participant.organisation
        is_shown = organisation is not None and organisation.state is OrganisationState.PUBLISHED
        if is_shown:
            found.append({"name": organisation.name, "id": page.replace("SLUG", organisation.slug)})
        elif organisation is None and participant.name:
            found.append({"name": participant.name, "id": ""})
    return found


def organisations(of: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The same as Organization nodes."""
    return [known({"@type": "Organization", "@id": one["id"], "name": one["name"]}) for one in of]


def source(row: Record) -> dict[str, Any] | None:
    """The public document that a row was taken from."""
    if not row["source"]:
        return None
    return known({"@type": "CreativeWork", "name": row["source"], "url": row["source_url"]})
