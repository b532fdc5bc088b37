from __future__ import annotations

import dataclasses
import random
from datetime import datetime
from typing import Any

import pytest
import redis
from flask import Flask

from matchmaking.db import session
from matchmaking.events import counts, services
from matchmaking.events.counts import compute, counts_of
from matchmaking.events.filters import DIMENSIONS, EventFilter, When
from matchmaking.events.models import Audience, Event, EventMode, EventState, EventType
from matchmaking.web.clock import current_time
from matchmaking.web.settings import settings
from tests import factories
from tests.functional.events.scenes import coming
from tests.functional.queries import count_queries

ATTRIBUTES = {
    "type": "type",
    "audience": "audiences",
    "sector": "sector_codes",
    "country": "countries",
    "mode": "mode",
}


def values_of(event: Event, dimension: str) -> set[str]:
    value = getattr(event, ATTRIBUTES[dimension])
    return set(value) if isinstance(value, list) else ({str(value)} if value else set())


def fits(event: Event, wanted: EventFilter, now: datetime, *, but: str | None = None) -> bool:
    sides = {When.UPCOMING: event.over_at > now, When.PAST: event.over_at <= now, When.ALL: True}
    return (
        event.state is not EventState.DRAFT
        and (but == "when" or sides[wanted.when])
        and all(
            set(values) & values_of(event, dimension) for dimension, values in wanted.chosen.items() if dimension != but
        )
    )


def brute_force(events: list[Event], wanted: EventFilter, now: datetime) -> dict[str, Any]:
    facets: dict[str, dict[str, int]] = {dimension: {} for dimension in DIMENSIONS}
    for dimension in DIMENSIONS:
        for event in events:
            if fits(event, wanted, now, but=dimension):
                for value in values_of(event, dimension):
                    facets[dimension][value] = facets[dimension].get(value, 0) + 1
    others = [event for event in events if fits(event, wanted, now, but="when")]
    upcoming = sum(1 for event in others if event.over_at > now)
    facets["when"] = {"upcoming": upcoming, "past": len(others) - upcoming, "all": len(others)}
    return {"total": sum(1 for event in events if fits(event, wanted, now)), "facets": facets}


FILTERS = [
    EventFilter(),
    EventFilter(when=When.PAST),
    EventFilter(chosen={"type": ("conference", "matchmaking")}),
    EventFilter(chosen={"country": ("CA",), "audience": ("sme", "research")}, when=When.ALL),
    EventFilter(chosen={"sector": ("rail",), "mode": ("online",), "type": ("matchmaking",)}, when=When.ALL),
    EventFilter(
        chosen={
            "sector": ("rail",), "mode": ("on_site",), "type": ("training",), "country": ("BE",), "audience": ("sme",),
        },
        when=When.ALL,
    ),
]  # fmt: skip


@pytest.mark.parametrize("wanted", FILTERS, ids=lambda wanted: f"{wanted.when} {'+'.join(wanted.chosen)}")
def test_counts_equal_counting_one_by_one(database: None, wanted: EventFilter) -> None:
    chance = random.Random(7)  # noqa: S311 -- the same events each time
    sectors = [factories.sector(code) for code in ("rail", "aerospace", "photonics")]
    for number in range(120):
        coming(
            f"Event {number}",
            chance.randrange(-60, 60) + 0.5,
            type=chance.choice([EventType.MATCHMAKING, EventType.CONFERENCE, EventType.TRAINING]),
            audiences=sorted(chance.sample([one.value for one in Audience], chance.randrange(3))),
            mode=chance.choice([EventMode.ON_SITE, EventMode.ONLINE, None]),
            countries=sorted(chance.sample(["CA", "BE", "FR", "US"], chance.randrange(4))),
            sectors=chance.sample(sectors, chance.randrange(3)),
            state=chance.choice([EventState.PUBLISHED] * 4 + [EventState.DRAFT, EventState.CANCELLED]),
        )
    now = current_time()

    counted = compute(wanted, now=now)

    assert {"total": counted.total, "facets": counted.facets} == brute_force(session().query(Event).all(), wanted, now)


def test_text_and_days_narrow_every_count(database: None) -> None:
    coming("Rail in Montréal", 5)
    coming("Rail in Gent", 6, countries=["BE"], city="Gent")
    coming("Space in Gent", 7, countries=["BE"], city="Gent")

    counted = compute(EventFilter(text="rail", chosen={"country": ("CA",)}), now=current_time())

    assert (counted.total, counted.facets["country"], counted.facets["type"]) == (
        1,
        {"CA": 1, "BE": 1},
        {"matchmaking": 1},
    )


def test_counts_are_kept_until_an_event_changes(database: None) -> None:
    olga = factories.person("Olga")
    draft = coming("Draft", 5, state=EventState.DRAFT, organiser=olga)
    now = current_time()

    first = counts_of(EventFilter(), now=now)
    with count_queries() as again:
        second = counts_of(EventFilter(), now=now)
    services.publish(draft.slug, actor=olga, now=now)
    third = counts_of(EventFilter(), now=now)

    assert (first.total, second.total, again.count, third.total) == (0, 0, 0, 1)


def test_the_order_of_the_list_does_not_matter_to_kept_counts(database: None) -> None:
    now = current_time()
    counts_of(EventFilter(), now=now)

    with count_queries() as again:
        counts_of(EventFilter(descending=True), now=now)

    assert again.count == 0


def test_kept_counts_do_not_outlive_a_minute(database: None) -> None:
    counts_of(EventFilter(), now=current_time())

    store = redis.Redis.from_url(settings().redis_url)
    lives = [store.ttl(key) for key in store.scan_iter(f"{counts.COUNTS_KEY}:*")]

    assert len(lives) == 1
    assert 0 < int(str(lives[0])) <= 60


def test_counts_are_computed_while_redis_is_away_or_holds_nonsense(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming("Forum", 5)
    now = current_time()
    counts_of(EventFilter(), now=now)
    store = redis.Redis.from_url(settings().redis_url)
    for key in store.scan_iter(f"{counts.COUNTS_KEY}:*"):
        store.set(key, "{broken")

    nonsense = counts_of(EventFilter(), now=now)
    away = dataclasses.replace(settings(), redis_url="redis://127.0.0.1:1/0")
    monkeypatch.setitem(app.extensions, "matchmaking.settings", away)

    assert (nonsense.total, counts_of(EventFilter(), now=now).total) == (1, 1)
    assert app.test_client().get("/").status_code == 200
