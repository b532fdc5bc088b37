from __future__ import annotations

import pytest

from matchmaking.organisations.resemblance import ENOUGH, beginnings, resemblance


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aero Montreal inc.", "Aéro Montréal"),
        ("SKYWIN", "Skywin"),
        ("Skywyn", "Skywin"),
        ("Alsace Bio Valley", "Alsace BioValley"),
        ("Cluster Aerospace Valley", "Aerospace Valley"),
    ],
)
def test_names_that_may_be_the_same_resemble(one: str, other: str) -> None:
    assert resemblance(one, other) >= ENOUGH
    assert set(beginnings(one)) & set(beginnings(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Skywin", "Sky Catering"), ("Aero Montréal", "Aquimer"), ("The Cluster", "Clean Tech Delta"), ("!!!", "Skywin")],
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert resemblance(one, other) < ENOUGH
