"""A profile with its texts taken apart, so that many others are compared with it quickly."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from matchmaking.engine.partners.corpus import WHOLE_PROFILE, Corpus, Vector
from matchmaking.engine.partners.language import Term, terms
from matchmaking.engine.partners.profile import Listing, Profile


@dataclass(frozen=True, slots=True)
class Reading:
    """A profile, its terms counted, and the word that stands for each term in it."""

    profile: Profile
    whole: Mapping[Term, int] = field(hash=False)
    listings: Mapping[Listing, Mapping[Term, int]] = field(hash=False)
    words: Mapping[Term, str] = field(hash=False)

    def __iter__(self) -> Iterator[Term]:
        """Its terms, each once: what a corpus counts."""
        return iter(self.whole)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading whose terms have their weights in a corpus."""

    reading: Reading
    whole: Vector = field(hash=False)
    listings: Mapping[Listing, Vector] = field(hash=False)
    corpus: Corpus = field(hash=False)

    @property
    def profile(self) -> Profile:
        return self.reading.profile


def read(profile: Profile) -> Reading:
    """Take the texts of `profile` apart: what it does, and each offer and request."""
    spoken = [_spoken(profile.text)]
    listings: dict[Listing, Mapping[Term, int]] = {}
    for listing in (*profile.offers, *profile.requests):
        told = _spoken(f"{listing.title}. {listing.text}" if listing.text else listing.title)
        listings[listing] = told.counted
        spoken.append(told)
    words: dict[Term, str] = {}
    for told in reversed(spoken):
        words.update(told.words)
    return Reading(profile, Counter(chain.from_iterable(told.terms for told in spoken)), listings, words)


class _Spoken(NamedTuple):
    """The terms of a text as they come, how often each does, and the word that stands for it."""

    terms: Sequence[Term]
    counted: Mapping[Term, int]
    words: Mapping[Term, str]


@lru_cache(maxsize=20_000)
def _spoken(text: str) -> _Spoken:
    found = terms(text)
    said = [term for term, _word in found]
    return _Spoken(said, Counter(said), dict(reversed(found)))


class _Vectors(dict[Listing, Vector]):
    """The vectors of a reading's listings, each made when it is asked for: most are never compared."""

    def __init__(self, reading: Reading, corpus: Corpus) -> None:
        super().__init__()
        self._reading, self._corpus = reading, corpus

    def __missing__(self, listing: Listing) -> Vector:
        made = self[listing] = self._corpus.vector(self._reading.listings[listing])
        return made


def weigh(reading: Reading, corpus: Corpus) -> Weighed:
    """Give the terms of `reading` their weights in `corpus`."""
    return Weighed(
        reading,
        corpus.vector(reading.whole, WHOLE_PROFILE),
        _Vectors(reading, corpus),
        corpus,
    )
