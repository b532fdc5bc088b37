"""Reading imports, sources and origins."""

from __future__ import annotations

from matchmaking.organisations.linking.queries.batches import (
    Scope,
    all_rows,
    allowed_countries,
    batch_for,
    batches_for,
    row_in,
    rows_of,
    scope_of,
    waiting_batches,
)
from matchmaking.organisations.linking.queries.directory import (
    identities,
    ids_of_slugs,
    known_in,
    organisations,
    origins_of,
    sectors_by_code,
    taxonomy,
    values_of,
    whole,
)
from matchmaking.organisations.linking.queries.members import (
    clusters,
    clusters_of,
    declined_by,
    members_of,
    membership_pairs,
    memberships_between_clusters,
)
from matchmaking.organisations.linking.queries.reached import (
    failing_sources,
    fetches,
    last_fetches,
    source,
    source_names,
    sources,
)

__all__ = [
    "Scope",
    "all_rows",
    "allowed_countries",
    "batch_for",
    "batches_for",
    "clusters",
    "clusters_of",
    "declined_by",
    "failing_sources",
    "fetches",
    "identities",
    "ids_of_slugs",
    "known_in",
    "last_fetches",
    "members_of",
    "membership_pairs",
    "memberships_between_clusters",
    "organisations",
    "origins_of",
    "row_in",
    "rows_of",
    "scope_of",
    "sectors_by_code",
    "source",
    "source_names",
    "sources",
    "taxonomy",
    "values_of",
    "waiting_batches",
    "whole",
]
