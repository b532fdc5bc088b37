"""A directory of any size for the bench: organisations with ten offers and requests each, by COPY."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime
from typing import Any

import psycopg

from matchmaking.organisations.models import ListingKind, OrganisationKind, SizeBand

LISTINGS = 10
SECTORS = 16
COUNTRIES = (
    "AT", "BE", "BG", "CA", "CH", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "JP",
    "LT", "LU", "LV", "MX", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "TR", "UA", "US",
)  # fmt: skip
KINDS = (
    (OrganisationKind.SME, 70), (OrganisationKind.CLUSTER, 8), (OrganisationKind.LARGE_COMPANY, 8),
    (OrganisationKind.RESEARCH_ORGANISATION, 8), (OrganisationKind.SUPPORT_OFFICE, 2),
    (OrganisationKind.PUBLIC_AUTHORITY, 2), (OrganisationKind.INVESTOR, 2),
)  # fmt: skip
_SYLLABLES = ("ba", "co", "di", "fe", "gu", "ha", "ki", "lo", "ma", "ne", "po", "ra", "se", "ti", "vo", "zu")
WORDS = tuple("".join(parts) for parts in itertools.islice(itertools.product(_SYLLABLES, repeat=4), 0, 60_000, 10))
"""Six thousand words, used as words are: the first in every third text, the last in hardly any."""
_WEIGHTS = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(WORDS))))
_ORGANISATION = (
    "id, slug, name, kind, state, country_code, city, website, description, size, founded_year, target_countries,"
    " created_at, changed_at, published_at, search_text, sort_name, sector_codes"
)
_SEARCH_INDEX = "ix_organisation_search"


def fill(url: str, size: int) -> None:
    """Store `size` organisations, one in fifty a draft, and what each offers and seeks."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO sector SELECT 's' || lpad(n::text, 2, '0'), 'Sector ' || n, 'Secteur ' || n, '{}', '{}', NULL"
            " FROM generate_series(1, %s) AS n",
            (SECTORS,),
        )
        (search,) = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s", (_SEARCH_INDEX,)
        ).fetchone() or ("",)
        connection.execute(f"DROP INDEX {_SEARCH_INDEX}")  # built at once afterwards, which is quicker
        connection.execute("SET session_replication_role = replica")  # all rows fit together, nothing need be checked
        chance = random.Random(20_170_427)  # noqa: S311 -- the same organisations each time
        with connection.cursor() as cursor, connection.transaction():
            for first in range(0, size, 2_000):
                _some(cursor, chance, range(first, min(size, first + 2_000)))
            cursor.execute(
                "INSERT INTO organisation_sector SELECT id, code FROM organisation, unnest(sector_codes) AS code"
            )
            cursor.execute("SELECT setval(pg_get_serial_sequence('organisation', 'id'), %s)", (size + 1,))
        connection.execute(search)
        connection.execute(f"ALTER INDEX {_SEARCH_INDEX} ALTER COLUMN 1 SET STATISTICS 0")
        connection.execute("VACUUM ANALYZE")  # what autovacuum does by itself on a site that lives


def _some(cursor: psycopg.Cursor[Any], chance: random.Random, numbers: range) -> None:
    made = [_organisation(chance, number + 1) for number in numbers]
    with cursor.copy(f"COPY organisation ({_ORGANISATION}) FROM STDIN") as copy:
        for row, _listings in made:
            copy.write_row(row)
    with cursor.copy(
        "COPY profile_listing (organisation_id, kind, title, description, sector_code) FROM STDIN"
    ) as copy:
        for _row, listings in made:
            for listing in listings:
                copy.write_row(listing)


def _organisation(chance: random.Random, number: int) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    now = datetime(2027, 1, 11, 9, tzinfo=UTC)
    drawn = iter(chance.choices(WORDS, cum_weights=_WEIGHTS, k=23 + 18 * LISTINGS))
    name = " ".join(itertools.islice(drawn, 3)) + f" {number}"
    about = " ".join(itertools.islice(drawn, 20))
    sectors = sorted(f"s{one:02}" for one in chance.sample(range(1, SECTORS + 1), chance.choice((1, 2, 3))))
    listings = [
        (
            number,
            chance.choice(list(ListingKind)).value,
            " ".join(itertools.islice(drawn, 4)),
            " ".join(itertools.islice(drawn, 14)),
            chance.choice(sectors),
        )
        for _one in range(LISTINGS)
    ]
    texts = [name, about, *(text for row in listings for text in row[2:4])]
    words = " ".join(dict.fromkeys(word for text in texts for word in text.split()))
    row = (
        number, f"{name.replace(' ', '-')}", name,
        chance.choices([kind for kind, _share in KINDS], [share for _kind, share in KINDS])[0].value,
        "draft" if number % 50 == 0 else "published",
        COUNTRIES[min(int(chance.expovariate(0.12)), len(COUNTRIES) - 1)], next(iter(name.split())).title(),
        f"https://www.{number}.example", about, chance.choice(list(SizeBand)).value, chance.randrange(1950, 2026),
        sorted(chance.sample(COUNTRIES, 2)), now, now, now, words, name, sectors,
    )  # fmt: skip
    return row, listings
