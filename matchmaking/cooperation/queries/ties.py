"""Who already works with whom: through agreements, networks and partnerships that are published."""

from __future__ import annotations

import sqlalchemy as sa

from matchmaking.cooperation.models import Agreement, AgreementKind, AgreementParty, EntryState, PartnershipMember
from matchmaking.db import db

AGREEMENT = "agreement"
NETWORK = "network"
PARTNERSHIP = "partnership"


def ties(organisation_id: int) -> dict[int, list[str]]:
    """The other organisations that this one has a tie with, by their ids, with the kinds of tie in alphabetical order.

    A kind is "agreement", "network" or "partnership". One statement, whatever the number of ties.
    """
    own_party, party = sa.orm.aliased(AgreementParty), sa.orm.aliased(AgreementParty)
    own_member, member = sa.orm.aliased(PartnershipMember), sa.orm.aliased(PartnershipMember)
    kind = sa.case((Agreement.kind == AgreementKind.NETWORK, NETWORK), else_=AGREEMENT)
    through_agreements = (
        sa.select(party.organisation_id.label("organisation_id"), kind.label("kind"))
        .select_from(own_party)
        .join(Agreement, Agreement.id == own_party.agreement_id)
        .join(party, party.agreement_id == Agreement.id)
        .where(
            own_party.organisation_id == organisation_id,
            party.organisation_id != organisation_id,
            Agreement.state == EntryState.PUBLISHED,
        )
    )
    through_partnerships = (
        sa.select(member.organisation_id, sa.literal(PARTNERSHIP))
        .select_from(own_member)
        .join(member, member.partnership_id == own_member.partnership_id)
        .where(own_member.organisation_id == organisation_id, member.organisation_id != organisation_id)
    )
    tied = sa.union(through_agreements, through_partnerships).subquery()
    rows = db.session.execute(sa.select(tied).order_by(tied.c.organisation_id, tied.c.kind))
    found: dict[int, list[str]] = {}
    for other_id, name in rows:
        found.setdefault(other_id, []).append(name)
    return found
