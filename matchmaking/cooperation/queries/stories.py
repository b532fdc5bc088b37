"""Success stories: searched, filtered, counted; and one story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import EntryState, StoryPartner, SuccessStory, success_story_sector
from matchmaking.cooperation.queries.entry_access import may_see, may_write
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.organisations.models import Organisation, OrganisationState
from matchmaking.web.folding import fold, prefix_query
from matchmaking.web.paging import paged

PAGE_SIZE = 12

WHOLE = (
    selectinload(SuccessStory.partners).joinedload(StoryPartner.organisation),
    selectinload(SuccessStory.sectors),
    joinedload(SuccessStory.agreement),
    joinedload(SuccessStory.submitted_for),
)
_SIMPLE: sa.ColumnElement[str] = sa.literal_column("'simple'")
_ACCENTED = "àáâãäåāăąçćčďèéêëēęěğìíîïłñńňòóôõöøőřśşšťùúûüűůýÿźżž"
_PLAIN = "".join(fold(letter) for letter in _ACCENTED)


@dataclass(frozen=True, slots=True)
class StoryFilters:
    """What the reader asked for. Several values of one filter widen it, several filters narrow the list."""

    q: str = ""
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()

    @property
    def narrow(self) -> bool:
        """True when something is left out of the list."""
        return bool(self.q or self.countries or self.sectors)

    def as_args(self) -> dict[str, Any]:
        """The query string that asks for the same list."""
        args = {"q": self.q, "country": list(self.countries), "sector": list(self.sectors)}
        return {key: value for key, value in args.items() if value}


@dataclass(frozen=True, slots=True)
class StoryFacets:
    """How many stories each value of a filter would show, the other filters kept."""

    countries: Mapping[str, int]
    sectors: Mapping[str, int]


def page_of_stories(filters: StoryFilters, *, page: int) -> Pagination:
    """A page of the published stories with partners and sectors, the newest first."""
    query = (
        sa.select(SuccessStory)
        .where(*conditions(filters))
        .order_by(SuccessStory.published_at.desc().nulls_last(), SuccessStory.id)
        .options(*WHOLE)
    )
    return paged(query, page=page, size=PAGE_SIZE)


def story_facets(filters: StoryFilters) -> StoryFacets:
    """The counts beside the values of each filter; values that would show nothing are left out."""
    country = sa.func.coalesce(Organisation.country_code, StoryPartner.country_code)
    by_country = (
        sa.select(country, sa.func.count(SuccessStory.id.distinct()))
        .select_from(SuccessStory)
        .join(StoryPartner, StoryPartner.story_id == SuccessStory.id)
        .outerjoin(Organisation, Organisation.id == StoryPartner.organisation_id)
        .where(*conditions(replace(filters, countries=())), _partner_shown(), country.is_not(None))
        .group_by(country)
    )
    code = success_story_sector.c.sector_code
    by_sector = (
        sa.select(code, sa.func.count())
        .join(SuccessStory, SuccessStory.id == success_story_sector.c.success_story_id)
        .where(*conditions(replace(filters, sectors=())))
        .group_by(code)
    )
    return StoryFacets(dict(session().execute(by_country).all()), dict(session().execute(by_sector).all()))


def stories_of(organisation_id: int, *, most: int) -> list[SuccessStory]:
    """The published stories about the organisation, the newest first."""
    about = sa.select(StoryPartner.story_id).where(StoryPartner.organisation_id == organisation_id)
    return _some(SuccessStory.id.in_(about), most)


def stories_in(country_code: str, *, most: int) -> list[SuccessStory]:
    """The published stories with a partner in the country, the newest first."""
    return _some(_has_partner_in((country_code,)), most)


def stories_of_agreement(agreement_id: int, *, most: int = 10) -> list[SuccessStory]:
    """The published stories of what came of the agreement, the newest first."""
    return _some(SuccessStory.agreement_id == agreement_id, most)


def visible_story(slug: str, person: Person | None) -> SuccessStory:
    """The story, if `person` (None: a visitor) may see it. Raises NotFound."""
    story = story_by_slug(slug)
    if not may_see(person, story):
        raise NotFound(f"no story {slug!r} that this person may see")
    return story


def written_story(slug: str, person: Person) -> SuccessStory:
    """The story, if `person` may write it. Raises NotFound."""
    story = story_by_slug(slug)
    if not may_write(person, story):
        raise NotFound(f"no story {slug!r} that this person may write")
    return story


def story_by_slug(slug: str) -> SuccessStory:
    """The story of this slug, whatever its state. Raises NotFound."""
    if "\0" in slug:  # PostgreSQL cannot even be asked
        raise NotFound("no such story")
    story = session().scalar(sa.select(SuccessStory).where(SuccessStory.slug == slug).options(*WHOLE))
    if story is None:
        raise NotFound(f"no story {slug!r}")
    return story


def stories_handed_in_by(organisation_ids: list[int]) -> list[SuccessStory]:
    """What these organisations have begun or sent and is not public, last changed first."""
    query = (
        sa.select(SuccessStory)
        .where(SuccessStory.submitted_for_id.in_(organisation_ids), SuccessStory.state != EntryState.PUBLISHED)
        .order_by(SuccessStory.changed_at.desc(), SuccessStory.id.desc())
        .limit(PAGE_SIZE)
    )
    return list(session().scalars(query)) if organisation_ids else []


def stories_in_state(state: EntryState, *, page: int) -> Pagination:
    """The stories in this state with their partners, who waits longest first."""
    query = (
        sa.select(SuccessStory)
        .where(SuccessStory.state == state)
        .order_by(SuccessStory.submitted_at, SuccessStory.id)
        .options(*WHOLE)
    )
    return paged(query, page=page, size=PAGE_SIZE)


def submitted_stories() -> int:
    """How many wait for an administrator."""
    query = sa.select(sa.func.count()).where(SuccessStory.state == EntryState.SUBMITTED)
    return session().scalar(query) or 0


def _some(condition: sa.ColumnElement[bool], most: int) -> list[SuccessStory]:
    query = (
        sa.select(SuccessStory)
        .where(SuccessStory.state == EntryState.PUBLISHED, condition)
        .order_by(SuccessStory.published_at.desc().nulls_last(), SuccessStory.id)
        .options(*WHOLE)
        .limit(most)
    )
    return list(session().scalars(query))


def conditions(filters: StoryFilters) -> list[sa.ColumnElement[bool]]:
    """What a story must be like to be shown to everybody."""
    where: list[sa.ColumnElement[bool]] = [SuccessStory.state == EntryState.PUBLISHED]
    if filters.q:
        where.append(_matches(filters.q))
    if filters.countries:
        where.append(_has_partner_in(filters.countries))
    if filters.sectors:
        link = success_story_sector.c
        where.append(SuccessStory.id.in_(sa.select(link.success_story_id).where(link.sector_code.in_(filters.sectors))))
    return where


def _partner_shown() -> sa.ColumnElement[bool]:
    return sa.or_(StoryPartner.organisation_id.is_(None), Organisation.state == OrganisationState.PUBLISHED)


def _has_partner_in(countries: tuple[str, ...]) -> sa.ColumnElement[bool]:
    country = sa.func.coalesce(Organisation.country_code, StoryPartner.country_code)
    return SuccessStory.id.in_(
        sa.select(StoryPartner.story_id)
        .outerjoin(Organisation, Organisation.id == StoryPartner.organisation_id)
        .where(country.in_(countries), _partner_shown())
        .correlate(None)
    )


def _matches(text: str) -> sa.ColumnElement[bool]:
    """Every word as the beginning of one, in the story or in its partners' names."""
    query = prefix_query(text)
    partners = (
        sa.select(sa.func.string_agg(sa.func.coalesce(Organisation.name, StoryPartner.name), " "))
        .select_from(StoryPartner)
        .outerjoin(Organisation, Organisation.id == StoryPartner.organisation_id)
        .where(StoryPartner.story_id == SuccessStory.id, _partner_shown())
        .correlate(SuccessStory)
        .scalar_subquery()
    )
    story = SuccessStory
    told = sa.func.concat_ws(
        " ", story.title, story.summary, story.subsectors, story.context, story.cooperation_type, story.cooperation,
        story.objective, story.policy_support, story.results, partners,
    )  # fmt: skip
    folded = sa.func.translate(sa.func.lower(told), _ACCENTED, _PLAIN)
    if not query:
        return folded.contains(fold(text), autoescape=True)
    return sa.func.to_tsvector(_SIMPLE, folded).bool_op("@@")(sa.func.to_tsquery(_SIMPLE, query))
