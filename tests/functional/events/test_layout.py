from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.audit.models import AuditEntry
from matchmaking.db import db, session
from matchmaking.errors import Conflict, Invalid
from matchmaking.events import dependants, services
from matchmaking.events.grid import GridSpec
from matchmaking.events.models import Event, Slot
from tests import factories
from tests.conftest import clone_database, settings_for
from tests.functional.events.scenes import send

NOW = datetime(2030, 1, 1, tzinfo=UTC)
GRID: dict[str, Any] = {
    "first_day": "2031-03-12",
    "days": "2",
    "day_start": "09:00",
    "day_end": "17:00",
    "slot_minutes": "20",
    "gap_minutes": "5",
    "lunch_start": "12:30",
    "lunch_end": "13:30",
    "step": "make",
}
START, END = datetime(2031, 3, 12, 13, 0, tzinfo=UTC), datetime(2031, 3, 13, 21, 0, tzinfo=UTC)


@pytest.fixture
def alice(database: None) -> Person:
    return factories.person("Alice", roles=["organiser"])


@pytest.fixture
def event(alice: Person) -> Event:
    return factories.event("Forum", organiser=alice, starts_at=START, ends_at=END)


@pytest.fixture
def browser(client: FlaskClient, alice: Person) -> FlaskClient:
    return factories.sign_in(client, alice)


@pytest.fixture
def loser() -> Iterator[Losing]:
    """A room above that has hung something on every slot and table."""
    known = Losing()
    dependants.register(known)
    yield known
    dependants.unregister(known)


class Losing(dependants.Dependant):
    def __init__(self) -> None:
        self.let: list[tuple[int, int]] = []

    def lost_with(self, *_event: Any, **_what: Any) -> list[str]:
        return ["12 people have ticked availability; it starts anew."]

    def let_go(self, *_event: Any, slots: Any, tables: Any, **_when: Any) -> None:
        self.let.append((len(slots), len(tables)))


def setup_of(event: Event, part: str = "") -> str:
    return f"/events/{event.slug}/setup{part}"


def spec(**changes: Any) -> GridSpec:
    from datetime import date, time  # noqa: PLC0415 -- only here

    values: dict[str, Any] = {
        "first_day": date(2031, 3, 12), "days": 1, "day_start": time(9), "day_end": time(12), "slot_minutes": 20,
        "gap_minutes": 10, "time_zone": "America/Toronto",
    }  # fmt: skip
    return GridSpec(**(values | changes))


def actions() -> list[str]:
    return [one.action for one in session().query(AuditEntry).order_by(AuditEntry.id)]


def test_the_grid_is_laid_out_in_one_step_and_a_second_press_changes_nothing(
    browser: FlaskClient, event: Event
) -> None:
    first = send(browser, setup_of(event), setup_of(event, "/grid"), **GRID)
    ids = [slot.id for slot in event.slots]
    second = send(browser, setup_of(event), setup_of(event, "/grid"), **GRID)
    session().expire_all()

    assert (first.status_code, second.status_code) == (302, 302)
    assert (len(ids), [slot.id for slot in event.slots]) == (32, ids)
    assert (event.slots[0].starts_at, event.slots[0].session) == (START, "2031-03-12 morning")
    assert actions() == ["event.change_slots"]
    assert "32 slots \N{MULTIPLICATION SIGN} 0 tables" in browser.get(setup_of(event)).text


def test_the_preview_says_what_the_grid_makes_and_makes_nothing(browser: FlaskClient, event: Event) -> None:
    answer = send(browser, setup_of(event), setup_of(event, "/grid"), **(GRID | {"step": "preview"}))

    assert "This makes 32 slots" in answer.text
    assert "Wednesday 12 March 2031: 16 slots, the first 09:00" in answer.text
    assert session().query(Slot).count() == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day_end": "08:00"}, "The day must end after it starts."),
        ({"lunch_end": ""}, "Give both the start and the end of lunch"),
        ({"days": "99"}, "Choose 1 to 31 days."),
        ({"slot_minutes": "1"}, "A slot takes 5 to 240 minutes."),
        ({"gap_minutes": "-5"}, "Between two slots lie 0 to 120 minutes."),
        ({"days": "31", "slot_minutes": "5", "gap_minutes": "0"}, "More than 500 slots"),
        ({"day_end": "09:10"}, "No slot fits into these hours."),
        ({"first_day": "soon"}, "Not a valid date value."),
        ({"first_day": "0001-01-01"}, "Write the year with four digits, such as 2027."),
        ({"slot_minutes": "9" * 400}, "A slot takes 5 to 240 minutes."),
    ],
)
def test_a_grid_that_cannot_be_says_why(
    browser: FlaskClient, event: Event, change: dict[str, str], sentence: str
) -> None:
    answer = send(browser, setup_of(event), setup_of(event, "/grid"), **(GRID | change))

    assert (answer.status_code, session().query(Slot).count()) == (422, 0)
    assert sentence in answer.text


def test_a_new_grid_keeps_the_slots_that_it_has_already(alice: Person, event: Event) -> None:
    services.make_slots(event.slug, spec(), accept_losses=False, actor=alice, now=NOW)
    kept = {slot.starts_at: slot.id for slot in event.slots}

    change = services.make_slots(event.slug, spec(days=2), accept_losses=False, actor=alice, now=NOW)

    assert (change.new, change.kept, change.gone) == (6, 6, 0)
    assert {slot.starts_at: slot.id for slot in event.slots if slot.starts_at in kept} == kept


def test_what_would_be_lost_is_shown_and_asked_before_anything_is_done(
    browser: FlaskClient, event: Event, loser: Losing
) -> None:
    factories.slots(event, 2, minutes=15)

    asked = send(browser, setup_of(event), setup_of(event, "/grid"), **GRID)
    before = len(event.slots)
    done = send(browser, setup_of(event), setup_of(event, "/grid"), **(GRID | {"accept": "yes", "slot_minutes": "30"}))
    session().expire_all()

    assert "12 people have ticked availability; it starts anew." in asked.text
    assert "Lay the grid out anew all the same" in asked.text
    assert (before, asked.status_code, done.status_code) == (2, 200, 302)
    assert loser.let == [(2, 0)]


def test_single_slots_are_taken_out_and_come_back(browser: FlaskClient, alice: Person, event: Event) -> None:
    services.make_slots(event.slug, spec(), accept_losses=False, actor=alice, now=NOW)
    page = browser.get(setup_of(event)).text
    values = [part.split('"')[0] for part in page.split('name="slots" value="')[1:]]
    seen = page.split('name="seen" value="')[1].split('"')[0]

    send(browser, setup_of(event), setup_of(event, "/slots"), slots=values[1:], seen=seen)
    session().expire_all()
    fewer = [slot.starts_at for slot in event.slots]
    page = browser.get(setup_of(event)).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    send(browser, setup_of(event), setup_of(event, "/slots"), slots=values, seen=seen)
    session().expire_all()

    assert page.count('name="slots" value="') == 6
    assert fewer == [START + timedelta(minutes=30 * number) for number in range(1, 6)]
    assert [slot.starts_at for slot in event.slots] == [START + timedelta(minutes=30 * number) for number in range(6)]
    assert actions() == ["event.change_slots"] * 3


def test_of_two_organisers_who_change_slots_the_second_is_told(
    browser: FlaskClient, alice: Person, event: Event
) -> None:
    services.make_slots(event.slug, spec(), accept_losses=False, actor=alice, now=NOW)
    page = browser.get(setup_of(event)).text
    values = [part.split('"')[0] for part in page.split('name="slots" value="')[1:]]
    seen = page.split('name="seen" value="')[1].split('"')[0]
    services.add_slot(event.slug, START + timedelta(hours=5), START + timedelta(hours=6), actor=alice, now=NOW)

    answer = send(browser, setup_of(event), setup_of(event, "/slots"), slots=values[:1], seen=seen)
    session().expire_all()

    assert "Somebody else has changed the slots meanwhile." in browser.get(answer.location).text
    assert len(event.slots) == 7


@pytest.mark.parametrize("value", ["1-2", "x", "-", "9" * 24, f"{'9' * 17}-1", "1900000000-1900001200"])
def test_a_slot_that_neither_event_nor_grid_has_is_refused(
    browser: FlaskClient, alice: Person, event: Event, value: str
) -> None:
    services.make_slots(event.slug, spec(), accept_losses=False, actor=alice, now=NOW)
    seen = browser.get(setup_of(event)).text.split('name="seen" value="')[1].split('"')[0]

    answer = send(browser, setup_of(event), setup_of(event, "/slots"), slots=[value], seen=seen)
    session().expire_all()

    assert (answer.status_code, len(event.slots)) == (302, 6)


def test_one_slot_is_added_on_the_events_clocks_once(browser: FlaskClient, event: Event) -> None:
    factories.slots(event, 1)
    fields = {"step": "add", "day": "2031-03-12", "start": "16:00", "end": "16:30"}

    first = send(browser, setup_of(event), setup_of(event, "/slots"), **fields)
    second = send(browser, setup_of(event), setup_of(event, "/slots"), **fields)
    clash = send(browser, setup_of(event), setup_of(event, "/slots"), **(fields | {"start": "16:10"}))
    session().expire_all()

    assert (first.status_code, second.status_code, clash.status_code) == (302, 302, 422)
    assert "At this time there is a slot already." in clash.text
    assert [slot.starts_at for slot in event.slots] == [START, datetime(2031, 3, 12, 20, 0, tzinfo=UTC)]


@pytest.mark.parametrize("minutes", [0, -20, 241])
def test_a_slot_ends_after_it_starts_and_takes_four_hours_at_most(alice: Person, event: Event, minutes: int) -> None:
    with pytest.raises(Invalid):
        services.add_slot(event.slug, START, START + timedelta(minutes=minutes), actor=alice, now=NOW)


def test_tables_are_set_by_number_and_named(browser: FlaskClient, event: Event) -> None:
    send(browser, setup_of(event), setup_of(event, "/tables"), count="3")
    send(browser, setup_of(event), setup_of(event, "/tables"), **{"count": "3", "label-2": " By the <window> "})
    send(browser, setup_of(event), setup_of(event, "/tables"), **{"count": "3", "label-2": "By the <window>"})
    named = [(table.number, table.label) for table in event.tables]
    page = browser.get(setup_of(event)).text
    send(browser, setup_of(event), setup_of(event, "/tables"), count="2")
    session().expire_all()

    assert named == [(1, ""), (2, "By the <window>"), (3, "")]
    assert "By the &lt;window&gt;" in page
    assert [(table.number, table.label) for table in event.tables] == [(1, ""), (2, "By the <window>")]
    assert actions() == ["event.set_tables"] * 3


@pytest.mark.parametrize("count", ["-1", "201", "many", "", "9" * 500])
def test_a_number_of_tables_that_cannot_be_is_refused(browser: FlaskClient, event: Event, count: str) -> None:
    answer = send(browser, setup_of(event), setup_of(event, "/tables"), count=count)

    assert (answer.status_code, len(event.tables)) == (422, 0)


def test_tables_with_something_on_them_go_only_when_that_is_accepted(
    browser: FlaskClient, event: Event, loser: Losing
) -> None:
    factories.tables(event, 3)

    asked = send(browser, setup_of(event), setup_of(event, "/tables"), **{"count": "1", "label-1": "By the door"})
    before = len(event.tables)
    send(browser, setup_of(event), setup_of(event, "/tables"), count="1", accept="yes")
    session().expire_all()

    assert "12 people have ticked availability" in asked.text
    assert 'name="label-1" value="By the door"' in asked.text
    assert (before, len(event.tables), loser.let) == (3, 1, [(0, 2)])


def test_after_the_first_release_slots_and_tables_are_locked(browser: FlaskClient, alice: Person, event: Event) -> None:
    slot = factories.slots(event, 1)[0]
    event.released_plan_number = 1
    factories.store(event)

    page = browser.get(setup_of(event)).text

    assert "Slots and tables are locked" in page
    assert 'value="make"' not in page
    with pytest.raises(Conflict):
        services.make_slots(event.slug, spec(), accept_losses=True, actor=alice, now=NOW)
    with pytest.raises(Conflict):
        services.change_slots(event.slug, [], seen="", actor=alice, now=NOW)
    with pytest.raises(Conflict):
        services.add_slot(event.slug, END, END + timedelta(minutes=20), actor=alice, now=NOW)
    with pytest.raises(Conflict):
        services.set_tables(event.slug, 5, {}, accept_losses=True, actor=alice, now=NOW)
    assert [one.id for one in session().query(Slot)] == [slot.id]


@pytest.fixture
def own_app(app: Flask) -> Iterator[Flask]:
    """An application on a database of its own, where commits stay and threads really meet."""
    application = create_app(settings_for(clone_database("test_events_rivals")))
    yield application
    with application.app_context():
        db.engine.dispose()


def test_two_organisers_who_lay_out_different_grids_at_once_leave_one_of_them_whole(own_app: Flask) -> None:
    with own_app.app_context():
        alice, dora = factories.person("Alice"), factories.person("Dora")
        event = factories.event("Forum", organiser=alice)
        event.organisers.append(dora)
        factories.store(event)
        slug, people = event.slug, [alice.id, dora.id]
    barrier = threading.Barrier(2)
    problems: list[BaseException] = []

    def lay_out(person_id: int, minutes: int) -> None:
        with own_app.app_context():
            person = session().get_one(Person, person_id)
            barrier.wait(10)
            try:
                services.make_slots(slug, spec(slot_minutes=minutes), accept_losses=False, actor=person, now=NOW)
            except BaseException as problem:  # noqa: BLE001 -- a thread's failure must reach the test
                problems.append(problem)
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=lay_out, args=(who, minutes)) for who, minutes in zip(people, (20, 35), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    with own_app.app_context():
        lengths = {(slot.ends_at - slot.starts_at).total_seconds() / 60 for slot in session().query(Slot)}
        logged = [
            (one.before["slots"], one.after["slots"]) for one in session().query(AuditEntry).order_by(AuditEntry.id)
        ]
    assert problems == []
    assert (lengths, logged) in [({20.0}, [(0, 4), (4, 6)]), ({35.0}, [(0, 6), (6, 4)])]
