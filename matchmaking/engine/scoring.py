"""What a meeting request weighs in the schedule. Who suits whom is told by `partners`."""

from collections.abc import Mapping
from typing import Literal

Priority = Literal["must", "high", "normal"]

MOST_POINTS = 100
PRIORITY_WEIGHT: Mapping[Priority, int] = {"must": 100, "high": 30, "normal": 10}
MUTUAL_WEIGHT: Mapping[Priority, int] = {"must": 20, "high": 10, "normal": 5}


def request_weight(priority: Priority, mutual: bool, score: int) -> int:  # noqa: FBT001 -- three plain facts
    """The weight of a meeting request in the schedule, a positive whole number.

        weight = P + (M if both asked) + floor(score / 10)

    P is 100, 30, 10 and M is 20, 10, 5 for must, high, normal; the score is `partners.fit(...).points`. So any `must`
    (100..130) outweighs any `high` (30..50), any `high` any `normal` (10..25), and sums over an event stay readable.
    Raises ValueError for a score outside 0..100.
    """
    if not 0 <= score <= MOST_POINTS:
        raise ValueError(f"a score lies in 0..{MOST_POINTS}, not at {score}")
    return PRIORITY_WEIGHT[priority] + (MUTUAL_WEIGHT[priority] if mutual else 0) + score // 10
