from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from matchmaking.events.models import EventMode, EventState, EventType
from tests import factories
from tests.functional.events.scenes import at, coming, names
from tests.functional.queries import count_queries


def test_the_home_page_lists_what_is_coming_and_running_but_no_drafts_and_nothing_past(client: FlaskClient) -> None:
    coming("Later", 40)
    coming("Sooner", 20)
    coming("Running", -1, ends_at=at(1))
    coming("Long ago", -40)
    coming("Endless and begun", -2, ends_at=None)
    coming("Draft", 10, state=EventState.DRAFT)
    coming("Called off", 50, state=EventState.CANCELLED)

    assert names(client.get("/")) == ["Running", "Sooner", "Later", "Called off"]
    assert names(client.get("/events?when=past")) == ["Endless and begun", "Long ago"]
    assert names(client.get("/events?when=all")) == [
        "Long ago", "Endless and begun", "Running", "Sooner", "Later", "Called off",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type=conference", ["Conference"]),
        ("type=conference&type=training", ["Conference", "Training"]),
        ("audience=research", ["Training"]),
        ("sector=rail", ["Conference", "Meeting"]),
        ("country=FR", ["Meeting", "Training"]),
        ("mode=online", ["Training"]),
        ("sector=rail&country=FR", ["Meeting"]),
        ("type=conference&country=FR", []),
        ("q=montreal", ["Conference"]),
        ("q=MONTRÉAL+ferroviaire", ["Conference"]),
        ("q=mont", ["Conference"]),
        ("q=%28%27%3A%2A+%26+%7C", ["Conference", "Meeting", "Training"]),
    ],
)
def test_each_filter_and_their_combinations_leave_what_fits(client: FlaskClient, query: str, found: list[str]) -> None:
    rail, space = factories.sector("rail"), factories.sector("aerospace")
    coming("Conference", 1, type=EventType.CONFERENCE, sectors=[rail], search_text="conference montreal ferroviaire")
    coming("Meeting", 2, sectors=[rail, space], countries=["CA", "FR"], search_text="meeting")
    coming(
        "Training", 3, type=EventType.TRAINING, audiences=["research"], mode=EventMode.ONLINE, countries=["FR"],
        search_text="training",
    )  # fmt: skip

    assert names(client.get(f"/?{query}")) == found


def test_accents_and_case_do_not_matter_to_the_search(client: FlaskClient) -> None:
    coming("Rencontres de Montréal", 1)

    assert [names(client.get(f"/?q={text}")) for text in ("Montreal", "MONTRÉAL", "montréal renc")] == [
        ["Rencontres de Montréal"]
    ] * 3


def test_days_are_those_of_the_events_own_clocks(client: FlaskClient) -> None:
    # 10 March, 20:00 in Vancouver is 11 March in Europe; 20 to 22 March lasts three days.
    evening = datetime(2031, 3, 11, 3, 0, tzinfo=UTC)
    factories.event("Evening", starts_at=evening, ends_at=evening + timedelta(hours=1), time_zone="America/Vancouver")
    first, last = datetime(2031, 3, 20, 14, 0, tzinfo=UTC), datetime(2031, 3, 22, 20, 0, tzinfo=UTC)
    factories.event("Three days", starts_at=first, ends_at=last)

    assert names(client.get("/?from=2031-03-10&to=2031-03-10")) == ["Evening"]
    assert names(client.get("/?from=2031-03-11&to=2031-03-11")) == []
    assert names(client.get("/?from=2031-03-21&to=2031-03-21")) == ["Three days"]
    assert names(client.get("/?from=2031-03-11")) == ["Three days"]
    assert names(client.get("/?to=2031-03-19")) == ["Evening"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("date", ["Beta", "alpha", "Ábaco", "Gamma"]),
        ("name", ["Ábaco", "alpha", "Beta", "Gamma"]),
        ("target", ["Gamma", "alpha", "Beta", "Ábaco"]),
        ("type", ["Ábaco", "Beta", "alpha", "Gamma"]),
        ("place", ["alpha", "Gamma", "Ábaco", "Beta"]),
    ],
)
def test_every_column_sorts_in_both_directions(client: FlaskClient, sort: str, order: list[str]) -> None:
    coming("Beta", 1, audiences=["research"], type=EventType.MATCHMAKING, city="Zürich")
    coming("alpha", 2, audiences=["cluster_managers", "sme"], type=EventType.TRADE_FAIR, city="Århus")
    coming("Ábaco", 3, audiences=["sme"], type=EventType.CONFERENCE, city="Lyon")
    coming("Gamma", 4, audiences=["cluster_managers"], type=EventType.WEBINAR, city="Gent")

    up, down = (client.get(f"/?sort={sort}&direction={direction}") for direction in ("asc", "desc"))

    assert (names(up), names(down)) == (order, order[::-1])
    assert 'aria-sort="ascending"' in up.text
    assert 'aria-sort="descending"' in down.text


def test_pages_hold_twenty_five_and_a_page_beyond_the_end_is_the_last(client: FlaskClient) -> None:
    for number in range(27):
        coming(f"Forum {number:02}", 1 + number)

    first, second, beyond = (client.get(f"/?page={page}") for page in (1, 2, 999_999))

    assert names(first) == [f"Forum {number:02}" for number in range(25)]
    assert names(second) == ["Forum 25", "Forum 26"]
    assert names(beyond) == ["Forum 25", "Forum 26"]
    assert "26\N{EN DASH}27 of 27" in beyond.text


def test_the_page_is_right_while_the_kept_counts_are_old(client: FlaskClient) -> None:
    for number in range(24):
        coming(f"Forum {number:02}", 1 + number)
    client.get("/")
    for number in range(24, 30):
        coming(f"Forum {number:02}", 1 + number)  # behind the services' back: the kept counts stay

    assert "1\N{EN DASH}25 of 25" in client.get("/").text
    assert len(names(client.get("/"))) == 25


def test_where_nothing_is_coming_the_latest_past_events_are_offered(client: FlaskClient) -> None:
    for days in range(1, 13):
        coming(f"Past {days}", -days, type=EventType.CONFERENCE if days % 2 else EventType.TRAINING)

    plain, narrowed, nothing = (client.get(path) for path in ("/", "/?type=training", "/?type=webinar"))

    assert "No events are coming. The latest past ones:" in plain.text
    assert names(plain) == [f"Past {days}" for days in range(1, 11)]
    assert "No coming event fits these filters. The latest past ones that do:" in narrowed.text
    assert names(narrowed) == ["Past 2", "Past 4", "Past 6", "Past 8", "Past 10", "Past 12"]
    assert "No event fits" in nothing.text


def test_wrong_filter_values_are_answered_beside_the_field_and_the_rest_works(client: FlaskClient) -> None:
    coming("Conference", 1, type=EventType.CONFERENCE)
    coming("Training", 2, type=EventType.TRAINING)

    answer = client.get("/?type=conference&type=party&from=soon&sector=%3Cscript%3E&page=x")

    assert (answer.status_code, names(answer)) == (200, ["Conference"])
    assert "There is no choice “party”; it is left out." in answer.text
    assert "“soon” is not a date; write it as 2027-03-10." in answer.text
    assert "<script>”" not in answer.text


def test_the_list_asks_the_database_three_times_whatever_it_shows(client: FlaskClient) -> None:
    found = []
    for number in range(3):
        coming(f"Forum {number}", 1 + number)
        if number in (0, 2):
            client.get("/")  # the counts are kept from now on
            with count_queries() as queries:
                client.get("/")
            found.append(queries.count)

    assert found == [2, 2]  # the taxonomy and the rows; the counts come from Redis


def test_text_of_organisers_is_escaped_everywhere(client: FlaskClient) -> None:
    evil = '<script>alert("x")</script>'
    event = coming(evil, 1, city=evil, venue=evil, summary=evil, programme=f"# {evil}\n\n[x](javascript:alert(1))")

    for path in ("/", f"/events/{event.slug}"):
        answer = client.get(path)
        assert "<script>alert" not in answer.text
        assert 'href="javascript' not in answer.text


def test_an_enormous_query_string_is_answered(client: FlaskClient) -> None:
    coming("Forum", 1)

    answer = client.get("/?" + "&".join(f"type=t{number}" for number in range(2000)) + "&q=" + "z" * 5000)

    assert answer.status_code == 200
