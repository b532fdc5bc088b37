"""One column's value in a profile: read, compared and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from matchmaking.organisations.linking.columns import ATTRIBUTES, BY_NAME, LISTINGS, OF_CLUSTERS
from matchmaking.organisations.linking.models import FieldOrigin
from matchmaking.organisations.models import ClusterProfile, Organisation, ProfileListing, Sector, SizeBand
from matchmaking.web.folding import fold

WRITTEN = tuple(name for name in BY_NAME if name not in {"id", "kind", "member_of"})
"""The columns that are fields of the profile."""

EDITED, OTHER_SOURCE = "edited", "source"


def current(organisation: Organisation, column: str) -> Any:
    """What stands there now, as a plain JSON value."""
    if column in LISTINGS:
        return [row.title for row in organisation.listings if row.kind is LISTINGS[column]]
    if column == "sectors":
        return sorted(sector.code for sector in organisation.sectors)
    if column == "target_countries":
        return sorted(organisation.target_countries)
    if column in OF_CLUSTERS:
        value = getattr(organisation.cluster, column) if organisation.cluster else None
        return float(value) if column == "staff" and value is not None else value
    if column == "size":
        return organisation.size.value if organisation.size else None
    return getattr(organisation, ATTRIBUTES.get(column, column))


def is_empty(value: object) -> bool:
    """Nothing was said. Zero members is something."""
    return value is None or value in ("", [])


def compare(
    organisation: Organisation, values: Mapping[str, Any], origins: Mapping[str, FieldOrigin], source_id: int
) -> tuple[list[str], list[list[str]]]:
    """Which columns the source changes, and which differ but stay, each with the reason.

    What was edited here stays, an emptied field too; what came from another source stays with it.
    """
    changes, kept = [], []
    for column in WRITTEN:
        if column not in values:
            continue
        now, then = current(organisation, column), values[column]
        if now == then:
            continue
        origin = origins.get(column)
        if origin is None or origin.batch is None:
            untouched = is_empty(now) and (origin is None or origin.edited_at is None)
            reason = EDITED
        else:
            as_imported = now == origin.imported
            untouched = as_imported and origin.batch.source_id == source_id
            reason = OTHER_SOURCE if as_imported else EDITED
        if untouched:
            changes.append(column)
        else:
            kept.append([column, reason])
    return changes, kept


def write(organisation: Organisation, column: str, value: Any, sectors: Mapping[str, Sector]) -> None:
    """Put `value` there."""
    if column in LISTINGS:
        _write_listings(organisation, column, value)
    elif column == "sectors":
        organisation.sectors = [sectors[code] for code in value]
    elif column in OF_CLUSTERS:
        if organisation.cluster is None:
            organisation.cluster = ClusterProfile()
        setattr(organisation.cluster, column, value)
    elif column == "size":
        organisation.size = SizeBand(value)
    else:
        setattr(organisation, ATTRIBUTES.get(column, column), value)


def _write_listings(organisation: Organisation, column: str, titles: Iterable[str]) -> None:
    """Offers of the same title keep their row, and with it what else was written about them."""
    kind = LISTINGS[column]
    known = {fold(row.title): row for row in organisation.listings if row.kind is kind}
    others = [row for row in organisation.listings if row.kind is not kind]
    rows = []
    for title in titles:
        row = known.pop(fold(title), None) or ProfileListing(kind=kind)
        row.title = title
        rows.append(row)
    organisation.listings = [*others, *rows]
