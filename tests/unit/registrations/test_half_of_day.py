"""Where the availability grid's afternoon starts."""

from __future__ import annotations

from datetime import time

import pytest

from matchmaking.registrations.grid import _half_of_day

Times = list[tuple[time, time]]


@pytest.mark.parametrize(
    ("times", "start"),
    [
        ([(time(9), time(9, 20)), (time(12, 10), time(12, 30)), (time(13, 30), time(13, 50))], time(12, 10)),
        ([(time(11), time(11, 20)), (time(11, 50), time(12, 10)), (time(13, 30), time(13, 50))], time(13, 30)),
        ([(time(11, 30), time(11, 50)), (time(11, 55), time(12, 15)), (time(12, 20), time(12, 40))], time(12)),
        ([(time(9), time(9, 20)), (time(10, 30), time(10, 50))], time(12)),
        ([], time(12)),
    ],
)
def test_the_longest_pause_around_midday_parts_the_day(times: Times, start: time) -> None:
    assert _half_of_day(times) == start
