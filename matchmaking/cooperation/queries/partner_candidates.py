"""Whom to look at closely: a bounded number, found by indexes and ranked by a quick look.

Where the filters leave at most `MOST`, everybody is looked at. Else a statement gathers those who share a sector, those
whose sectors complement ours and who look for partners in our country, and those whose profile has one of our rare
words, ranks them by the factors that a row tells by itself (`_quick_look`), and keeps the first `MOST`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from matchmaking.cooperation.partner_criteria import Criteria
from matchmaking.db import by_index, session
from matchmaking.engine.partners import Corpus, Name, Profile, Reading, complements_of
from matchmaking.engine.partners.factors import NOT_KNOWN, suited
from matchmaking.engine.partners.language import Term, english_stem, glossary_words
from matchmaking.organisations.listing import DOCUMENT, LISTED
from matchmaking.organisations.models import Organisation, OrganisationKind

MOST = 100
RARE = 0.02
"""The share of all profiles up to which a word is rare enough to look for: an index finds few rows then."""
MOST_WORDS = 12
STRONG = 1.0
_SHORTEST_PREFIX = 4


Spoken = sa.ColumnElement[bool] | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ids of those to look at closely; `exact` where that is everybody whom the filters let through."""

    numbers: list[int]
    exact: bool


def candidates(ours: Reading, criteria: Criteria, corpus: Corpus, most: int = MOST) -> Candidates:
    """At most so many published organisations other than our own that the filters let through."""
    everybody = list(session().scalars(_wanted(ours.profile, criteria).order_by(Organisation.id).limit(most + 1)))
    if len(everybody) <= most:
        return Candidates(everybody, exact=True)
    spoken = _spoken(ours, corpus)
    near = _wanted(ours.profile, criteria).where(sa.or_(*_related(ours, spoken)))
    ranked = near.order_by(_quick_look(ours, criteria, spoken).desc(), Organisation.id).limit(most)
    with by_index():
        return Candidates(list(session().scalars(ranked)), exact=False)


def _wanted(own: Profile, criteria: Criteria) -> sa.Select[Any]:
    query = sa.select(Organisation.id).where(LISTED, Organisation.id != int(own.id))
    if criteria.countries:
        query = query.where(Organisation.country_code.in_(criteria.countries))
    if criteria.kinds:
        query = query.where(Organisation.kind.in_(criteria.kinds))
    if criteria.sectors:
        query = query.where(Organisation.sector_codes.overlap(_codes(criteria.sectors)))
    return query


def _related(ours: Reading, spoken: Spoken) -> list[sa.ColumnElement[bool]]:
    own = ours.profile
    ways: list[sa.ColumnElement[bool]] = [sa.false()]
    if own.sectors:
        ways.append(Organisation.sector_codes.overlap(_codes(own.sectors)))
    if spoken is not None:
        ways.append(spoken)
    complements = complements_of(own.sectors)
    if complements:
        sought = Organisation.target_countries.contains(_codes([own.country]))
        ways.append(sa.and_(Organisation.sector_codes.overlap(_codes(complements)), sought))
    return ways


def _quick_look(ours: Reading, criteria: Criteria, spoken: Spoken) -> sa.ColumnElement[float]:
    """The parts of the score that a row tells by itself; of the words, whether it has any of our rare ones."""
    own, weight = ours.profile, criteria.weights.weight
    parts: list[Any] = [sa.literal(0.0)]
    if own.sectors:
        shared: Any = sum(_flag(Organisation.sector_codes.contains(_codes([code]))) for code in sorted(own.sectors))
        number = sa.func.greatest(sa.func.cardinality(Organisation.sector_codes), 1)
        evenly = sa.func.sqrt(number, type_=sa.Float)  # else shared is divided as a decimal, ten times as slowly
        parts.append(weight(Name.SHARED_SECTORS) / math.sqrt(len(own.sectors)) * shared / evenly)
    for strength in (STRONG, NOT_KNOWN):
        codes = [code for code, value in complements_of(own.sectors).items() if value == strength]
        if codes:
            meets = _flag(Organisation.sector_codes.overlap(_codes(codes)))
            parts.append(weight(Name.COMPLEMENTARY_SECTORS) * strength * meets)
    if own.target_countries:
        parts.append(weight(Name.COUNTRY_SOUGHT) * _flag(Organisation.country_code.in_(sorted(own.target_countries))))
    parts.append(weight(Name.SOUGHT_BY_THEM) * _sought_by_them(own.country))
    kinds = {kind: suited(own.kind, kind.value) for kind in OrganisationKind}
    parts.append(weight(Name.COOPERATION) / 2 * sa.case(kinds, value=Organisation.kind, else_=0.0))
    if spoken is not None:
        worth = weight(Name.ACTIVITY) + weight(Name.THEY_OFFER) + weight(Name.THEY_SEEK)
        parts.append(worth / 2 * _flag(spoken))
    return sum(parts[1:], parts[0])  # type: ignore[no-any-return]  # a sum of columns is a column


def _sought_by_them(country: str) -> sa.ColumnElement[float]:
    return sa.case(
        (Organisation.target_countries.contains(_codes([country])), 1.0),
        (sa.func.cardinality(Organisation.target_countries) == 0, NOT_KNOWN),
        else_=0.0,
    )


def _flag(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[float]:
    return sa.case((condition, 1.0), else_=0.0)


def _codes(codes: Any) -> Any:
    return sa.literal(sorted(codes), ARRAY(sa.Text()))


def _spoken(ours: Reading, corpus: Corpus) -> Spoken:
    """Whether an organisation has one of our rare words; None where we have none.

    Found once, by the index: asked of each row, every text would be taken to pieces.
    """
    words = _query(ours, corpus)
    if not words:
        return None
    has = DOCUMENT.bool_op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'"), words))
    found = sa.select(Organisation.id).where(LISTED, has).cte("spoken").prefix_with("MATERIALIZED")
    return Organisation.id.in_(sa.select(found.c.id))


def _query(ours: Reading, corpus: Corpus) -> str:
    """Our rarest words and what the glossary has for them, as a tsquery in which any may occur; empty for none."""
    total = max(corpus.profiles, 1)
    rare = sorted(
        (-number * corpus.idf(term), term)
        for term, number in ours.whole.items()
        if 1 < corpus.counts.get(term, 0) <= max(2, RARE * total) and len(term) >= _SHORTEST_PREFIX
    )
    words = (word for _weight, term in rare[:MOST_WORDS] for word in _written(term, ours.words[term]))
    return " | ".join(dict.fromkeys(words))


def _written(term: Term, word: str) -> list[str]:
    """How a term may stand in text that is folded and not stemmed: as a beginning, or as the glossary has it."""
    stem = english_stem(word)
    return [f"{stem}:*" if len(stem) >= _SHORTEST_PREFIX and word.startswith(stem) else word, *glossary_words(term)]
