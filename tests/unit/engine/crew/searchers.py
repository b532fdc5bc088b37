"""Searchers that behave badly, or well, on purpose. `run` of this module does what the instance's name says."""

import os
import threading
from collections.abc import Callable

from matchmaking.engine.desk import Candidate, Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective


def run(data: Indexed, desk: Desk) -> None:
    """Do as the name of the instance says."""
    deeds: dict[str, Callable[[], object]] = {
        "aborts": os.abort,
        "raises": _raises,
        "hangs": _hangs,
        "calls little the most": lambda: desk.bound(Objective.WEIGHT, (), 1),
        "calls it impossible": lambda: desk.impossible((data.instance.meetings[0].id,)),
        "double-books": lambda: desk.offer(Candidate([slots[0] if slots else None for slots in data.allowed])),
        "eats": lambda: [b"x" * 10**7 for _ in range(10**6)],
        "echoes": lambda: _echoes(desk),
        "outlives": _outlives,
        "places nothing": lambda: desk.offer(Candidate([None] * data.meeting_count)),
    }
    deeds[data.instance.name]()


def _raises() -> None:
    raise LookupError("a mistake")


def _hangs() -> None:
    threading.Event().wait()


def _outlives() -> None:
    threading.main_thread().join()
    print("came to its end", flush=True)  # noqa: T201 -- the one who waits for it reads this


def _echoes(desk: Desk) -> None:
    while True:
        best = desk.best()
        if best is not None:
            desk.offer(best)
            return
        desk.pause()
