from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from matchmaking.events.filters import EventFilter, Sort, When, page_number, read

TODAY = date(2027, 1, 11)


def asked(query: str) -> tuple[EventFilter, dict[str, str]]:
    args = MultiDict(parse_qsl(query, keep_blank_values=True))
    return read(args, sectors={"aerospace", "rail"}, countries={"CA", "BE", "FR"}, today=TODAY)


def test_nothing_asked_is_everything_that_is_coming_by_date() -> None:
    assert asked("") == (EventFilter(), {})


def test_values_of_all_dimensions_are_read_once_and_in_order() -> None:
    wanted, problems = asked(
        "type=matchmaking&type=conference&type=conference&audience=sme&sector=rail&country=CA&country=BE&mode=online"
    )

    assert problems == {}
    assert wanted.chosen == {
        "type": ("conference", "matchmaking"),
        "audience": ("sme",),
        "sector": ("rail",),
        "country": ("BE", "CA"),
        "mode": ("online",),
    }


def test_wrong_values_are_left_out_with_a_sentence_and_the_rest_still_works() -> None:
    wanted, problems = asked("type=party&type=conference&country=XX&from=soon&to=2027-02-30&when=never&sort=mood&q=ok")

    assert set(problems) == {"type", "country", "from", "to", "when", "sort"}
    assert wanted == EventFilter(chosen={"type": ("conference",)}, text="ok")


def test_a_last_day_before_the_first_is_left_out() -> None:
    wanted, problems = asked("from=2027-03-10&to=2027-03-09")

    assert (wanted.first, wanted.last, set(problems)) == (date(2027, 3, 10), None, {"to"})


@pytest.mark.parametrize(
    ("query", "when"),
    [
        ("from=2027-03-01", When.ALL),
        ("from=2027-03-01&when=upcoming", When.UPCOMING),
        ("from=2016-01-01&when=upcoming", When.ALL),
        ("to=2016-01-01&when=upcoming", When.ALL),
        ("from=2027-03-01&when=past", When.ALL),
        ("to=2016-01-01&when=past", When.PAST),
    ],
)
def test_days_on_the_other_side_of_today_lift_the_restriction_to_coming_or_past(query: str, when: When) -> None:
    assert asked(query)[0].when is when


def test_the_past_is_sorted_latest_first_unless_asked_otherwise() -> None:
    assert [
        asked(query)[0].descending for query in ("when=past", "when=past&direction=asc", "when=past&sort=name")
    ] == [
        True,
        False,
        False,
    ]


def test_a_search_without_letters_or_digits_says_so() -> None:
    assert set(asked("q=%21%21")[1]) == {"q"}


def test_an_enormous_search_is_cut_with_a_sentence() -> None:
    wanted, problems = asked(urlencode({"q": "x" * 10_000}))

    assert (len(wanted.text), set(problems)) == (200, {"q"})


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("0", 1), ("-1", 1), ("x", 1), ("9" * 30, 1), ("٣", 1)])
def test_the_page_is_a_number_from_one(text: str, number: int) -> None:
    assert page_number(MultiDict({"page": text})) == number


@given(
    st.dictionaries(
        st.sampled_from(
            ["type", "audience", "sector", "country", "mode", "when", "from", "to", "q", "sort", "direction"]
        ),
        st.lists(
            st.text(max_size=30)
            | st.sampled_from(
                ["conference", "sme", "rail", "CA", "online", "past", "all", "2027-03-10", "name", "desc"]
            ),
            max_size=3,
        ),
    )
)
def test_a_filter_says_itself_as_a_url_and_is_read_back_the_same(args: dict[str, list[str]]) -> None:
    pairs = [(name, value) for name, values in args.items() for value in values]
    wanted, _problems = read(MultiDict(pairs), sectors={"aerospace", "rail"}, countries={"CA", "BE"}, today=TODAY)

    said = urlencode({**wanted.url_args(), **wanted.sort_args()}, doseq=True)
    again, problems = asked(said)

    assert again == wanted
    assert set(problems) <= {"q"}


def test_every_sort_is_known() -> None:
    assert [asked(f"sort={sort}")[0].sort for sort in Sort] == list(Sort)
