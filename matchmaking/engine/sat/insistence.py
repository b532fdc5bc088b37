"""Hard questions: each has a solver of its own, which may make the most of it."""

from dataclasses import dataclass

from matchmaking.engine.sat.quest import Quest, Sum, Way, solver_of


@dataclass(slots=True)
class _Asked:
    quest: Quest
    times: int = 0


class Insistence:
    """Hard questions, each asked again and again of a solver of its own that knows nothing else.

    What is stated instead of assumed, the solver may simplify by: hard questions take half as long, or a tenth.
    """

    def __init__(self, mine: Quest, total: Sum, way: Way) -> None:
        self._mine, self._total, self._way = mine, total, way
        self._asked: dict[int, _Asked] = {}

    def ask(self, value: int) -> bool | None:
        """As Quest.ask: whether there is a plan with this value or a smaller one."""
        if value not in self._asked:
            self._asked[value] = self._begun(value)
        self._mine.tell()  # or the solver here would take what was made for that one
        asked = self._asked[value]
        answer = asked.quest.ask(times=asked.times)
        asked.times += 1
        self._mine.found = asked.quest.found or self._mine.found
        return answer

    def times(self, value: int) -> int:
        """How often this was asked."""
        return self._asked[value].times if value in self._asked else 0

    def only(self, *values: int) -> None:
        """Release the solvers of all other questions."""
        for value in self._asked.keys() - set(values):
            self._asked.pop(value).quest.solver.delete()

    def close(self) -> None:
        """Release every solver."""
        self.only()

    def _begun(self, value: int) -> _Asked:
        mine, stated = self._mine, self._total.at_most(value)
        mine.tell()
        solver = solver_of(self._way)
        solver.append_formula([*mine.told, *([literal] for literal in stated)])
        return _Asked(Quest(mine.data, mine.desk, mine.made, solver, given=mine.given))
