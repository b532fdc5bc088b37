from __future__ import annotations

import pytest

from matchmaking.cooperation.partial_dates import BadDate, checked, is_before


@pytest.mark.parametrize("text", ["", "2007", "2013-05", "2017-01-31", "2024-02-29"])
def test_day_month_and_year_are_taken_as_they_are(text: str) -> None:
    assert checked(f" {text} ") == text


@pytest.mark.parametrize(
    "text", ["07", "2013-13", "2013-02-30", "31.1.2017", "2017-1-31", "٢٠١٧", "2013-", "0999", "soon"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        checked(text)


@pytest.mark.parametrize(
    ("one", "other", "surely"),
    [
        ("2012", "2013", True),
        ("2013", "2013-05", False),
        ("2013-04", "2013-05-01", True),
        ("2014", "2013-05", False),
        ("", "2013", False),
        ("2013", "", False),
    ],
)
def test_before_is_said_only_where_it_is_sure(one: str, other: str, *, surely: bool) -> None:
    assert is_before(one, other) is surely
