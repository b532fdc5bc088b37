"""Hide each agreement of the paper, and see where the true partner stands by profile alone.

For each agreement and each of its two sides, all organisations of the other continent (Canada, Europe) are ranked by
how well they suit that side, with ties switched off. `recall` at n is the share of true partners among the first n,
`MRR` the mean of 1 / place. Who has several true partners, as Aéro Montréal has three, is ranked among all of them: the
second can at best be second (`best possible` says what a perfect ranking gets). The networks' pairs are told apart.

Two baselines rank the same organisations by the number of shared sectors alone, and by PostgreSQL's full text search
alone (`ts_rank_cd` of the words of a profile in the directory's own document). Who ranks alike shares the mean place.
Below them, the score without the texts' likeness: what is left where nobody writes much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from matchmaking.cooperation.queries.partner_corpus import count
from matchmaking.cooperation.queries.partner_readings import profiles_of
from matchmaking.db import session
from matchmaking.demo.records import records
from matchmaking.engine.partners import DEFAULT_WEIGHTS, Name, Stance, Weights, fit, read, weigh
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.services import import_listed, load_sectors

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
CANADA = "CA"
RANK = """
SELECT id, ts_rank_cd(to_tsvector('simple', search_text), query)
FROM organisation, (
    SELECT to_tsquery('simple', string_agg(quote_literal(word), ' | ')) AS query
    FROM unnest((SELECT string_to_array(search_text, ' ') FROM organisation WHERE id = :seeker)) AS word
) AS asked WHERE id = ANY(:others)
"""

Ranking = Callable[[int, list[int]], Mapping[int, float]]
Pair = tuple[int, int]


def rows() -> list[dict[str, Any]]:
    """Load the public organisations, and give one row per ranking and group of pairs."""
    load_sectors(records("sectors")["sectors"])
    import_listed(records("organisations")["organisations"], now=NOW)
    known = {one.slug: one for one in session().scalars(sa.select(Organisation))}
    canadian = {one.id: one.country_code == CANADA for one in known.values()}
    groups: dict[str, list[Pair]] = {"agreements": [], "networks": []}
    for agreement in records("agreements")["agreements"]:
        parties = [known[slug].id for slug in agreement["parties"] if slug in known]
        group = groups["networks" if agreement["kind"] == "network" else "agreements"]
        group += [(a, b) for a in parties for b in parties if canadian[a] != canadian[b]]
    sectors = {one.id: set(one.sector_codes) for one in known.values()}
    everybody = set(canadian)
    told = []
    for name, pairs in groups.items():
        true: defaultdict[int, set[int]] = defaultdict(set)
        for seeker, partner in pairs:
            true[seeker].add(partner)
        best = [float(sorted(true[seeker]).index(partner) + 1) for seeker, partner in pairs]
        told.append(_row(name, "best possible", best))
        for ranking, scores in (
            ("the score", _by_score(Weights(stance=Stance.IGNORE))),
            (
                "shared sectors only",
                lambda seeker, others: {one: len(sectors[seeker] & sectors[one]) for one in others},
            ),
            ("full text only", _by_text),
            ("the score without texts", _by_score(_without_texts())),
        ):
            places = []
            for seeker, partner in pairs:
                others = sorted(one for one in everybody if canadian[one] != canadian[seeker])
                places.append(_mean_place(scores(seeker, others), partner))
            told.append(_row(name, ranking, places))
    return told


def _without_texts() -> Weights:
    return Weights(of={**DEFAULT_WEIGHTS, Name.ACTIVITY: 0}, stance=Stance.IGNORE)


def _by_score(weights: Weights) -> Ranking:
    corpus = count()
    numbers = list(session().scalars(sa.select(Organisation.id)))
    weighed = {number: weigh(read(profile), corpus) for number, profile in profiles_of(numbers).items()}
    return lambda seeker, others: {one: fit(weighed[seeker], weighed[one], weights=weights).score for one in others}


def _by_text(seeker: int, others: list[int]) -> Mapping[int, float]:
    found = session().execute(sa.text(RANK), {"seeker": seeker, "others": others})
    return dict(found.all())


def _mean_place(scores: Mapping[int, float], partner: int) -> float:
    better = sum(score > scores[partner] for score in scores.values())
    alike = sum(score == scores[partner] for score in scores.values())
    return better + (alike + 1) / 2


def _row(pairs: str, ranking: str, places: list[float]) -> dict[str, Any]:
    many = len(places) or 1
    return {
        "pairs": f"{pairs} ({len(places)} searches)",
        "ranked by": ranking,
        **{f"recall at {n}": f"{sum(place <= n for place in places) / many:.3f}" for n in (1, 3, 5)},
        "MRR": f"{sum(1 / place for place in places) / many:.3f}",
        "worst place": max(places, default=0.0),
    }
