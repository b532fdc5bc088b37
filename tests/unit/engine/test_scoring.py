"""What a request weighs."""

import itertools

import pytest

from matchmaking.engine import Priority, request_weight


def test_a_weight_is_the_documented_sum() -> None:
    assert request_weight("must", mutual=False, score=0) == 100
    assert request_weight("must", mutual=True, score=100) == 130
    assert request_weight("high", mutual=True, score=59) == 45
    assert request_weight("normal", mutual=False, score=9) == 10


def test_any_higher_priority_outweighs_any_lower() -> None:
    def all_of(priority: Priority) -> list[int]:
        pairs = itertools.product((False, True), range(101))
        return [request_weight(priority, mutual=mutual, score=score) for mutual, score in pairs]

    assert min(all_of("must")) > max(all_of("high"))
    assert min(all_of("high")) > max(all_of("normal"))
    assert min(all_of("normal")) > 0


def test_a_score_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"0\.\.100"):
        request_weight("must", mutual=False, score=101)
