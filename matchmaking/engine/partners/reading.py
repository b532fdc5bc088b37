"""A profile with its texts taken apart, so that many others are compared with it quickly."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
    whole: Counter[Term] = Counter()
    words: dict[Term, str] = {}
    listings: dict[Listing, Counter[Term]] = {}
    for term, word in terms(profile.text):
        whole[term] += 1
        words.setdefault(term, word)
    for listing in (*profile.offers, *profile.requests):
        counted: Counter[Term] = Counter()
        for term, word in terms(f"{listing.title}. {listing.text}" if listing.text else listing.title):
            counted[term] += 1
            words.setdefault(term, word)
        listings[listing] = counted
        whole.update(counted)
    return Reading(profile, whole, listings, words)


def weigh(reading: Reading, corpus: Corpus) -> Weighed:
    """Give the terms of `reading` their weights in `corpus`."""
    return Weighed(
        reading,
        corpus.vector(reading.whole),
        {listing: corpus.vector(counted) for listing, counted in reading.listings.items()},
        corpus,
    )
