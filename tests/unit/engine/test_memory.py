"""Memory is told before it is taken."""

import pytest

from matchmaking.engine import InstanceError, Limits, solve
from matchmaking.engine.memory import memory_needed
from tests.unit.engine.planting import planted


def test_an_instance_that_needs_more_than_the_limit_is_refused_with_both_figures() -> None:
    instance = planted(40, 10, 18, seed=1)
    with pytest.raises(InstanceError, match=r"163 meetings in 10 slots take some 0\.6 MB of memory; 0\.1 MB is the"):
        solve(instance, Limits(1, memory=100_000))


def test_the_need_grows_with_meetings_times_slots() -> None:
    small, large = planted(10, 4, 5, seed=1), planted(10, 8, 5, seed=1)
    assert memory_needed(small) < memory_needed(large)
