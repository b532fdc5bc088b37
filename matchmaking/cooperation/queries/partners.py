"""The partner search: others in order of fit with an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from matchmaking.accounts.models import Person
from matchmaking.cooperation.partner_criteria import Criteria
from matchmaking.cooperation.queries.partner_candidates import MOST, candidates
from matchmaking.cooperation.queries.partner_corpus import corpus
from matchmaking.cooperation.queries.partner_readings import profiles_of
from matchmaking.cooperation.queries.ties import ties
from matchmaking.db import session
from matchmaking.engine.partners import Fit, Reading, Shortfall, Weighed, fit, read, shortfall, weigh
from matchmaking.errors import NotFound
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.queries import organisations_of


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One organisation with how well it suits, and what keeps it from suiting better."""

    organisation: Organisation
    fit: Fit
    shortfall: Shortfall | None
    ties: list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A search that was made: everybody looked at in order, best first; by name is `page`.

    `exact` where everybody whom the filters let through was looked at.
    """

    order: list[tuple[int, Fit]]
    exact: bool
    ours: Weighed
    theirs: Mapping[int, Reading]
    tied: Mapping[int, list[str]]
    criteria: Criteria

    def page(self, number: int) -> list[Suggestion]:
        """The suggestions of one page, from 1; one statement."""
        size = self.criteria.per_page
        return self.suggestions([found for found, _fit in self.order[(number - 1) * size : number * size]])

    def suggestions(self, numbers: Iterable[int]) -> list[Suggestion]:
        """Suggestions by the organisations' ids, in this order; one statement."""
        wanted = list(numbers)
        shown = (Organisation.slug, Organisation.name, Organisation.kind, Organisation.country_code, Organisation.city)
        claimed = (Organisation.state, Organisation.is_demo, Organisation.source_document, Organisation.claimed_at)
        query = sa.select(Organisation).where(Organisation.id.in_(wanted)).options(load_only(*shown, *claimed))
        rows = {one.id: one for one in session().scalars(query)}
        return [self._suggestion(rows[number]) for number in wanted if number in rows]

    def _suggestion(self, organisation: Organisation) -> Suggestion:
        known = self.tied.get(organisation.id, [])
        theirs = weigh(self.theirs[organisation.id], self.ours.corpus)
        found = fit(self.ours, theirs, weights=self.criteria.weights, ties=known)
        missing = shortfall(found, self.ours, theirs, weights=self.criteria.weights, ties=known)
        return Suggestion(organisation, found, missing, known)


def acting_for(person: Person, slug: str | None) -> tuple[Organisation | None, list[Organisation]]:
    """The organisation that `person` looks for, the first of theirs where none is named, and all of theirs.

    None for somebody who belongs to none. Raises NotFound for one that is not theirs.
    """
    own = organisations_of(person)
    if not slug:
        return (own[0] if own else None), own
    for one in own:
        if one.slug == slug:
            return one, own
    raise NotFound(f"no organisation {slug!r} that this person acts for")


def search(organisation_id: int, criteria: Criteria, most: int = MOST) -> Found:
    """Everybody who may suit the organisation, best first; those who suit alike by id.

    Ten statements at most, whatever the directory's size; see `candidates` for the `most` whom it looks at.
    """
    known = corpus()
    (own,) = profiles_of([organisation_id]).values()
    reading = read(own)
    ours = weigh(reading, known)
    found = candidates(reading, criteria, known, most)
    tied = ties(organisation_id)
    theirs = {number: read(profile) for number, profile in profiles_of(found.numbers).items()}
    judge = partial(fit, ours, weights=criteria.weights, with_reasons=False)
    scored = [
        (number, judge(weigh(other, known), ties=tied.get(number, ())))  # reasons are for those who are shown
        for number, other in theirs.items()
    ]
    order = sorted(scored, key=lambda one: (-one[1].score, one[0]))
    return Found(order, found.exact, ours, theirs, tied, criteria)
