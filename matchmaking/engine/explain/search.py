"""The searcher that asks why: its questions may hang in a library, and nobody waits for it longer than they want."""

from matchmaking.engine.desk import Candidate, Desk
from matchmaking.engine.explain.reasons import Explanation, explain_plan
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.standing import Standing

SHARE = 0.8  # of the time is for asking, the rest to say it


def run(data: Indexed, desk: Desk) -> None:
    """Explain the best plan, or the better one that the questions bring up, which is offered."""
    best = desk.best()
    while best is None:
        desk.pause()
        best = desk.best()
    standing = Standing(data, best)
    offered = best.slots

    def tell(found: Explanation) -> None:
        nonlocal offered
        speaks_of = offered if found.better is None else found.better
        if speaks_of != offered:
            offered = speaks_of
            desk.offer(Candidate(speaks_of))
        desk.explain(speaks_of, found.unplaced)

    found = explain_plan(
        data,
        best.slots,
        proven=_weight_is_proven(data, desk, standing),
        pause=desk.pause,
        seconds=SHARE * desk.left(),
        tables=best.tables,
        on_told=tell,
    )
    tell(found)


def _weight_is_proven(data: Indexed, desk: Desk, standing: Standing) -> bool:
    """Whether no plan as good in what counts more places more weight."""
    order = data.instance.objective
    if Objective.WEIGHT not in order:
        return False
    rank = order.index(Objective.WEIGHT)
    return all(
        standing.value(name) == desk.proven(name, standing.values(at)) for at, name in enumerate(order[: rank + 1])
    )
