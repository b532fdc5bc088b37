"""The register of agreements: searched, filtered, counted and sorted; and one agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.models import Person
from matchmaking.cooperation.entries import shown_parties
from matchmaking.cooperation.models import Agreement, AgreementKind, AgreementParty, EntryState, agreement_sector
from matchmaking.cooperation.queries.entry_access import enough_parties, may_see, may_write
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.organisations.models import Organisation, OrganisationState
from matchmaking.web.folding import fold, prefix_query
from matchmaking.web.paging import paged

PAGE_SIZE = 25
SORTS = ("title", "kind", "signed", "until")
MOST_ORGANISATIONS = 40
"""How many organisations the filter offers, those with most agreements first."""

WHOLE = (
    selectinload(Agreement.parties).joinedload(AgreementParty.organisation),
    selectinload(Agreement.sectors),
)
_SIMPLE: sa.ColumnElement[str] = sa.literal_column("'simple'")


@dataclass(frozen=True, slots=True)
class AgreementFilters:
    """What the reader asked for. Several values of one filter widen it, several filters narrow the list."""

    q: str = ""
    kinds: tuple[AgreementKind, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    """Slugs."""
    sort: str = "title"
    direction: str = "asc"

    @property
    def narrow(self) -> bool:
        """True when something is left out of the list."""
        return bool(self.q or self.kinds or self.countries or self.sectors or self.organisations)

    def as_args(self) -> dict[str, Any]:
        """The query string that asks for the same list, without what is usual."""
        args = {
            "q": self.q,
            "kind": [kind.value for kind in self.kinds],
            "country": list(self.countries),
            "sector": list(self.sectors),
            "organisation": list(self.organisations),
            "sort": self.sort if self.sort != "title" else "",
            "direction": self.direction if self.direction != "asc" else "",
        }
        return {key: value for key, value in args.items() if value}


@dataclass(frozen=True, slots=True)
class AgreementFacets:
    """How many agreements each value of a filter would show, all other filters kept."""

    kinds: Mapping[AgreementKind, int]
    countries: Mapping[str, int]
    sectors: Mapping[str, int]
    organisations: Mapping[str, int]
    names: Mapping[str, str]
    """The organisations' names by slug."""


def page_of(filters: AgreementFilters, *, page: int, kind_order: list[AgreementKind]) -> Pagination:
    """A page of the register with parties and sectors. The order of kinds is that of their names for the reader."""
    query = listed(filters).order_by(*_order(filters, kind_order)).options(*WHOLE)
    return paged(query, page=page, size=PAGE_SIZE)


def listed(filters: AgreementFilters) -> sa.Select[Agreement]:
    """The agreements that everybody may see and that match the filters, in no order."""
    return sa.select(Agreement).where(*_conditions(filters))


def facets(filters: AgreementFilters) -> AgreementFacets:
    """The counts beside the values of each filter; values that would show nothing are left out."""
    by_kind = (
        sa.select(Agreement.kind, sa.func.count())
        .where(*_conditions(replace(filters, kinds=())))
        .group_by(Agreement.kind)
    )
    by_country = _of_parties(Organisation.country_code, replace(filters, countries=()))
    by_sector = (
        sa.select(agreement_sector.c.sector_code, sa.func.count())
        .join(Agreement, Agreement.id == agreement_sector.c.agreement_id)
        .where(*_conditions(replace(filters, sectors=())))
        .group_by(agreement_sector.c.sector_code)
    )
    number = sa.func.count(Agreement.id.distinct())
    ranked = _parties(
        sa.select(Organisation.slug, Organisation.name, number), replace(filters, organisations=())
    ).group_by(Organisation.id)
    chosen = sa.case((Organisation.slug.in_(filters.organisations), 0), else_=1)
    organisations = (
        session()
        .execute(
            ranked.order_by(chosen, number.desc(), Organisation.sort_name, Organisation.id).limit(MOST_ORGANISATIONS)
        )
        .all()
    )
    return AgreementFacets(
        kinds=dict(session().execute(by_kind).all()),
        countries=dict(session().execute(by_country).all()),
        sectors=dict(session().execute(by_sector).all()),
        organisations={slug: count for slug, _name, count in organisations},
        names={slug: name for slug, name, _count in organisations} | _names(filters.organisations),
    )


def visible_agreement(slug: str, person: Person | None) -> Agreement:
    """The agreement, if `person` (None: a visitor) may see it. Raises NotFound."""
    agreement = agreement_by_slug(slug)
    told = agreement.state is not EntryState.PUBLISHED or len(shown_parties(agreement)) > 1
    if not may_see(person, agreement) or not (told or may_write(person, agreement)):
        raise NotFound(f"no agreement {slug!r} that this person may see")
    return agreement


def written_agreement(slug: str, person: Person) -> Agreement:
    """The agreement, if `person` may write it. Raises NotFound."""
    agreement = agreement_by_slug(slug)
    if not may_write(person, agreement):
        raise NotFound(f"no agreement {slug!r} that this person may write")
    return agreement


def agreement_by_slug(slug: str) -> Agreement:
    """The agreement of this slug, whatever its state. Raises NotFound."""
    if "\0" in slug:  # PostgreSQL cannot even be asked
        raise NotFound("no such agreement")
    agreement = session().scalar(sa.select(Agreement).where(Agreement.slug == slug).options(*WHOLE))
    if agreement is None:
        raise NotFound(f"no agreement {slug!r}")
    return agreement


def agreements_handed_in_by(organisation_ids: list[int]) -> list[Agreement]:
    """What these organisations have begun or sent and is not public, last changed first."""
    query = (
        sa.select(Agreement)
        .where(Agreement.submitted_for_id.in_(organisation_ids), Agreement.state != EntryState.PUBLISHED)
        .order_by(Agreement.changed_at.desc(), Agreement.id.desc())
        .limit(PAGE_SIZE)
    )
    return list(session().scalars(query)) if organisation_ids else []


def agreements_in_state(state: EntryState, *, page: int) -> Pagination:
    """The agreements in this state with their parties, who waits longest first."""
    query = sa.select(Agreement).where(Agreement.state == state).order_by(Agreement.changed_at, Agreement.id)
    return paged(query.options(*WHOLE), page=page, size=PAGE_SIZE)


def submitted_agreements() -> int:
    """How many wait for an administrator."""
    query = sa.select(sa.func.count()).where(Agreement.state == EntryState.SUBMITTED)
    return session().scalar(query) or 0


def choices_for_story(organisation_ids: list[int]) -> list[Agreement]:
    """The public agreements between any of these organisations, by title: what a story of theirs may tell of."""
    party = sa.select(AgreementParty.agreement_id).where(AgreementParty.organisation_id.in_(organisation_ids))
    query = (
        listed(AgreementFilters())
        .where(Agreement.id.in_(party))
        .order_by(Agreement.sort_name, Agreement.id)
        .options(joinedload(Agreement.parties))
        .limit(200)
    )
    return list(session().scalars(query).unique())


def _names(slugs: tuple[str, ...]) -> dict[str, str]:
    if not slugs:
        return {}
    query = sa.select(Organisation.slug, Organisation.name).where(
        Organisation.slug.in_(slugs), Organisation.state == OrganisationState.PUBLISHED
    )
    return dict(session().execute(query).all())


def _of_parties(column: Any, filters: AgreementFilters) -> Any:
    """How many agreements have a party with each value of `column`."""
    return _parties(sa.select(column, sa.func.count(Agreement.id.distinct())), filters).group_by(column)


def _parties(query: Any, filters: AgreementFilters) -> Any:
    return (
        query.select_from(Agreement)
        .join(AgreementParty, AgreementParty.agreement_id == Agreement.id)
        .join(Organisation, Organisation.id == AgreementParty.organisation_id)
        .where(*_conditions(filters), Organisation.state == OrganisationState.PUBLISHED)
    )


def _conditions(filters: AgreementFilters) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = [Agreement.state == EntryState.PUBLISHED, enough_parties()]
    if filters.q:
        where.append(_matches(filters.q))
    if filters.kinds:
        where.append(Agreement.kind.in_(filters.kinds))
    if filters.countries:
        where.append(_has_party(Organisation.country_code.in_(filters.countries)))
    if filters.sectors:
        link = agreement_sector.c
        where.append(Agreement.id.in_(sa.select(link.agreement_id).where(link.sector_code.in_(filters.sectors))))
    if filters.organisations:
        where.append(_has_party(Organisation.slug.in_(filters.organisations)))
    return where


def _has_party(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    party, organisation = sa.orm.aliased(AgreementParty), Organisation
    return Agreement.id.in_(
        sa.select(party.agreement_id)
        .join(organisation, organisation.id == party.organisation_id)
        .where(condition, organisation.state == OrganisationState.PUBLISHED)
        .correlate(None)
    )


def _matches(text: str) -> sa.ColumnElement[bool]:
    """Every word as the beginning of one; a text without Latin letters or digits is looked for in the titles.

    The parties' names are read where they stand, so that a new name is found at once and a hidden one never.
    """
    query = prefix_query(text)
    if not query:
        return Agreement.sort_name.contains(fold(text), autoescape=True)
    names = (
        sa.select(sa.func.string_agg(Organisation.sort_name, " "))
        .select_from(AgreementParty)
        .join(Organisation, Organisation.id == AgreementParty.organisation_id)
        .where(AgreementParty.agreement_id == Agreement.id, Organisation.state == OrganisationState.PUBLISHED)
        .correlate(Agreement)
        .scalar_subquery()
    )
    document = sa.func.to_tsvector(_SIMPLE, sa.func.concat_ws(" ", Agreement.search_text, names))
    return document.bool_op("@@")(sa.func.to_tsquery(_SIMPLE, query))


def _order(filters: AgreementFilters, kind_order: list[AgreementKind]) -> list[Any]:
    """What has no date comes last, whichever way the dates run."""
    kinds = sa.cast(sa.literal([kind.value for kind in kind_order], ARRAY(sa.Text())), ARRAY(sa.Text()))
    columns: dict[str, tuple[list[Any], Any]] = {
        "title": ([], Agreement.sort_name),
        "kind": ([], sa.func.array_position(kinds, sa.cast(Agreement.kind, sa.Text()))),
        "signed": ([Agreement.signed == ""], Agreement.signed),
        "until": ([Agreement.runs_until == ""], Agreement.runs_until),
    }
    first, column = columns[filters.sort]
    return [*first, column.desc() if filters.direction == "desc" else column, Agreement.sort_name, Agreement.id]
