"""The published instances (Bofill et al., JAIR 2022): all meetings required, the fewest breaks, spread at most 2."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from bench.engine.measuring import measured, value_of
from bench.peers import cpsat_plain, incremental_sat
from matchmaking.engine import Limits, Status, read_instance

PATIENCE = 60.0  # seconds for the engine
PEER_PATIENCE = 20.0  # seconds for a peer: what it leaves open counts as so many

Rows = list[dict[str, Any]]


def originals() -> Rows:
    """The twenty originals: the engine, incremental SAT as the issue describes it, CP-SAT plain; then the sums."""
    return _compared(originals=True)


def variants() -> Rows:
    """The variants: the engine and incremental SAT; then the sums."""
    return _compared(originals=False)


def _compared(*, originals: bool) -> Rows:
    folder = os.environ.get("INSTANCES", "")
    paths = [path for path in sorted(Path(folder).glob("*.json")) if ("original" in path.name) == originals]
    if not folder or not paths:
        print("skipped: name their folder, make bench INSTANCES=...", file=sys.stderr)
        return []
    rows = [_row(path, with_cpsat=originals) for path in paths]
    sums: dict[str, Any] = {key: round(sum(row[key] for row in rows), 2) for key in ("seconds", "SAT seconds")}
    proven = sum(row["status"] in ("optimal", "infeasible") for row in rows)
    slowest = max(row["seconds"] for row in rows)
    rows.append(
        dict.fromkeys(rows[0], "")
        | sums
        | {"instance": f"sum; slowest {slowest}", "status": f"{proven} of {len(rows)} proven"}
        | {"ratio": round(sums["seconds"] / sums["SAT seconds"], 2)}
    )
    return rows


def _row(path: Path, *, with_cpsat: bool) -> dict[str, Any]:
    instance = read_instance(path.read_bytes())
    mine = measured(instance, Limits(PATIENCE, 2))
    status, breaks, _, seconds = incremental_sat.solve(instance, PEER_PATIENCE)
    value = value_of(mine.plan)
    assert breaks is None or value is None or "optimal" not in (status, mine.plan.status) or value[0] <= breaks
    assert (status == "infeasible") <= (mine.plan.status in (Status.INFEASIBLE, Status.UNKNOWN))
    row: dict[str, Any] = {
        "instance": path.stem,
        "status": mine.plan.status.value,
        "breaks": "" if value is None else value[0],
        "seconds": mine.seconds,
        "SAT status": status,
        "SAT seconds": round(seconds, 2),
        "ratio": round(mine.seconds / max(0.01, seconds), 2),
    }
    if with_cpsat:
        found, bound, cpsat_status, cpsat_seconds, _ = cpsat_plain.solve(instance, PEER_PATIENCE)
        row |= {"CP-SAT": f"{cpsat_status} {found} ({bound})", "CP-SAT seconds": round(cpsat_seconds, 2)}
    return row
