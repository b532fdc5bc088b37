"""Compile all that numba compiles, so that nobody waits for it later: `python -m matchmaking.engine.warm`.

The machine code stays on disk, in NUMBA_CACHE_DIR or beside the source. At set-up it takes about half a minute, later
less than a second.
"""

from collections.abc import Callable

from matchmaking.engine.bounds.patterns import pattern_bounds
from matchmaking.engine.climb import anneal
from matchmaking.engine.climb.arrays import arrays
from matchmaking.engine.climb.cooling import improve_weight
from matchmaking.engine.generators import event
from matchmaking.engine.indexed import Assignment, Indexed, index
from matchmaking.engine.parts import Objective
from matchmaking.engine.tables import seat


def _weight(data: Indexed) -> None:
    problem = arrays(data)
    slots = improve_weight(problem, None, seed=0, steps=1000)
    improve_weight(problem, slots, seed=0, steps=1000)


def _tables(data: Indexed) -> None:
    first: Assignment = [slots[0] if at == 0 and slots else None for at, slots in enumerate(data.allowed)]
    seat(data, first, keep=False, pause=lambda: None)


def _bounds(data: Indexed) -> None:
    next(pattern_bounds(Objective.BREAKS, data, (), 0))


KERNELS: tuple[Callable[[Indexed], None], ...] = (_weight, anneal.warm, _tables, _bounds)


def warm() -> None:
    """Run everything compiled once, on a small event."""
    data = index(event(12, seed=0, slots_per_session=2))
    for kernel in KERNELS:
        kernel(data)


if __name__ == "__main__":
    warm()
