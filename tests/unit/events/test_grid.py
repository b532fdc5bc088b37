from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.events.grid import MOST_SLOTS, GridError, GridProblem, GridSpec, grid

BRIEF = GridSpec(
    first_day=date(2027, 3, 10),
    days=2,
    day_start=time(9),
    day_end=time(17),
    slot_minutes=20,
    gap_minutes=5,
    lunch_start=time(12, 30),
    lunch_end=time(13, 30),
    time_zone="America/Toronto",
)

minutes_of_day = st.integers(0, 23 * 60 + 59).map(lambda minutes: time(minutes // 60, minutes % 60))
zones = st.sampled_from(
    ["Europe/Brussels", "America/Toronto", "America/Vancouver", "Asia/Tokyo", "Australia/Lord_Howe"]
)


@st.composite
def specs(draw: st.DrawFn) -> GridSpec:
    """Any grid that can be described, often over a change of clocks."""
    day_start, day_end = sorted(draw(st.lists(minutes_of_day, min_size=2, max_size=2, unique=True)))
    lunch = draw(st.none() | st.lists(minutes_of_day, min_size=2, max_size=2, unique=True).map(sorted))
    return GridSpec(
        first_day=draw(
            st.dates(date(2026, 1, 1), date(2029, 12, 1)) | st.sampled_from([date(2027, 3, 14), date(2027, 3, 28)])
        ),
        days=draw(st.integers(1, 5)),
        day_start=day_start,
        day_end=day_end,
        slot_minutes=draw(st.integers(5, 240)),
        gap_minutes=draw(st.integers(0, 120)),
        lunch_start=lunch[0] if lunch else None,
        lunch_end=lunch[1] if lunch else None,
        time_zone=draw(zones),
    )


def test_the_briefs_grid_has_eight_slots_before_and_eight_after_lunch_each_day() -> None:
    slots = grid(BRIEF)

    local = [slot.starts_at.astimezone(ZoneInfo("America/Toronto")) for slot in slots]
    assert [f"{start:%d %H:%M}" for start in local] == [
        f"{day} {clock}"
        for day in (10, 11)
        for clock in (
            "09:00", "09:25", "09:50", "10:15", "10:40", "11:05", "11:30", "11:55",
            "13:30", "13:55", "14:20", "14:45", "15:10", "15:35", "16:00", "16:25",
        )
    ]  # fmt: skip
    assert [slot.session for slot in slots] == [
        f"2027-03-{day} {part}" for day in (10, 11) for part in ("morning", "afternoon") for _ in range(8)
    ]


def test_times_are_utc_and_follow_the_zones_clock_over_a_change() -> None:
    slots = grid(
        GridSpec(
            first_day=date(2027, 3, 13), days=2, day_start=time(9), day_end=time(10), slot_minutes=60, gap_minutes=0,
            time_zone="America/Toronto",
        )
    )  # fmt: skip

    assert [slot.starts_at for slot in slots] == [
        datetime(2027, 3, 13, 14, 0, tzinfo=UTC),
        datetime(2027, 3, 14, 13, 0, tzinfo=UTC),
    ]


@pytest.mark.parametrize(("day", "count"), [(date(2027, 3, 27), 4), (date(2027, 3, 28), 3), (date(2027, 10, 31), 5)])
def test_a_day_with_a_change_of_clocks_is_an_hour_shorter_or_longer(day: date, count: int) -> None:
    slots = grid(
        GridSpec(
            first_day=day, days=1, day_start=time(0), day_end=time(4), slot_minutes=60, gap_minutes=0,
            time_zone="Europe/Brussels",
        )
    )  # fmt: skip

    assert len(slots) == count


@given(specs())
def test_slots_never_overlap_keep_their_length_stay_within_hours_and_leave_lunch_free(spec: GridSpec) -> None:
    try:
        slots = grid(spec)
    except GridError as error:
        assert error.problem in {GridProblem.NOTHING_FITS, GridProblem.TOO_MANY}  # noqa: PT017 -- either is right
        return

    zone = ZoneInfo(spec.time_zone)
    gap = timedelta(minutes=spec.gap_minutes)
    assert 0 < len(slots) <= MOST_SLOTS
    for slot in slots:
        assert slot.ends_at - slot.starts_at == timedelta(minutes=spec.slot_minutes)
        day = date.fromisoformat(slot.session[:10])
        begin, end = (datetime.combine(day, clock, tzinfo=zone) for clock in (spec.day_start, spec.day_end))
        assert begin.astimezone(UTC) <= slot.starts_at
        assert slot.ends_at <= end.astimezone(UTC)
        if spec.lunch_start and spec.lunch_end:
            lunch = [datetime.combine(day, clock, tzinfo=zone) for clock in (spec.lunch_start, spec.lunch_end)]
            assert slot.ends_at <= lunch[0].astimezone(UTC) or slot.starts_at >= lunch[1].astimezone(UTC)
    for slot, following in pairwise(slots):
        assert slot.ends_at <= following.starts_at
        if slot.session == following.session:
            assert following.starts_at - slot.ends_at == gap


@given(specs())
def test_the_description_comes_back_from_json(spec: GridSpec) -> None:
    assert GridSpec.from_json(spec.as_json()) == spec


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"days": 0}, GridProblem.DAYS),
        ({"days": 32}, GridProblem.DAYS),
        ({"day_end": time(9)}, GridProblem.HOURS),
        ({"slot_minutes": 4}, GridProblem.MINUTES),
        ({"gap_minutes": -1}, GridProblem.PAUSE),
        ({"lunch_end": None}, GridProblem.LUNCH),
        ({"lunch_end": time(12)}, GridProblem.LUNCH),
        ({"slot_minutes": 240, "lunch_start": time(10), "lunch_end": time(16)}, GridProblem.NOTHING_FITS),
        ({"days": 31, "slot_minutes": 5, "gap_minutes": 0}, GridProblem.TOO_MANY),
    ],
)
def test_a_description_that_makes_no_grid_says_why(changes: dict[str, object], problem: GridProblem) -> None:
    values = {name: getattr(BRIEF, name) for name in BRIEF.__dataclass_fields__} | changes

    with pytest.raises(GridError) as refused:
        grid(GridSpec(**values))

    assert refused.value.problem is problem
