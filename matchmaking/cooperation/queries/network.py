"""Who is linked with whom: the agreements that a picture shows, and the organisations at their ends."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from matchmaking.cooperation.entries import shown_parties
from matchmaking.cooperation.models import Agreement
from matchmaking.cooperation.queries.agreements import WHOLE, AgreementFilters, listed
from matchmaking.db import session

MOST_AGREEMENTS = 30
MOST_ORGANISATIONS = 60
"""What a picture can hold before nobody reads it any more."""


@dataclass(frozen=True, slots=True)
class Network:
    """The agreements to draw, by title; `total`: how many there are, drawn or not."""

    agreements: list[Agreement]
    total: int

    @property
    def is_cut(self) -> bool:
        """True when there are more than were drawn."""
        return len(self.agreements) < self.total


def network(filters: AgreementFilters) -> Network:
    """The agreements that match the filters, with parties and sectors, as many as a picture can hold."""
    query = listed(filters)
    total = session().scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = session().scalars(query.order_by(Agreement.sort_name, Agreement.id).options(*WHOLE).limit(MOST_AGREEMENTS))
    drawn: list[Agreement] = []
    organisations: set[int] = set()
    for agreement in rows:
        parties = {party.organisation_id for party in shown_parties(agreement)}
        if drawn and len(organisations | parties) > MOST_ORGANISATIONS:
            break
        organisations |= parties
        drawn.append(agreement)
    return Network(drawn, total)
