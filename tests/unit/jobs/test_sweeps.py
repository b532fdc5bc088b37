"""What beat sends must not pile up while no worker takes it."""

from __future__ import annotations

from matchmaking.jobs import BEAT_SCHEDULE


def test_a_sweep_that_nobody_took_is_dropped_when_the_next_is_due() -> None:
    lasting = [entry for entry in BEAT_SCHEDULE.values() if entry["options"] != {"expires": entry["schedule"]}]
    assert lasting == []
