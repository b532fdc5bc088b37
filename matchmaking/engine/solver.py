"""`solve`: an instance in, a plan out; the search runs in a thread of its own, the caller hears of it in theirs."""

import threading
from collections.abc import Callable

from matchmaking.engine.board import Board, Progress
from matchmaking.engine.cpsat.stages import keeps_tables, search
from matchmaking.engine.desk import Limits, Stopped
from matchmaking.engine.explain.reasons import explain, nothing_placed
from matchmaking.engine.indexed import Indexed, index
from matchmaking.engine.instance import Instance
from matchmaking.engine.measures import Tables, measure
from matchmaking.engine.parts import Objective, Placement
from matchmaking.engine.plan import ObjectiveValue, Plan, Status
from matchmaking.engine.tables import seat

HEARTBEAT = 0.1  # seconds between two words to the caller
GRACE = 0.2  # seconds that a stopped search has to come to an end by itself

OnProgress = Callable[[Progress], bool]


def solve(instance: Instance, limits: Limits | None = None, on_progress: OnProgress | None = None) -> Plan:
    """The best plan found within the limits, with a proven bound for each objective.

    `on_progress` is called in the caller's thread, at least four times a second and once at the end.
    Where it returns False, the search ends within half a second with the best plan so far. What it
    raises ends the search too and is passed on. A mistake inside the search is raised here.
    """
    board = Board(limits or Limits())
    work = _Work(instance, board)
    thread = threading.Thread(target=work.run, name="matchmaking-engine")
    thread.start()
    try:
        while thread.is_alive():
            thread.join(HEARTBEAT)
            if on_progress is not None and thread.is_alive() and on_progress(board.progress()) is False:
                break
    except BaseException:
        _end(thread, board)
        raise
    if thread.is_alive():
        _end(thread, board)
    if work.error is not None:
        raise work.error
    plan = work.plan
    if plan is None:  # stopped, and the search is still on its way out
        plan = assemble(work.data or index(instance), board, lambda: None)
    if on_progress is not None:
        board.state = "done"
        on_progress(board.progress())
    return plan


class _Work:
    """What the searching thread does, and what it leaves behind."""

    def __init__(self, instance: Instance, board: Board) -> None:
        self.instance = instance
        self.board = board
        self.data: Indexed | None = None
        self.plan: Plan | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.data = index(self.instance)
            search(self.data, self.board)
            self.plan = assemble(self.data, self.board, self.board.breathe)
        except Stopped:
            pass
        except BaseException as error:  # noqa: BLE001 -- handed to the caller's thread, which raises it
            self.error = error


def assemble(data: Indexed, board: Board, pause: Callable[[], None]) -> Plan:
    """The plan that the board holds: tables given, values measured, reasons told."""
    instance = data.instance
    assignment = board.best
    if assignment is None:
        status = Status.INFEASIBLE if board.infeasible else Status.UNKNOWN
        unplaced = nothing_placed(data, conflict=board.conflict)
        return Plan(instance.name, status, (), unplaced, (), _rounded(board), board.conflict)
    board.state = "seating"
    tables = seat(data, assignment, keep=keeps_tables(data), pause=pause)
    values = _values(data, board, assignment, tables)
    placements = tuple(
        Placement(meeting.id, instance.slots[slot].id, None if table is None else instance.tables[table].id)
        for meeting, slot, table in zip(instance.meetings, assignment, tables, strict=True)
        if slot is not None
    )
    board.state = "explaining"
    proven = all(value.value == value.bound for value in values if value.name is Objective.WEIGHT)
    unplaced = explain(data, assignment, proven=proven, pause=pause)
    best = all(value.value == value.bound for value in values)
    status = Status.OPTIMAL if best else Status.FEASIBLE
    return Plan(instance.name, status, placements, unplaced, values, _rounded(board))


def _values(data: Indexed, board: Board, assignment: list[int | None], tables: Tables) -> tuple[ObjectiveValue, ...]:
    return tuple(
        ObjectiveValue(name, measure(name, data, assignment, tables), board.bounds[name])
        for name in data.instance.objective
    )


def _end(thread: threading.Thread, board: Board) -> None:
    """Stop the search, and wait a moment for it. A word to stop can come too early to be heard, so repeat it."""
    for _ in range(round(GRACE / 0.02)):
        board.stop()
        thread.join(0.02)
        if not thread.is_alive():
            return


def _rounded(board: Board) -> float:
    return round(board.seconds(), 3)
