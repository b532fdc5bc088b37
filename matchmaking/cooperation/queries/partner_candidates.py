"""Whom to look at closely: a bounded number, found by indexes and ranked by a quick look.

Where the filters leave at most `MOST`, everybody is looked at. Else those are ranked by the factors that a row tells by
itself (`_QuickLook`) who share a sector, whose sectors complement ours and who look for partners in our country, or
whose profile has one of our rare words; and the first `MOST` are kept. The latter are found by an index of words and
ranked first: mostly they leave no room for anybody else, and then nobody else is looked at.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from matchmaking.cooperation.partner_criteria import Criteria
from matchmaking.db import session
from matchmaking.engine.partners import Corpus, Name, Profile, Reading, complements_of
from matchmaking.engine.partners.factors import NOT_KNOWN, suited
from matchmaking.engine.partners.language import Term, english_stem, glossary_words
from matchmaking.organisations.listing import LISTED
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.organisations.text_search import has

MOST = 100
RARE = 0.02
"""The share of all profiles up to which a word is rare enough to look for: an index finds few rows then."""
MOST_WORDS = 12
STRONG = 1.0
_SHORTEST_PREFIX = 4


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
    wanted, look, words = _wanted(ours.profile, criteria), _QuickLook.of(ours, criteria), _query(ours, corpus)
    if not words:
        return _best(wanted.where(sa.or_(*_related(ours))), look.score, most)[0]
    if look.worth_of_words:
        first, least = _best(wanted.where(has(words)), look.score, most)
        if len(first.numbers) == most and least + look.worth_of_words > look.most:
            return first  # nobody who has none of the words comes to as much
    spoken = _spoken(words)
    near = wanted.where(sa.or_(spoken, *_related(ours)))
    return _best(near, look.score + look.worth_of_words * _flag(spoken), most)[0]


def _best(among: sa.Select[Any], score: sa.ColumnElement[float], most: int) -> tuple[Candidates, float]:
    """The first so many by their score, those who score alike by id; and the score of the last."""
    ranked = among.add_columns(score.label("score")).order_by(sa.desc("score"), Organisation.id).limit(most)
    found = session().execute(ranked).all()
    return Candidates([row.id for row in found], exact=False), found[-1].score if found else 0.0


def _wanted(own: Profile, criteria: Criteria) -> sa.Select[Any]:
    query = sa.select(Organisation.id).where(LISTED, Organisation.id != int(own.id))
    if criteria.countries:
        query = query.where(Organisation.country_code.in_(criteria.countries))
    if criteria.kinds:
        query = query.where(Organisation.kind.in_(criteria.kinds))
    if criteria.sectors:
        query = query.where(Organisation.sector_codes.overlap(_codes(criteria.sectors)))
    return query


def _related(ours: Reading) -> list[sa.ColumnElement[bool]]:
    own = ours.profile
    ways: list[sa.ColumnElement[bool]] = [sa.false()]
    if own.sectors:
        ways.append(Organisation.sector_codes.overlap(_codes(own.sectors)))
    complements = complements_of(own.sectors)
    if complements:
        sought = Organisation.target_countries.contains(_codes([own.country]))
        ways.append(sa.and_(Organisation.sector_codes.overlap(_codes(complements)), sought))
    return ways


@dataclass(frozen=True, slots=True)
class _QuickLook:
    """The parts of the score that a row tells by itself, and the `most` that they can come to.

    `worth_of_words`: what is added for whoever has any of our rare words.
    """

    score: sa.ColumnElement[float]
    most: float
    worth_of_words: float

    @classmethod
    def of(cls, ours: Reading, criteria: Criteria) -> _QuickLook:
        own, weight = ours.profile, criteria.weights.weight
        parts: list[tuple[float, Any]] = []  # how much a part counts, and what is of it, from 0 to 1
        if own.sectors:
            shared: Any = sum(_flag(Organisation.sector_codes.contains(_codes([code]))) for code in sorted(own.sectors))
            number = sa.func.greatest(sa.func.cardinality(Organisation.sector_codes), 1)
            evenly = sa.func.sqrt(number, type_=sa.Float)  # else shared is divided as a decimal, ten times as slowly
            parts.append((weight(Name.SHARED_SECTORS), shared / (evenly * math.sqrt(len(own.sectors)))))
        for strength in (STRONG, NOT_KNOWN):
            codes = [code for code, value in complements_of(own.sectors).items() if value == strength]
            if codes:
                meets = _flag(Organisation.sector_codes.overlap(_codes(codes)))
                parts.append((weight(Name.COMPLEMENTARY_SECTORS) * strength, meets))
        if own.target_countries:
            sought = _flag(Organisation.country_code.in_(sorted(own.target_countries)))
            parts.append((weight(Name.COUNTRY_SOUGHT), sought))
        parts.append((weight(Name.SOUGHT_BY_THEM), _sought_by_them(own.country)))
        kinds = {kind: suited(own.kind, kind.value) for kind in OrganisationKind}
        parts.append((weight(Name.COOPERATION) / 2, sa.case(kinds, value=Organisation.kind, else_=0.0)))
        return cls(
            score=sum((most * part for most, part in parts), sa.literal(0.0)),
            most=sum(most for most, _part in parts),
            worth_of_words=(weight(Name.ACTIVITY) + weight(Name.THEY_OFFER) + weight(Name.THEY_SEEK)) / 2,
        )


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


def _spoken(words: str) -> sa.ColumnElement[bool]:
    """Whether an organisation has one of the words. Found once, by the index: else every text would be cut up."""
    found = sa.select(Organisation.id).where(LISTED, has(words)).cte("spoken").prefix_with("MATERIALIZED")
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
