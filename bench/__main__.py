"""Run the benches that are named, or all: `make bench ARGS="events plan"`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import commands, directory, events, partners, plan
from bench.engine import days, published, weights

Rows = list[dict[str, Any]]

BENCHES: dict[str, tuple[str, Callable[[], Rows]]] = {
    "events": ("The events page, by number of events", events.measure),
    "directory": ("The directory and its files, by number of organisations", directory.measure),
    "partners": ("Partner search, by number of organisations", partners.measure),
    "partner-truth": ("Partner search: the paper's agreements, hidden and found", partners.find),
    "originals": ("Published originals: the fewest breaks, proven", published.originals),
    "variants": ("Published variants: the fewest breaks, proven, or proven infeasible", published.variants),
    "planted": ("Planted plans: everything fits, ten seconds", weights.planted),
    "crowd": ("A crowd: 1,000 participants, thirty seconds", weights.crowd),
    "exchange": ("The largest trade show: two minutes", weights.exchange),
    "growth": ("Growth: seconds to 99 % of the bound", weights.growth),
    "objectives": ("All objectives on: a minute", days.objectives),
    "repair": ("Repair: somebody drops out", days.repairs),
    "forecast": ("Forecast: what is possible", days.forecasts),
    "plan": ("Compute to draft, for the demo's event", plan.measure),
    "commands": ("The two commands, in a fresh clone", commands.measure),
}


def table(rows: Rows) -> str:
    """`rows` as an aligned table with a head."""
    heads = list(rows[0])
    cells = [heads, *([_text(row[head]) for head in heads] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)


def _text(value: object) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which benches (all)")
    names = parser.parse_args().names or list(BENCHES)
    results: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    for name in names:
        title, measure = BENCHES[name]
        print(f"\n{title}", flush=True)
        results[name] = measure()
        if results[name]:
            print(table(results[name]), flush=True)
    folder = Path("bench-results")
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps(results, indent=2) + "\n")
    print(f"\nWritten to {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
