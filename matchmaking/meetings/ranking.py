"""The participants of an event in the order in which they suit one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import contains_eager, joinedload

from matchmaking.db import session
from matchmaking.engine.partners import NO_FIT, Fit, Shortfall, Weighed
from matchmaking.events.models import Event
from matchmaking.meetings.profiles import fit_of, shortfall_of, weighed
from matchmaking.organisations.models import Organisation
from matchmaking.registrations.models import Registration, RegistrationState
from matchmaking.web.folding import words

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader looks for. Values of one kind add up; kinds narrow each other down."""

    kinds: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    text: str = ""

    def match(self, registration: Registration) -> bool:
        """True where the participant's organisation is of a kind, from a country, of a sector and has all words."""
        organisation = registration.organisation
        if self.kinds and organisation.kind.value not in self.kinds:
            return False
        if self.countries and organisation.country_code not in self.countries:
            return False
        if self.sectors and not self.sectors & {sector.code for sector in organisation.sectors}:
            return False
        known = [*organisation.search_text.split(), *words(registration.person.name), *words(registration.role_title)]
        return all(any(word.startswith(sought) for word in known) for sought in words(self.text))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A participant, and how well they suit the reader: not at all where nobody in particular reads."""

    registration: Registration
    fit: Fit = NO_FIT
    sides: tuple[Weighed, Weighed] | None = None

    @property
    def shortfall(self) -> Shortfall | None:
        """What keeps the fit from being higher."""
        return shortfall_of(self.fit, *self.sides) if self.sides else None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many participants there are of each kind, country and sector."""

    kinds: Counter[str]
    countries: Counter[str]
    sectors: Counter[str]


class ListPages(Pagination):
    """Pages of a list that is in memory already: ListPages(items=..., page=..., per_page=...)."""

    def _query_items(self) -> list[Any]:
        items: list[Any] = self._query_args["items"]
        return items[self._query_offset : self._query_offset + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["items"])


def participants(event: Event, viewer: Registration | None) -> Sequence[Ranked]:
    """Everybody who takes part but the viewer, best fit first; by name where there is no viewer. Three queries."""
    rows = session().scalars(
        sa.select(Registration)
        .join(Registration.organisation)
        .where(Registration.event_id == event.id, Registration.state == RegistrationState.APPROVED)
        .options(joinedload(Registration.person), *_profiles(contains_eager(Registration.organisation)))
        .order_by(Organisation.sort_name, Registration.id)
    )
    everybody = list(rows)
    if viewer is None:
        return [Ranked(registration) for registration in everybody]
    profiles = weighed([viewer.organisation, *(registration.organisation for registration in everybody)])
    own = profiles[viewer.organisation_id]
    ranked = []
    for registration in everybody:
        if registration.id != viewer.id:
            theirs = profiles[registration.organisation_id]
            ranked.append(Ranked(registration, fit_of(own, theirs), (own, theirs)))
    return sorted(ranked, key=lambda one: -one.fit.score)


def suits(event: Event, viewer: Registration, other: Registration) -> Ranked:
    """How well `other` suits the viewer, to the point as the list of participants has it."""
    found = (one for one in participants(event, viewer) if one.registration.id == other.id)
    return next(found, Ranked(other))


def participant(event: Event, registration_id: int) -> Registration | None:
    """One participant with the whole profile; None for anybody who does not take part."""
    return session().scalar(
        sa.select(Registration)
        .where(
            Registration.id == registration_id,
            Registration.event_id == event.id,
            Registration.state == RegistrationState.APPROVED,
        )
        .options(joinedload(Registration.person), *_profiles(joinedload(Registration.organisation)))
    )


def facets(everybody: Sequence[Ranked]) -> Facets:
    """The values that the filters offer, each with its number of participants."""
    organisations = [one.registration.organisation for one in everybody]
    return Facets(
        kinds=Counter(organisation.kind.value for organisation in organisations),
        countries=Counter(organisation.country_code for organisation in organisations),
        sectors=Counter(sector.code for organisation in organisations for sector in organisation.sectors),
    )


def page_of(everybody: Sequence[Ranked], filters: Filters, *, page: int) -> Pagination:
    """A page of those whom `filters` let through, in the same order."""
    found = [one for one in everybody if filters.match(one.registration)]
    return ListPages(items=found, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def _profiles(organisation: Any) -> tuple[Any, Any, Any]:
    return (
        organisation.selectinload(Organisation.sectors),
        organisation.selectinload(Organisation.listings),
        organisation.joinedload(Organisation.cluster),
    )
