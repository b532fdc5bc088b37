"""A profile with its texts taken apart, so that many others are compared with it quickly."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from matchmaking.engine.partners.corpus import Corpus, Vector
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
    counted, words = _counted(profile.text)
    whole, said = Counter(counted), dict(words)
    listings: dict[Listing, Mapping[Term, int]] = {}
    for listing in (*profile.offers, *profile.requests):
        counted, words = _counted(f"{listing.title}. {listing.text}" if listing.text else listing.title)
        listings[listing] = counted
        whole.update(counted)
        said = {**words, **said}
    return Reading(profile, whole, listings, said)


@lru_cache(maxsize=20_000)
def _counted(text: str) -> tuple[Mapping[Term, int], Mapping[Term, str]]:
    """The terms of `text` with how often they stand there, and the word that stands for each."""
    found = terms(text)
    return Counter([term for term, _word in found]), dict(reversed(found))


def weigh(reading: Reading, corpus: Corpus) -> Weighed:
    """Give the terms of `reading` their weights in `corpus`."""
    return Weighed(
        reading,
        corpus.vector(reading.whole),
        {listing: corpus.vector(counted) for listing, counted in reading.listings.items()},
        corpus,
    )
