"""How long the rounds of an annealing are, and which of them draw days together."""

from dataclasses import dataclass

GROWTH = 4  # each pair of rounds is so many times as long as the one before


@dataclass(frozen=True, slots=True)
class End:
    """Where a round ended: `rank` is less for a better plan. Only rounds of the same `aim` are compared."""

    aim: tuple[object, ...]
    rank: tuple[int, ...]


class Schedule:
    """Rounds in pairs of equal length, one that draws days together and one that does not, ever longer pairs.

    A round that makes use of all the time left is of the kind that ended better in the last pair. Where drawing is of
    no use, there is one round of each length.
    """

    def __init__(self, steps: int, *, begins_drawing: bool) -> None:
        self.steps = steps  # of the next round
        self.lengths = 0  # that are done with
        self._draws = begins_drawing
        self._first: End | None = None  # of the pair that is half done
        self._drawing_is_better: bool | None = None

    def draws(self, *, last: bool) -> bool:
        """Whether the next round, where drawing is of use, draws days together."""
        if last and self._drawing_is_better is not None:
            return self._drawing_is_better
        return self._draws

    def finish(self, steps: int, end: End | None) -> None:
        """A round of so many steps was made to its end; None where drawing was of no use."""
        before, self._first = self._first, None
        if end is None:
            self._lengthen(steps)
            return
        drew, self._draws = self._draws, not self._draws
        if before is None:
            self._first = end
            return
        self._lengthen(steps)
        if before.aim == end.aim and before.rank != end.rank:
            self._drawing_is_better = (end.rank < before.rank) == drew

    def _lengthen(self, steps: int) -> None:
        self.steps = steps * GROWTH
        self.lengths += 1
