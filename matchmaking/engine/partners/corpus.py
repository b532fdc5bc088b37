"""What a word is worth among the profiles it is compared in, and how alike two texts are.

tf-idf: a term's weight in a text is (1 + ln n) * idf, n how often it stands there; idf = ln((1 + N) / (1 + d)), N the
profiles of the corpus and d those that have the term. What every profile says weighs nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from matchmaking.engine.partners.language import Term

Vector = Mapping[Term, float]
"""Terms with their weights, of length 1, or less for a short profile; empty for a text that says nothing."""

WHOLE_PROFILE = 6.0
"""The length of some seven words that tell something; a profile of this length counts seven tenths (see `vector`)."""
FULL_LIKENESS = 0.5
"""The cosine from which on two texts count as wholly alike: profiles are written by different people."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """How many profiles there are, and how many of them have each term. An empty one weighs all terms alike."""

    profiles: int = 0
    counts: Mapping[Term, int] = field(default_factory=dict, hash=False)
    _known: dict[Term, float] = field(default_factory=dict, hash=False, compare=False, repr=False)

    @classmethod
    def of(cls, profiles: Iterable[Iterable[Term]]) -> Self:
        """Count the terms of `profiles`; each counts a term once."""
        counts: Counter[Term] = Counter()
        number = 0
        for terms in profiles:
            counts.update(set(terms))
            number += 1
        return cls(number, counts)

    def idf(self, term: Term) -> float:
        """What `term` is worth; 1 in an empty corpus."""
        if not self.profiles:
            return 1.0
        worth = self._known.get(term)
        if worth is None:
            worth = math.log((1 + self.profiles) / (1 + min(self.counts.get(term, 0), self.profiles)))
            self._known[term] = worth
        return worth

    def vector(self, terms: Mapping[Term, int], least: float = 0.0) -> Vector:
        """The terms of one text, counted, as weights of length 1.

        With `least`, of length L / sqrt(L^2 + least^2), L being the length of the weights before: two words in common
        are much of a text of two words and still say little.
        """
        known, worth = self._known, self.idf
        weights: dict[Term, float] = {}
        for term, number in terms.items():
            weight = known[term] if term in known else worth(term)
            weights[term] = weight if number == 1 else (1 + math.log(number)) * weight
        length = math.hypot(least, *weights.values())
        return {term: weight / length for term, weight in weights.items() if weight} if length else {}


def likeness(one: Vector, other: Vector) -> float:
    """How alike two texts are, 0 to 1: the product of their vectors, of which `FULL_LIKENESS` counts as all."""
    product = math.fsum([one[term] * other[term] for term in one.keys() & other.keys()])
    return min(1.0, product / FULL_LIKENESS)


def in_common(one: Vector, other: Vector, *, most: int) -> list[Term]:
    """The terms that make two texts alike, weightiest first."""
    shared = [(-weight * other[term], term) for term, weight in one.items() if term in other]
    return [term for _weight, term in sorted(shared)[:most]]


def missing_from(other: Vector, one: Vector, *, most: int) -> list[Term]:
    """The weightiest terms of `one` that `other` does not have."""
    return [
        term for _weight, term in sorted((-weight, term) for term, weight in one.items() if term not in other)[:most]
    ]
