"""Who suits whom: an open score by factors, each with its value, its weight and its part in the sum.

Pure: the standard library and a stemmer. `docs/directory/partners.md` has the formulas and the reasons for the
weights. The partner search, its API, the participants of an event and the weights of meeting requests all use
this one function:

    corpus = Corpus.of([read(profile) for profile in everybody])
    found = fit(ours, theirs, corpus=corpus)
    assert found.score == sum(factor.part for factor in found.factors)
"""

from matchmaking.engine.partners.complements import COMPLEMENTS, complements_of
from matchmaking.engine.partners.corpus import Corpus
from matchmaking.engine.partners.factors import Name, Tie
from matchmaking.engine.partners.profile import COOPERATIONS, Listing, Profile
from matchmaking.engine.partners.reading import Reading, Weighed, read, weigh
from matchmaking.engine.partners.score import (
    DEFAULT_WEIGHTS,
    MOST_WEIGHT,
    NO_FIT,
    Factor,
    Fit,
    FitCode,
    FitReason,
    Stance,
    Weights,
    fit,
)
from matchmaking.engine.partners.shortfall import Shortfall, ShortfallCode, shortfall

__all__ = [
    "COMPLEMENTS",
    "COOPERATIONS",
    "DEFAULT_WEIGHTS",
    "MOST_WEIGHT",
    "NO_FIT",
    "Corpus",
    "Factor",
    "Fit",
    "FitCode",
    "FitReason",
    "Listing",
    "Name",
    "Profile",
    "Reading",
    "Shortfall",
    "ShortfallCode",
    "Stance",
    "Tie",
    "Weighed",
    "Weights",
    "complements_of",
    "fit",
    "read",
    "shortfall",
    "weigh",
]
