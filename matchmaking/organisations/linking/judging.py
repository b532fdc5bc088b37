"""What each row of an import would do, as things stand: new, changed, unchanged, doubtful or wrong.

Judging writes nothing but the rows' own verdicts; it is done anew after every correction and before applying.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matchmaking.organisations.linking import fields, queries
from matchmaking.organisations.linking.checking import Checked, Taxonomy, check
from matchmaking.organisations.linking.circles import Memberships
from matchmaking.organisations.linking.matching import Directory, external_id, host_key, name_key, place_key
from matchmaking.organisations.linking.models import ImportBatch, ImportRow, Verdict
from matchmaking.organisations.models import Organisation, OrganisationKind

Node = tuple[str, int]
"""A cluster or member: ("organisation", its id) or, where it is yet to be, ("row", the row's number)."""

READ_PROBLEMS = {"formula", "ragged"}
"""What only the reader of the file could see; a correction of the cell takes it away."""
PROBLEM_OF_SAME = {"id": "same_id", "name": "duplicate"}
"""What is wrong with a cell that says the same as that of an earlier row: it is the one to correct."""


@dataclass(slots=True)
class Judged:
    """A row with what its cells say; `clusters` are what it is a member of."""

    row: ImportRow
    checked: Checked
    clusters: list[Node] = field(default_factory=list)
    new_clusters: list[Node] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        return self.checked.values

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def is_out(self) -> bool:
        return bool((self.row.decision or {}).get("leave_out"))

    @property
    def can_be_matched(self) -> bool:
        return "name" in self.values and "country" in self.values

    @property
    def is_double(self) -> bool:
        """An earlier row says the same."""
        return any(code in PROBLEM_OF_SAME.values() for _column, code, _values in self.checked.problems)

    @property
    def node(self) -> Node:
        found = self.row.organisation_id
        return ("row", self.number) if found is None else ("organisation", found)

    def add(self, column: str, code: str, **values: Any) -> None:
        self.checked.problems.append((column, code, values))


def judge(batch: ImportBatch, rows: Sequence[ImportRow], *, base_url: str) -> list[Judged]:
    """Set the verdict of every row, and the counts of the batch."""
    taxonomy = queries.taxonomy(queries.allowed_countries(batch))
    judged = [Judged(row, _checked(row, taxonomy)) for row in rows if row.applied_at is None]
    living = [one for one in judged if not one.is_out]
    _find_duplicates(living)
    own_slugs = f"{base_url}/organisations/"
    _match(batch, living, own_slugs)
    found = queries.whole({one.row.organisation_id for one in living if one.row.organisation_id is not None})
    _compare_kinds(living, found)
    _find_clusters(living, own_slugs)
    _compare(batch, living, found)
    for one in judged:
        one.row.problems = [list(problem) for problem in one.checked.problems]
        one.row.verdict = _verdict(one)
    names = {external_id(one.values) for one in living if one.can_be_matched}
    known = queries.identities(batch.source_id)
    here = {row.organisation_id for row in rows if row.organisation_id is not None}
    batch.gone = sorted({found for name, found in known.items() if name not in names} - here)
    batch.counts = dict(Counter(row.verdict.value for row in rows))
    return judged


def _checked(row: ImportRow, taxonomy: Taxonomy) -> Checked:
    checked = check(row.cells, taxonomy)
    kept: list[tuple[str, str, dict[str, Any]]] = [
        (column, code, values) for column, code, values in row.problems if code in READ_PROBLEMS
    ]
    of_reader = {column for column, _code, _values in kept}
    checked.problems = [*kept, *(problem for problem in checked.problems if problem[0] not in of_reader)]
    return checked


def _find_duplicates(living: Iterable[Judged]) -> None:
    """The same identifier, or the same name in the same town, is the same organisation."""
    seen: dict[Any, int] = {}
    for one in living:
        if not one.can_be_matched:
            continue
        name, country = name_key(one.values["name"]), one.values["country"]
        keys: dict[str, Any] = {"name": (name, place_key(country, one.values.get("city", "")))}
        if one.values.get("id"):
            keys["id"] = ("id", one.values["id"])
        for column, key in keys.items():
            if key in seen:
                one.add(column, PROBLEM_OF_SAME[column], row=seen[key])
        for key in keys.values():
            seen.setdefault(key, one.number)


def _match(batch: ImportBatch, living: Sequence[Judged], own_slugs: str) -> None:
    """Who a row means: known from this source or by our own address for certain, by a person's word, or perhaps."""
    matchable = [one for one in living if one.can_be_matched]
    directory = Directory(
        queries.known_in(
            {one.values["country"] for one in matchable},
            {host for one in matchable if (host := host_key(one.values.get("website", "")))},
            only_published=batch.source.office_id is not None,
        )
    )
    identities = queries.identities(batch.source_id)
    slugs = _own_ids(matchable, own_slugs, queries.allowed_countries(batch))
    taken: dict[int, int] = {}
    for one in living:
        one.row.organisation_id, one.row.candidates = None, []
        if not one.can_be_matched:
            continue
        certain = identities.get(external_id(one.values)) or slugs.get(one.values.get("id", ""))
        of_id = certain is not None and "id" in one.values
        decision = one.row.decision or {}
        if certain is None and not decision.get("new"):
            one.row.candidates = directory.candidates(one.values)
            said = decision.get("same_as")
            certain = said if said in directory.by_id else None
        one.row.organisation_id = certain
        if certain is not None and taken.setdefault(certain, one.number) != one.number and not one.is_double:
            one.add("id" if of_id else "name", "same_target", row=taken[certain])


def _own_ids(matchable: Iterable[Judged], own_slugs: str, of_countries: Collection[str] | None) -> dict[str, int]:
    """Identifiers that are addresses of profiles here: an export that comes back."""
    own = {
        text: text.removeprefix(own_slugs)
        for one in matchable
        if (text := one.values.get("id", "")).startswith(own_slugs)
    }
    found = queries.ids_of_slugs(set(own.values()), of_countries=of_countries)
    return {text: found[slug] for text, slug in own.items() if slug in found}


def _compare_kinds(living: Iterable[Judged], found: Mapping[int, Organisation]) -> None:
    for one in living:
        organisation = found.get(one.row.organisation_id or 0)
        kind = one.values.get("kind")
        if organisation is not None and kind is not None and organisation.kind.value != kind:
            one.add("kind", "kind_differs", kind=organisation.kind.value)


class _Clusters:
    """The clusters that a cell may name: those of this file first, then those of the directory."""

    def __init__(self, living: Iterable[Judged]) -> None:
        self._here: dict[str, set[Node]] = defaultdict(set)
        self._file: dict[str, set[Node]] = defaultdict(set)
        self._others: set[str] = set()
        self.names: dict[Node, str] = {}
        for found, slug, name, _country in queries.clusters():
            self._add(self._here, ("organisation", found), name, slug)
        for one in living:
            if not one.can_be_matched:
                continue
            identifier = str(one.values.get("id", ""))
            if one.values.get("kind") == OrganisationKind.CLUSTER:
                self._add(self._file, one.node, one.values["name"], identifier)
            else:
                self._others |= {name_key(one.values["name"]), identifier}

    def _add(self, nodes: dict[str, set[Node]], node: Node, name: str, identifier: str) -> None:
        self.names[node] = name
        nodes[name_key(name)].add(node)
        if identifier:
            nodes[identifier].add(node)

    def find(self, text: str) -> tuple[set[Node], bool]:
        """The clusters of this name or identifier; and whether it is at least some other organisation of the file."""
        keys = (text, name_key(text))
        found = (nodes[key] for nodes in (self._file, self._here) for key in keys if key in nodes)
        return next(found, set()), any(key in self._others for key in keys)


def _find_clusters(living: Sequence[Judged], own_slugs: str) -> None:
    if not any("member_of" in one.values for one in living):
        return
    clusters = _Clusters(living)
    memberships = Memberships(
        (("organisation", member), ("organisation", cluster))
        for member, cluster in queries.memberships_between_clusters()
    )
    for one in living:
        for text in one.values.get("member_of", []):
            nodes, is_other = clusters.find(text.removeprefix(own_slugs))
            if len(nodes) > 1:
                one.add("member_of", "cluster_ambiguous", value=text)
            elif not nodes:
                one.add("member_of", "not_a_cluster" if is_other else "cluster_unknown", value=text)
            else:
                _join(one, next(iter(nodes)), memberships, clusters)


def _join(one: Judged, cluster: Node, memberships: Memberships, clusters: _Clusters) -> None:
    if cluster == one.node:
        one.add("member_of", "in_itself")
        return
    circle = memberships.add(one.node, cluster)
    if circle:
        names = [clusters.names.get(node, "") for node in circle if isinstance(node, tuple)]
        one.add("member_of", "circle", path=" → ".join(names))
    elif cluster not in one.clusters:
        one.clusters.append(cluster)


def _compare(batch: ImportBatch, living: Sequence[Judged], found: Mapping[int, Organisation]) -> None:
    by_organisation: dict[int, dict[str, Any]] = defaultdict(dict)
    for (organisation_id, column), origin in queries.origins_of(found).items():
        by_organisation[organisation_id][column] = origin
    pairs = queries.membership_pairs(found)
    for one in living:
        organisation = found.get(one.row.organisation_id or 0)
        if organisation is None:
            one.new_clusters = list(one.clusters)
            one.row.changes, one.row.kept = [], []
            continue
        changes, kept = fields.compare(organisation, one.values, by_organisation[organisation.id], batch.source_id)
        one.new_clusters = [
            node for node in one.clusters if node[0] == "row" or (organisation.id, node[1]) not in pairs
        ]
        one.row.changes = [*changes, *(["member_of"] if one.new_clusters else [])]
        one.row.kept = kept


def _verdict(one: Judged) -> Verdict:
    if one.is_out:
        return Verdict.LEFT_OUT
    if one.checked.problems:
        return Verdict.WRONG
    if one.row.organisation_id is not None:
        return Verdict.CHANGED if one.row.changes else Verdict.UNCHANGED
    return Verdict.DOUBTFUL if one.row.candidates else Verdict.NEW
