"""Draw the pictures of docs/engine.md from runs of the engine, as SVG beside this file: `make pictures`.

All is counted in steps or ends with a proof, so the same sources give the same pictures. A name draws that one only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from engine_pictures import chain, crew, days, prices, problem, rising, trade_off
from engine_pictures.paper import Paper

FOLDER = Path(__file__).with_name("engine")
PICTURES: dict[str, Callable[[], Paper]] = {
    "problem": problem.draw,
    "crew": crew.draw,
    "rising": rising.draw,
    "chain": chain.draw,
    "days": days.draw,
    "prices": prices.draw,
    "trade-off": trade_off.draw,
}


def main() -> None:
    """The pictures that are named, or all."""
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PICTURES:
        PICTURES[name]().write(FOLDER / f"{name}.svg")


if __name__ == "__main__":
    main()
