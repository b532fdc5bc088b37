"""Reading countries: their facts, what they have to show, and the organisations there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from matchmaking.cooperation.models import (
    Agreement,
    AgreementParty,
    CountryFact,
    CountrySection,
    EntryState,
    Partnership,
)
from matchmaking.cooperation.queries.entry_access import enough_parties
from matchmaking.db import session
from matchmaking.organisations.listing import LISTED
from matchmaking.organisations.models import Organisation, OrganisationKind

FEW = 3
"""Organisations of one kind that a country's page names before it leads to the directory."""


@dataclass(frozen=True, slots=True)
class KindThere:
    """The organisations of one kind in a country: how many, and a few of them."""

    kind: OrganisationKind
    count: int
    few: list[Organisation]


def facts(code: str) -> list[CountryFact]:
    """The facts about the country, in their order."""
    query = sa.select(CountryFact).where(CountryFact.country_code == code)
    return list(session().scalars(query.order_by(CountryFact.position, CountryFact.id)))


def organisations_there(code: str) -> list[KindThere]:
    """The published organisations of the country by kind, the most frequent first, in two statements at most."""
    there = (Organisation.country_code == code, LISTED)
    counted = sa.select(Organisation.kind, sa.func.count()).where(*there).group_by(Organisation.kind)
    counts: dict[OrganisationKind, int] = dict(session().execute(counted).all())
    few: dict[OrganisationKind, list[Organisation]] = {kind: [] for kind in counts}
    if counts:
        for organisation in session().scalars(_few_of_each(counts, there)):
            few[organisation.kind].append(organisation)
    kinds = [KindThere(kind, count, few[kind]) for kind, count in counts.items()]
    return sorted(kinds, key=lambda one: (-one.count, one.kind))


def _few_of_each(kinds: Mapping[OrganisationKind, int], there: tuple[Any, ...]) -> sa.Select[Organisation]:
    """The first few of each kind by name: one short read of the index for each, however many there are."""
    firsts = [
        sa.select(Organisation.id)
        .where(*there, Organisation.kind == kind)
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(FEW)
        .subquery()
        for kind in sorted(kinds)
    ]
    chosen = sa.union_all(*(sa.select(first.c.id) for first in firsts))
    return (
        sa.select(Organisation)
        .where(Organisation.id.in_(chosen))
        .order_by(Organisation.kind, Organisation.sort_name, Organisation.id)
    )


def sections_written() -> dict[str, int]:
    """How many sections of each country's page have a text, in whatever language."""
    kinds = sa.func.count(sa.distinct(CountrySection.kind))
    code = CountrySection.country_code
    return _counted(sa.select(code, kinds).where(CountrySection.version > 0).group_by(code))


def organisations_by_country() -> dict[str, int]:
    """How many organisations are published in each country."""
    code = Organisation.country_code
    return _counted(sa.select(code, sa.func.count()).where(LISTED).group_by(code))


def partnerships_by_target() -> dict[str, int]:
    """How many partnerships look for partners in each country."""
    code = sa.func.unnest(Partnership.target_countries).label("code")
    targets = sa.select(Partnership.id, code).distinct().subquery()
    return _counted(sa.select(targets.c.code, sa.func.count()).group_by(targets.c.code))


def agreements_by_country() -> dict[str, int]:
    """How many agreements of the register have a party in each country."""
    code = Organisation.country_code
    query = (
        sa.select(code, sa.func.count(sa.distinct(Agreement.id)))
        .select_from(Agreement)
        .join(AgreementParty, AgreementParty.agreement_id == Agreement.id)
        .join(Organisation, Organisation.id == AgreementParty.organisation_id)
        .where(
            Agreement.state == EntryState.PUBLISHED,
            LISTED,
            enough_parties(),
        )
        .group_by(code)
    )
    return _counted(query)


def countries_with_facts() -> set[str]:
    """The codes of the countries of which facts are known."""
    return set(session().scalars(sa.select(CountryFact.country_code).distinct()))


def _counted(query: sa.Select[str, int]) -> dict[str, int]:
    return dict(session().execute(query).all())
