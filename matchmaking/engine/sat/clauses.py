"""Clauses, and how numbers are said in them. A literal is an integer, its negation the negative, as in DIMACS."""

import itertools
from collections.abc import Sequence

TRUE = 1
FALSE = -TRUE


class Clauses:
    """A formula that grows. Literals may be the constants TRUE and FALSE; clauses that hold anyway are left out."""

    def __init__(self) -> None:
        self.top = TRUE  # the greatest variable
        self.made: list[list[int]] = [[TRUE]]

    def new(self) -> int:
        """A variable that occurs nowhere yet."""
        self.top += 1
        return self.top

    def add(self, *literals: int) -> None:
        """At least one of the literals holds."""
        if TRUE not in literals:
            self.made.append([literal for literal in literals if literal != FALSE] or [FALSE])

    def take(self) -> list[list[int]]:
        """The clauses made since the last call."""
        made, self.made = self.made, []
        return made

    def any_of(self, literals: Sequence[int]) -> int:
        """A literal that holds exactly where one of these does."""
        if len(literals) == 1:
            return literals[0]
        if not literals:
            return FALSE
        some = self.new()
        self.add(-some, *literals)
        for literal in literals:
            self.add(-literal, some)
        return some

    def at_most_one(self, literals: Sequence[int]) -> None:
        """No two of them hold: every pair has its clause, which propagates best at the sizes of a schedule."""
        self.made.extend([-one, -other] for one, other in itertools.combinations(literals, 2))

    def ladder(self, literals: Sequence[int]) -> list[int]:
        """One literal per place, which holds where one of the first literals up to that place does."""
        rungs: list[int] = []
        before = FALSE
        for literal in literals:
            rung = self.new() if before != FALSE else literal
            if before != FALSE:
                self.add(-before, rung)
                self.add(-literal, rung)
                self.add(-rung, before, literal)
            rungs.append(rung)
            before = rung
        return rungs

    def counted(self, literals: Sequence[int], least: Sequence[int], most: Sequence[int]) -> list[list[int]]:
        """Counts them one after the other. Row i, column j of the answer: at least j of the first i hold.

        With c[i][j] so: c[i][j] if c[i-1][j], or c[i-1][j-1] and literal i (Sinz, CP 2005, in both directions). Of the
        first i between least[i] and most[i] hold, which leaves a band of variables; least[-1] = most[-1] for an exact
        number.
        """
        size = most[-1] + 1
        rows = [[TRUE, *[FALSE] * size]]
        for at, literal in enumerate(literals, start=1):
            above = rows[-1]
            row = [TRUE]
            for count in range(1, size + 1):
                if count > most[at] or (above[count] == FALSE and above[count - 1] == FALSE):
                    row.append(FALSE)
                else:
                    row.append(TRUE if count <= least[at] else self.new())
                self.add(-above[count], row[count])
                self.add(-above[count - 1], -literal, row[count])
                self.add(-row[count], above[count], literal)
                self.add(-row[count], above[count - 1])
            rows.append(row)
        return rows

    def total(self, literals: Sequence[int], most: int, *, exact: bool = False) -> list[int]:
        """A unary sum: literal k of the answer holds where more than k of them do, for k up to `most`.

        Where fewer hold it may hold too, unless `exact`. A totalizer (Bailleux and Boufkhad, CP 2003) that counts to
        most + 1 and no further.
        """
        if len(literals) <= 1:
            return list(literals)
        half = len(literals) // 2
        left = self.total(literals[:half], most, exact=exact)
        right = self.total(literals[half:], most, exact=exact)
        return self.merged(left, right, most, exact=exact)

    def merged(self, left: Sequence[int], right: Sequence[int], most: int, *, exact: bool = False) -> list[int]:
        """The unary sum of two unary sums, up to `most`."""
        size = min(len(left) + len(right), most + 1)
        made = [self.new() for _ in range(size)]
        for one in range(len(left) + 1):
            for other in range(min(len(right), size - one) + 1):
                if one + other <= size and one + other:
                    lower = [-left[one - 1]] if one else []
                    lower += [-right[other - 1]] if other else []
                    self.add(*lower, made[one + other - 1])
                if exact and one + other < size:
                    upper = [left[one]] if one < len(left) else []
                    upper += [right[other]] if other < len(right) else []
                    self.add(*upper, -made[one + other])
        return made

    def at_most(self, literals: Sequence[int], most: int) -> None:
        """No more than `most` of them hold."""
        if len(literals) > most:
            outputs = self.total(literals, most)
            self.add(-outputs[most])
