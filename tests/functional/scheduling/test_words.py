"""What the figures of a plan mean, in words that need no explanation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from matchmaking.engine import Objective
from matchmaking.scheduling import words
from matchmaking.scheduling.models import Plan


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    """A reader of English."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("objective", "value", "bound", "said"),
    [
        (Objective.WEIGHT, 1240, 1240, "no plan places more"),
        (Objective.WEIGHT, 1240, 1262, "no plan places more than 1,262"),
        (Objective.FAIRNESS, 66, 66, "no plan gives more"),
        (Objective.FAIRNESS, 50, 66, "no plan gives more than 66 %"),
        (Objective.BREAKS, 12, 4, "at least 4 are unavoidable"),
        (Objective.IDLE, 12, 1, "at least 1 is unavoidable"),
        (Objective.MOVES, 12, 0, "perhaps all of them can be avoided"),
        (Objective.BREAKS, 12, 12, "none of them can be avoided"),
        (Objective.CHANGES, 0, 0, "none at all"),
    ],
)
def test_a_figure_says_how_near_it_is_to_what_is_possible(objective: str, value: int, bound: int, said: str) -> None:
    assert words.proof(objective, value, bound) == said


@pytest.mark.parametrize("objective", list(Objective))
def test_each_objective_has_a_name_and_a_meaning(objective: Objective) -> None:
    assert words.objective(objective) != objective
    assert words.meaning(objective).endswith(".")


def plan(*objective: tuple[str, int, int]) -> Plan:
    items: list[dict[str, Any]] = [{"name": name, "value": value, "bound": bound} for name, value, bound in objective]
    return Plan(objective=items)


@pytest.mark.parametrize(
    ("value", "bound", "said"),
    [
        (0, 0, "Every meeting that people had been told of stays as it is."),
        (3, 0, "Whether fewer meetings could change is not known; with more seconds it may be."),
        (3, 3, "Proven: no plan changes fewer of the meetings that people had been told of."),
        (3, 1, "Of the meetings that people had been told of, at least 1 has to change."),
        (9, 2, "Of the meetings that people had been told of, at least 2 have to change."),
    ],
)
def test_a_repair_says_how_near_it_is_to_the_fewest_changes(value: int, bound: int, said: str) -> None:
    repair = plan(("changes", value, bound), ("weight", 90, 100))

    assert (words.fewest_changes(repair), words.told_changes(repair)) == (said, value)


def test_a_new_plan_promises_nothing_of_the_kind() -> None:
    new, first = plan(("weight", 90, 100), ("changes", 7, 2)), plan(("weight", 90, 100))

    assert [words.fewest_changes(each) for each in (new, first)] == ["", ""]
    assert [words.told_changes(each) for each in (new, first)] == [7, None]
