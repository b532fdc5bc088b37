"""The two file formats: what is read, what is refused and in which words, what is written and read back."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from matchmaking.engine import (
    Instance,
    InstanceError,
    Limits,
    Objective,
    Table,
    read_instance,
    read_plan,
    solve,
    write_instance,
    write_plan,
)
from tests.unit.engine.planting import planted, tiny_instances


def _document() -> dict[str, Any]:
    """A file that uses every key of the format."""
    return {
        "format": "b2b-instance/1",
        "name": "small",
        "slots": [
            {
                "id": "s1",
                "start": "2027-03-10T09:00:00-05:00",
                "end": "2027-03-10T09:20:00-05:00",
                "session": "morning",
            },
            {"id": "s2", "start": "2027-03-10T14:25:00Z", "end": "2027-03-10T14:45:00Z"},
            {"id": "s3"},
        ],
        "tables": [{"id": "t1", "slots": ["s1", "s2"]}, {"id": "t2"}],
        "participants": [
            {"id": "p1", "unavailable": ["s3"], "max_meetings": 8, "min_meetings": 0, "table": "t1"},
            {"id": "p2"},
            {"id": "p3"},
        ],
        "meetings": [
            {"id": "m0", "participants": ["p2", "p3"], "online": True},
            {
                "id": "m1",
                "participants": ["p1", "p2"],
                "weight": 3,
                "required": False,
                "slots": ["s1", "s2"],
                "fixed": {"slot": "s2", "table": "t1"},
                "after": ["m0"],
                "online": False,
            },
        ],
        "previous": [{"meeting": "m1", "slot": "s1", "table": "t1"}],
        "rules": {"max_break_spread": 2},
        "objective": ["weight", "breaks"],
    }


def _read(document: object) -> Instance:
    return read_instance(json.dumps(document))


def _refusal(document: object) -> str:
    with pytest.raises(InstanceError) as caught:
        _read(document)
    return str(caught.value)


def test_a_full_document_is_read_and_read_back() -> None:
    instance = _read(_document())
    assert instance.objective == (Objective.WEIGHT, Objective.BREAKS)
    assert instance.slots[1].start is not None
    assert instance.slots[1].start.isoformat() == "2027-03-10T14:25:00+00:00"
    assert read_instance(write_instance(instance)) == instance
    assert read_instance(write_instance(instance).encode()) == instance


@settings(max_examples=60, deadline=None)
@given(tiny_instances())
def test_what_is_written_is_read_back_equal(instance: Instance) -> None:
    assert read_instance(write_instance(instance)) == instance


def test_a_number_of_tables_stands_for_tables_open_always() -> None:
    assert _read(_document() | {"tables": 3, "previous": []}).tables == (Table("t1"), Table("t2"), Table("t3"))


def test_the_usual_objectives_put_changes_after_weight_in_a_repair() -> None:
    document = _document()
    del document["objective"]
    assert [*_read(document).objective] == ["weight", "changes", "fairness", "breaks", "moves"]
    del document["previous"]
    assert [*_read(document).objective] == ["weight", "fairness", "breaks", "moves"]


def _changed(path: str, value: object) -> dict[str, Any]:
    document = _document()
    at: Any = document
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in way:
        at = at[step]
    at[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("format", "b2b-instance/2", 'format: "b2b-instance/1" is needed here'),
        ("name", 3, "name: a text is needed here, not the number 3"),
        ("extra", 1, ('unknown key "extra"; there are format, name, slots, tables, participants, meetings, '
         "previous, rules, objective")),
        ("slots", {}, "slots: a list is needed here, not an object"),
        ("slots/0", "s1", 'slots[0]: an object is needed here, not the text "s1"'),
        ("slots/0/colour", "red", 'slots[0]: unknown key "colour"; there are id, start, end, session'),
        ("slots/1/id", "s1", 'slots[1].id: duplicate id "s1"'),
        ("slots/1/id", "", "slots[1].id: an id is a text of one character or more"),
        ("slots/1/id", "\ud800", "slots[1].id: an id is a text that can be written as UTF-8"),
        ("slots/0/end", None, "slots[0]: a slot has both a start and an end, or neither"),
        ("slots/0/end", "2027-03-10T09:00:00-05:00", "slots[0].end: ends before it starts, or at once"),
        ("slots/0/start", "2027-03-10T09:00:00",
         'slots[0].start: "2027-03-10T09:00:00" lacks its offset, as in 2027-03-10T09:00:00-05:00'),
        ("slots/0/start", "soon", 'slots[0].start: "soon" is not a time such as 2027-03-10T09:00:00-05:00'),
        ("slots/1/start", "2027-03-10T14:10:00Z",
         'slots[1].start: starts before slot "s1" ends; slots stand in time order'),
        ("tables", True, "tables: a whole number is needed here, not true"),
        ("tables", -1, "tables: a number of tables from 0 to 1000000 is needed here"),
        ("tables", 1.0, "tables: a whole number is needed here, not the number 1.0"),
        ("tables/0/slots", ["s1", "s9"], 'tables[0].slots[1]: unknown slot "s9"'),
        ("tables/1/id", "t1", 'tables[1].id: duplicate id "t1"'),
        ("participants/0/unavailable", ["s3", "s3"], 'participants[0].unavailable[1]: duplicate slot "s3"'),
        ("participants/0/unavailable", "s3", 'participants[0].unavailable: a list is needed here, not the text "s3"'),
        ("participants/0/max_meetings", True, "participants[0].max_meetings: a whole number is needed here, not true"),
        ("participants/0/max_meetings", -1, "participants[0].max_meetings: -1 is less than 0"),
        ("participants/0/min_meetings", 9, "participants[0].max_meetings: 8 is less than min_meetings, 9"),
        ("participants/0/min_meetings", None, "participants[0].min_meetings: a whole number is needed here, not null"),
        ("participants/0/table", "t9", 'participants[0].table: unknown table "t9"'),
        ("participants/1/id", "p1", 'participants[1].id: duplicate id "p1"'),
        ("meetings/1/id", "m0", 'meetings[1].id: duplicate id "m0"'),
        ("meetings/1/participants", ["p1", "p99"], 'meetings[1].participants[1]: unknown participant "p99"'),
        ("meetings/1/participants", ["p1", "p1"], 'meetings[1].participants[1]: duplicate participant "p1"'),
        ("meetings/1/participants", ["p1"], "meetings[1].participants: a meeting has two participants or more"),
        ("meetings/1/weight", 0, "meetings[1].weight: 0 is less than 1"),
        ("meetings/1/weight", True, "meetings[1].weight: a whole number is needed here, not true"),
        ("meetings/1/weight", 2.5, "meetings[1].weight: a whole number is needed here, not the number 2.5"),
        ("meetings/1/weight", 10**13, "meetings[1].weight: 10000000000000 is more than 1000000000000"),
        ("meetings/1/required", 1, "meetings[1].required: true or false is needed here, not the number 1"),
        ("meetings/1/slots", ["s9"], 'meetings[1].slots[0]: unknown slot "s9"'),
        ("meetings/1/fixed", {"slot": "s9"}, 'meetings[1].fixed.slot: unknown slot "s9"'),
        ("meetings/1/fixed", {"slot": "s1", "table": "t9"}, 'meetings[1].fixed.table: unknown table "t9"'),
        ("meetings/1/fixed", {"table": "t1"}, 'meetings[1].fixed: the key "slot" is missing'),
        ("meetings/1/after", ["m9"], 'meetings[1].after[0]: unknown meeting "m9"'),
        ("meetings/1/after", ["m1"], 'meetings[1].after: a circle: "m1" after "m1"'),
        ("meetings/0/after", ["m1"], 'meetings[0].after: a circle: "m0" after "m1" after "m0"'),
        ("meetings/1/online", True, 'meetings[1].fixed.table: "m1" is online and takes no table'),
        ("previous/0/meeting", "m9", 'previous[0].meeting: unknown meeting "m9"'),
        ("previous/0/slot", "s9", 'previous[0].slot: unknown slot "s9"'),
        ("previous/0/table", "t9", 'previous[0].table: unknown table "t9"'),
        ("previous", [{"meeting": "m0", "slot": "s1"}] * 2, 'previous[1].meeting: duplicate id "m0"'),
        ("rules/max_break_spread", -1, "rules.max_break_spread: -1 is less than 0"),
        ("rules/lunch", 1, 'rules: unknown key "lunch"; there are max_break_spread'),
        ("objective", ["wait"], ('objective[0]: unknown objective "wait"; there are weight, fairness, breaks, '
         "idle, moves, changes")),
        ("objective", ["weight", "weight"], 'objective[1]: duplicate objective "weight"'),
        ("objective", [], "objective: name one objective or more, or leave the key out"),
    ],
)  # fmt: skip
def test_a_wrong_instance_is_refused_in_a_sentence_that_names_the_place(
    path: str, value: object, sentence: str
) -> None:
    assert _refusal(_changed(path, value)) == sentence


@pytest.mark.parametrize("key", ["format", "name", "slots", "tables", "participants", "meetings"])
def test_a_missing_key_is_named(key: str) -> None:
    document = _document()
    del document[key]
    assert _refusal(document) == f'the key "{key}" is missing'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "not JSON: Expecting value at line 1, column 1"),
        (b'{"a": 1,\n "b" 2}', "not JSON: Expecting ':' delimiter at line 2, column 6"),
        (b'{"a": NaN}', "not JSON: NaN is no number"),
        (b'{"a": -Infinity}', "not JSON: -Infinity is no number"),
        (b"\xff\xfe", "not UTF-8 text: byte 0 cannot be read"),
        (b"[" * 200_000, "not a schedule: it is nested too deeply"),
        (b"1" * 5000, "not a schedule: it holds a number that is too long"),
        (b"[]", "an object is needed here, not a list"),
        (b'{"name": "a", "name": "b"}', 'the key "name" stands twice'),
    ],
)
def test_what_is_no_such_json_is_refused(text: bytes, sentence: str) -> None:
    with pytest.raises(InstanceError) as caught:
        read_instance(text)
    assert str(caught.value) == sentence


def test_a_key_that_stands_twice_is_refused_at_its_place() -> None:
    text = json.dumps(_document()).replace('{"id": "p2"}', '{"id": "p2", "id": "p2"}')
    with pytest.raises(InstanceError) as caught:
        read_instance(text)
    assert str(caught.value) == 'participants[1]: the key "id" stands twice'


def test_a_long_circle_of_precedences_is_told_shortly() -> None:
    count = 2000
    document = _document() | {
        "meetings": [
            {"id": f"m{at}", "participants": ["p1", "p2"], "after": [f"m{(at + 1) % count}"]} for at in range(count)
        ],
        "previous": [],
    }
    assert len(_refusal(document)) < 200


PLAN = {
    "format": "b2b-plan/1",
    "instance": "small",
    "status": "feasible",
    "meetings": [{"id": "m0", "slot": "s1", "table": None}],
    "unplaced": [{"id": "m1", "reason": "outweighed", "detail": "m0 counts more", "remedy": None}],
    "objective": [{"name": "weight", "value": 1, "bound": 4}],
    "seconds": 1.5,
    "conflict": ["m1", "p1"],
}


def test_a_plan_is_read_and_read_back() -> None:
    instance = _read(_document())
    plan = read_plan(json.dumps(PLAN), instance)
    assert plan.conflict == ("m1", "p1")
    assert read_plan(write_plan(plan), instance) == plan


def test_a_computed_plan_is_read_back_equal() -> None:
    instance = planted(10, 4, 3, seed=4)
    plan = solve(instance, Limits(10, 1))
    assert read_plan(write_plan(plan), instance) == plan


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("format", "b2b-plan/2", 'format: "b2b-plan/1" is needed here'),
        ("status", "fine", 'status: unknown status "fine"'),
        ("seconds", -1, "seconds: a number of seconds is needed here"),
        ("seconds", True, "seconds: a number is needed here"),
        ("meetings", [{"id": "m9", "slot": "s1", "table": None}], 'meetings[0].id: unknown meeting "m9"'),
        ("meetings", [{"id": "m0", "slot": "s9", "table": None}], 'meetings[0].slot: unknown slot "s9"'),
        ("meetings", [{"id": "m0", "slot": "s1", "table": "t9"}], 'meetings[0].table: unknown table "t9"'),
        ("meetings", [{"id": "m0", "slot": "s1"}], 'meetings[0]: the key "table" is missing'),
        ("meetings", [{"id": "m1", "slot": "s1", "table": "t1"}], 'unplaced[0].id: duplicate id "m1"'),
        ("unplaced", [{"id": "m1", "reason": "rain", "detail": ""}], 'unplaced[0].reason: unknown reason "rain"'),
        ("objective", [{"name": "joy", "value": 1, "bound": 1}], 'objective[0].name: unknown objective "joy"'),
        ("objective", [{"name": "weight", "value": 1.5, "bound": 4}],
         "objective[0].value: a whole number is needed here, not the number 1.5"),
        ("objective", PLAN["objective"] * 2, 'objective[1].name: duplicate objective "weight"'),  # type: ignore[operator] # a list
        ("conflict", ["p9"], 'conflict[0]: unknown meeting or participant "p9"'),
        ("notes", "", ('unknown key "notes"; there are format, instance, status, meetings, unplaced, objective, '
         "seconds, conflict")),
    ],
)  # fmt: skip
def test_a_wrong_plan_is_refused_in_a_sentence(key: str, value: object, sentence: str) -> None:
    with pytest.raises(InstanceError) as caught:
        read_plan(json.dumps(PLAN | {key: value}), _read(_document()))
    assert str(caught.value) == sentence
