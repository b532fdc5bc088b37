from __future__ import annotations

from datetime import UTC, datetime

import pytest

from matchmaking.events.local_time import Reading, SkippedTime, reading


def test_a_time_is_read_on_the_clocks_of_the_zone() -> None:
    assert reading(datetime(2027, 3, 10, 9, 0), "America/Toronto") == Reading(  # noqa: DTZ001 -- as organisers write
        datetime(2027, 3, 10, 14, 0, tzinfo=UTC), twice=False
    )


def test_a_time_that_the_clocks_show_twice_is_the_first_and_says_so() -> None:
    assert reading(datetime(2027, 10, 31, 2, 30), "Europe/Brussels") == Reading(  # noqa: DTZ001 -- as above
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC), twice=True
    )


def test_a_time_that_the_clocks_jump_over_is_refused() -> None:
    with pytest.raises(SkippedTime):
        reading(datetime(2027, 3, 28, 2, 30), "Europe/Brussels")  # noqa: DTZ001 -- as above
