"""The directory at 1,000, 10,000 and 100,000 organisations with ten offers and requests each: milliseconds."""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask_migrate
import redis
import sqlalchemy as sa
from flask import Flask

from bench.directory_filling import COUNTRIES, SECTORS, WORDS, fill
from matchmaking.app import create_app
from matchmaking.config import load
from matchmaking.db import db, session
from matchmaking.embedded import Postgres, Redis
from matchmaking.organisations import listing
from matchmaking.organisations.listing import Filters
from matchmaking.organisations.models import OrganisationKind
from matchmaking.settling import settle
from matchmaking.web.locale import countries

SIZES = (1_000, 10_000, 100_000)
TIMES = 30
COLD_TIMES = 8
SEARCH_GOAL = 60.0
PAGE_GOAL = 150.0
EXPORTS = ("organisations.csv", "organisations.jsonld", "organisations.xlsx", "listings.csv")
SMALL = 5_000
"""At fewer organisations, reading the whole table may be the best plan."""
_TABLES = ("organisation", "profile_listing", "organisation_sector")


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds that something took, and that processors were busy with it."""

    milliseconds: float
    worked: float


Search = Callable[[random.Random], tuple[Filters, int]]


def _word(chance: random.Random, first: int, last: int) -> str:
    return WORDS[chance.randrange(first, last)]


def _some(chance: random.Random, **more: Any) -> Filters:
    return Filters(countries=(chance.choice(COUNTRIES),), sectors=(f"s{chance.randrange(1, SECTORS + 1):02}",), **more)


SEARCHES: dict[str, Search] = {
    "all, by name": lambda _chance: (Filters(), 1),
    "all, by name downwards": lambda _chance: (Filters(direction="desc"), 1),
    "all, by country": lambda _chance: (Filters(sort="country"), 1),
    "all, by kind downwards": lambda _chance: (Filters(sort="kind", direction="desc"), 1),
    "all, a page in the middle": lambda chance: (Filters(), chance.randrange(2, 1_000)),
    "a kind": lambda chance: (Filters(kinds=(chance.choice(list(OrganisationKind)),)), 1),
    "a country, by kind": lambda chance: (Filters(countries=(chance.choice(COUNTRIES),), sort="kind"), 1),
    "a sector, by country": lambda chance: (Filters(sectors=(f"s{chance.randrange(1, 17):02}",), sort="country"), 1),
    "a country and a sector": lambda chance: (_some(chance), 1),
    "kind, country and sector": lambda chance: (_some(chance, kinds=(OrganisationKind.CLUSTER,)), 1),
    "a frequent word": lambda chance: (Filters(q=_word(chance, 0, 20)), 1),
    "a frequent word, by country": lambda chance: (Filters(q=_word(chance, 0, 20), sort="country"), 1),
    "a usual word": lambda chance: (Filters(q=_word(chance, 100, 1_000)), 1),
    "a rare word": lambda chance: (Filters(q=_word(chance, 4_000, 6_000)), 1),
    "two words": lambda chance: (Filters(q=f"{_word(chance, 0, 50)} {_word(chance, 50, 500)}"), 1),
    "the beginning of a word": lambda chance: (Filters(q=_word(chance, 0, 6_000)[:5]), 1),
    "two letters": lambda chance: (Filters(q=_word(chance, 0, 6_000)[:2]), 1),
    "a word, country and sector": lambda chance: (_some(chance, q=_word(chance, 0, 300), sort="kind"), 1),
    "a word that nobody uses": lambda _chance: (Filters(q="xylophone"), 1),
    "signs alone": lambda _chance: (Filters(q="&& -"), 1),
}
PAGES = {
    "the first page": "/organisations",
    "by country": "/organisations?sort=country",
    "a kind": "/organisations?kind=cluster",
    "a frequent word": f"/organisations?q={WORDS[2]}",
    "a word, a country": f"/organisations?q={WORDS[200]}&country=CA",
}


def measure() -> list[dict[str, Any]]:
    """One row per search, page and export, at each size."""
    return run(SIZES)


def run(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Fill a database with each number of organisations; search, open pages, take files along.

    `p50` and `p95` are milliseconds: of a search the statements that find and read one page, of a page the whole
    answer of the application with counts that are kept, and as `cold` with counts that are made anew. `cpu p95` is
    the time that the database (and for a page the application) worked meanwhile: other work on the machine does
    not lengthen it. Of a file `seconds`, `MB` and the most memory that its process took are given.
    """
    folder = Path(tempfile.mkdtemp(prefix="mm-bench-"))
    folder.chmod(0o755)
    rows: list[dict[str, Any]] = []
    try:
        with Postgres(folder / "pg") as postgres, Redis(folder / "redis", persist=False) as cache:
            for size in sizes:
                url = postgres.create_database(f"directory_{size}")
                environment = _environment(url, cache.url())
                app = create_app(load(environment))
                with app.app_context():
                    flask_migrate.upgrade()
                    began = time.perf_counter()
                    fill(url, size)
                    settle()  # as wsgi.py does
                    print(f"{size:,} filled in {time.perf_counter() - began:.0f} s; load {_load()}", flush=True)
                    rows += [*_searches(size), *_pages(app, cache.url(), size), *_exports(size, environment)]
                    db.engine.dispose()
                postgres.drop_database(f"directory_{size}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def _searches(size: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311 -- the same searches each time
    every: list[Taken] = []
    for name, search in SEARCHES.items():
        asked = [search(chance) for _time in range(TIMES)]
        plans = {_plan(filters, page) for filters, page in asked[:5]}
        wrong = [plan for plan in plans if any(f"Seq Scan on {table}" in plan for table in _TABLES)]
        assert not wrong or size < SMALL, f"{name}: {wrong}"
        _found(*asked[0], total=0)
        totals = {filters: listing.facets(filters).total for filters, _page in asked}
        counted = [(filters, page, totals[filters]) for filters, page in asked]
        times = [_timed(lambda one=one: _found(*one), own=False) for one in counted]
        every += times
        yield _row(size, f"search: {name}", times, SEARCH_GOAL, plan=" / ".join(sorted(plans)))
    yield _row(size, "search: all of these", every, SEARCH_GOAL)


def _found(filters: Filters, page: int, total: int) -> None:
    kinds = list(OrganisationKind)
    listing.page_of(filters, page=page, country_order=_orders()["country"], kind_order=kinds, total=total)
    session().expunge_all()


def _orders() -> dict[str, list[str]]:
    return {"country": list(countries("en")), "kind": [kind.value for kind in OrganisationKind]}


def _plan(filters: Filters, page: int) -> str:
    """The scans of the statement's plan: what is read, and by which index."""
    query = listing.ids_query(filters, _orders(), limit=listing.PAGE_SIZE, offset=(page - 1) * listing.PAGE_SIZE)
    text = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
    (explained,) = session().execute(sa.text("EXPLAIN (FORMAT JSON) " + text.replace(":", r"\:"))).scalar_one()
    return ", ".join(dict.fromkeys(_scans(explained["Plan"])))


def _scans(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield f"Seq Scan on {node['Relation Name']}"
    elif "Index Name" in node:
        yield f"{node['Node Type']} {node['Index Name'].removeprefix('ix_organisation_')}"
    for below in node.get("Plans", ()):
        yield from _scans(below)


def _pages(app: Flask, cache_url: str, size: int) -> Iterator[dict[str, Any]]:
    client = app.test_client()
    cache = redis.Redis.from_url(cache_url)

    def ask(path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, answer.status  # noqa: PLR2004 -- a bench of errors would be quick

    for name, path in PAGES.items():
        ask(path)
        cold = []
        for _time in range(COLD_TIMES):
            cache.flushdb()
            cold.append(_timed(lambda path=path: ask(path)))
        warm = [_timed(lambda path=path: ask(path)) for _time in range(TIMES)]
        yield _row(size, f"page: {name}, cold", cold, PAGE_GOAL)
        yield _row(size, f"page: {name}", warm, PAGE_GOAL)


def _exports(size: int, environment: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Each file in a process of its own, so that the most memory it took is that of the file."""
    for name in EXPORTS:
        done = subprocess.run(
            [sys.executable, "-m", "bench.directory_exporting", f"/data/v1/{name}"],
            env={**os.environ, **environment}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        told = json.loads(done.stdout.splitlines()[-1])
        row = _row(size, f"file: {name}", [], 0.0)
        yield {**row, "seconds": told["seconds"], "MB": told["megabytes"], "memory MB": told["memory"]}


def _row(size: int, name: str, taken: Sequence[Taken], goal: float, plan: str = "") -> dict[str, Any]:
    times = [one.milliseconds for one in taken]
    return {
        "organisations": size,
        "what": name,
        "p50": _percentile(times, 50),
        "p95": _percentile(times, 95),
        "cpu p95": _percentile([one.worked for one in taken], 95),
        "goal": "" if not times else "met" if _percentile(times, 95) <= goal else "missed",
        "seconds": "",
        "MB": "",
        "memory MB": "",
        "plan": plan,
    }


def _timed(work: Callable[[], None], *, own: bool = True) -> Taken:
    """What `work` took, and how long the processor was busy with it: in the database, and here where `own`."""
    began, here, there = time.perf_counter(), time.process_time_ns(), _database_worked()
    work()
    took = (time.perf_counter() - began) * 1000
    worked = _database_worked() - there + (time.process_time_ns() - here if own else 0)
    return Taken(took, worked / 1e6)


def _database_worked() -> int:
    """Nanoseconds that the database's processes have been on a processor."""
    return sum(_nanoseconds(pid) for pid in session().scalars(sa.text("SELECT pid FROM pg_stat_activity")))


def _nanoseconds(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except FileNotFoundError:  # it has ended
        return 0


def _percentile(values: Sequence[float], share: int) -> Any:
    return round(statistics.quantiles(values, n=100, method="inclusive")[share - 1], 1) if values else ""


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _environment(database_url: str, redis_url: str) -> dict[str, str]:
    return {
        "MATCHMAKING_ENV": "test",
        "SECRET_KEY": "a secret of the bench, known to all",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "BASE_URL": "http://localhost",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "events@matchmaking.example",
        "LOG_LEVEL": "WARNING",
    }


if __name__ == "__main__":
    for one in measure():
        print(one)
