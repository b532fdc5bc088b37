"""Counting in clauses, against counting."""

import itertools
from collections.abc import Iterator

import pytest
from pysat.solvers import Solver

from matchmaking.engine.sat.clauses import Clauses


def _settings(clauses: Clauses, literals: list[int]) -> Iterator[tuple[tuple[bool, ...], Solver, list[int]]]:
    """Every setting of the literals, with a solver that knows the clauses, and the setting as assumptions."""
    with Solver(name="cadical195", bootstrap_with=clauses.take()) as solver:
        for bits in itertools.product((False, True), repeat=len(literals)):
            yield bits, solver, [one if bit else -one for one, bit in zip(literals, bits, strict=True)]


@pytest.mark.parametrize(("size", "most"), [(1, 0), (2, 0), (3, 1), (5, 2), (5, 5)])
def test_an_exact_total_holds_as_many_outputs_as_inputs(size: int, most: int) -> None:
    clauses = Clauses()
    literals = [clauses.new() for _ in range(size)]
    outputs = clauses.total(literals, most, exact=True)
    assert len(outputs) == min(size, most + 1)
    for bits, solver, assumed in _settings(clauses, literals):
        assert solver.solve(assumptions=assumed)
        model = set(solver.get_model())
        assert [one in model for one in outputs] == [sum(bits) > at for at in range(len(outputs))]


@pytest.mark.parametrize(("size", "most"), [(1, 0), (4, 0), (5, 2), (5, 5)])
def test_at_most_forbids_more_and_no_less(size: int, most: int) -> None:
    clauses = Clauses()
    literals = [clauses.new() for _ in range(size)]
    clauses.at_most(literals, most)
    for bits, solver, assumed in _settings(clauses, literals):
        assert solver.solve(assumptions=assumed) == (sum(bits) <= most)


def test_a_count_keeps_its_limits_at_every_place() -> None:
    least, most = [0, 0, 1, 1, 3], [0, 1, 1, 2, 3]
    clauses = Clauses()
    literals = [clauses.new() for _ in range(4)]
    rows = clauses.counted(literals, least, most)
    fitting = 0
    for bits, solver, assumed in _settings(clauses, literals):
        sums = [sum(bits[:at]) for at in range(5)]
        fits = all(low <= held <= high for low, held, high in zip(least, sums, most, strict=True))
        assert solver.solve(assumptions=assumed) == fits
        if fits:
            fitting += 1
            model = set(solver.get_model())
            for held, row in zip(sums, rows, strict=True):
                assert [one in model for one in row] == [held >= count for count in range(len(row))]
    assert fitting == 2  # 1011 and 0111


def test_a_ladder_holds_from_the_first_literal_on() -> None:
    clauses = Clauses()
    literals = [clauses.new() for _ in range(4)]
    rungs = clauses.ladder(literals)
    for bits, solver, assumed in _settings(clauses, literals):
        assert solver.solve(assumptions=assumed)
        model = set(solver.get_model())
        assert [one in model for one in rungs] == [any(bits[: at + 1]) for at in range(4)]


def test_any_of_nothing_is_false() -> None:
    clauses = Clauses()
    clauses.add(clauses.any_of([]))
    with Solver(name="cadical195", bootstrap_with=clauses.take()) as solver:
        assert not solver.solve()
