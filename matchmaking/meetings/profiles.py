"""Participants as the score judges them, among those they meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matchmaking.cooperation.partner_profiles import profile
from matchmaking.engine.partners import Corpus, Fit, Shortfall, Stance, Weighed, Weights, fit, read, shortfall, weigh
from matchmaking.organisations.models import Organisation

EVENT_WEIGHTS = Weights(stance=Stance.IGNORE)
"""At an event people meet old partners as gladly as new ones, so ties count neither up nor down."""

__all__ = ["EVENT_WEIGHTS", "fit_of", "profile", "shortfall_of", "weighed"]


def weighed(organisations: Iterable[Organisation]) -> Mapping[int, Weighed]:
    """The profiles of those who meet, by organisation id, each word weighed by how few of them have it.

    Load sectors, listings and clusters beforehand.
    """
    readings = {one.id: read(profile(one)) for one in organisations}
    corpus = Corpus.of(readings.values())
    return {number: weigh(reading, corpus) for number, reading in readings.items()}


def fit_of(ours: Weighed, theirs: Weighed) -> Fit:
    """How well two participants suit each other, as every page of an event and its plan have it."""
    return fit(ours, theirs, weights=EVENT_WEIGHTS)


def shortfall_of(found: Fit, ours: Weighed, theirs: Weighed) -> Shortfall | None:
    """What keeps `found` from being higher."""
    return shortfall(found, ours, theirs, weights=EVENT_WEIGHTS)
