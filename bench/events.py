"""The listing of events at 100, 10,000 and 100,000 of them: queries and milliseconds, counts fresh and kept."""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import redis
import sqlalchemy as sa
from flask import Flask

from matchmaking.app import create_app
from matchmaking.config import load
from matchmaking.db import db
from matchmaking.embedded import Postgres, Redis
from matchmaking.events.models import Audience, EventMode, EventType
from matchmaking.settling import settle
from matchmaking.web.folding import search_document, slugify

SIZES = (100, 10_000, 100_000)
WARM_TIMES = 40
COLD_TIMES = 12
PLACES = {
    "Montréal": "CA", "Toronto": "CA", "Québec": "CA", "Brussels": "BE", "Gent": "BE", "Lyon": "FR", "Toulouse": "FR",
    "München": "DE", "Milano": "IT", "Göteborg": "SE", "Kraków": "PL", "Bilbao": "ES", "Lisboa": "PT", "Boston": "US",
}  # fmt: skip
SUBJECTS = ("Aerospace", "Agri-food", "Photonics", "Packaging", "Rail", "Health", "Clean technologies", "Digital")
KINDS = ("Forum", "Days", "Matchmaking", "Conference", "Mission", "Workshop", "Summit")
PAGES = {
    "all that is coming": "/",
    "past, by name": "/?when=past&sort=name",
    "a type, a target, a country": "/?type=matchmaking&audience=sme&country=CA",
    "sectors, by target downwards": "/?sector=s03&sector=s07&sort=target&direction=desc",
    "words": "/?q=montreal+photonics",
    "days": "/?from=2026-03-01&to=2026-03-31",
    "the last page": "/?page=1000000",
}


def measure() -> list[dict[str, Any]]:
    """One row per page and number of events."""
    return run(SIZES)


def run(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Fill a database with each number of events and ask for each of `PAGES` there.

    `cold` is with counts that have to be made anew, `warm` with counts that are kept; in milliseconds, the
    whole page through the application and its template.
    """
    folder = Path(tempfile.mkdtemp(prefix="mm-bench-"))
    folder.chmod(0o755)
    rows: list[dict[str, Any]] = []
    try:
        with Postgres(folder / "pg") as postgres, Redis(folder / "redis", persist=False) as cache:
            for size in sizes:
                url = postgres.create_database(f"events_{size}")
                app = create_app(load(_environment(url, cache.url())))
                with app.app_context():
                    flask_migrate.upgrade()
                    fill(url, size)
                    settle()  # as wsgi.py does
                    rows += [_page(app, cache.url(), size, name, path) for name, path in PAGES.items()]
                    db.engine.dispose()
                postgres.drop_database(f"events_{size}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def fill(url: str, size: int) -> None:
    """Store `size` events over ten years around now, with one in fifty a draft, by COPY."""
    columns = (
        "uid, slug, name, summary, programme, type, audiences, mode, starts_at, ends_at, time_zone, city, country_code,"
        " countries, state, created_at, changed_at, search_text, sort_name, sort_place, sector_codes"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO sector SELECT 's' || lpad(n::text, 2, '0'), 'Sector ' || n, 'Secteur ' || n, '{}', '{}', NULL"
            " FROM generate_series(1, 16) AS n"
        )
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY event ({columns}) FROM STDIN") as copy:
                for values in _events(size):
                    copy.write_row(values)
            cursor.execute("INSERT INTO event_sector SELECT id, code FROM event, unnest(sector_codes) AS code")
        connection.execute("VACUUM ANALYZE")  # what autovacuum does by itself on a site that lives


def _events(size: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(20_170_427)  # noqa: S311 -- the same events each time
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    for number in range(size):
        city = chance.choice(list(PLACES))
        start = now + timedelta(minutes=chance.randrange(-5 * 365 * 1440, 5 * 365 * 1440, 15))
        name = f"{chance.choice(SUBJECTS)} {chance.choice(KINDS)} {city} {number}"
        countries = sorted({PLACES[city], *chance.sample(sorted(set(PLACES.values())), chance.choice((0, 0, 1, 2)))})
        yield (
            uuid.UUID(int=chance.getrandbits(128)), f"{slugify(name)}-{number}", name,
            "Two sentences that say what it is about and for whom. They are as long as such sentences are.",
            "## Programme\n\n" + "- 09:00 meetings of twenty minutes\n" * 12,
            chance.choice(list(EventType)).value,
            sorted(one.value for one in chance.sample(list(Audience), chance.choice((1, 1, 2, 3)))),
            chance.choice(list(EventMode)).value, start,
            start + timedelta(hours=chance.choice((2, 8, 32, 56))) if chance.random() > 0.1 else None,  # noqa: PLR2004 -- one in ten
            "Europe/Brussels", city, PLACES[city], countries,
            "draft" if number % 50 == 49 else "published",  # noqa: PLR2004 -- one in fifty
            now, now, search_document(name, "Two sentences that say what it is about", city),
            name.lower(), city.lower(),
            sorted(f"s{one:02}" for one in chance.sample(range(1, 17), chance.choice((1, 2, 3)))),
        )  # fmt: skip


def _page(app: Flask, cache_url: str, size: int, name: str, path: str) -> dict[str, Any]:
    client = app.test_client()
    cache = redis.Redis.from_url(cache_url)
    queries: list[str] = []
    engine = db.engine

    def ask() -> float:
        began = time.perf_counter()
        answer = client.get(path)
        seconds = time.perf_counter() - began
        assert answer.status_code == 200, answer.status  # noqa: PLR2004 -- a bench of errors would be quick
        return seconds * 1000

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        queries.append(statement)

    ask()
    cold = []
    for _time in range(COLD_TIMES):
        cache.flushdb()
        cold.append(ask())
    cache.flushdb()
    sa.event.listen(engine, "before_cursor_execute", note)
    ask()
    sa.event.remove(engine, "before_cursor_execute", note)
    warm = [ask() for _time in range(WARM_TIMES)]
    return {
        "events": size,
        "page": name,
        "queries": len(queries),
        "cold p50": _percentile(cold, 50),
        "cold p95": _percentile(cold, 95),
        "warm p50": _percentile(warm, 50),
        "warm p95": _percentile(warm, 95),
    }


def _percentile(values: Sequence[float], share: int) -> float:
    return round(statistics.quantiles(values, n=100, method="inclusive")[share - 1], 1)


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
