"""Instances to and from the JSON of `b2b-instance/1`."""

import json
from typing import Any

from matchmaking.engine.instance import Instance
from matchmaking.engine.json_reading import (
    as_list,
    as_moment,
    as_object,
    as_text,
    as_truth,
    as_whole,
    optional,
    parse,
    texts,
)
from matchmaking.engine.parts import (
    Fixed,
    InstanceError,
    Meeting,
    Objective,
    Participant,
    Placement,
    Rules,
    Slot,
    Table,
)
from matchmaking.engine.validation import validate_objective

INSTANCE_FORMAT = "b2b-instance/1"
MOST_TABLES = 1_000_000


def read_instance(text: str | bytes) -> Instance:
    """The instance in a file's text. Raises InstanceError: one sentence that names the place."""
    found = as_object(
        parse(text),
        "",
        needed=("format", "name", "slots", "tables", "participants", "meetings"),
        allowed=("previous", "rules", "objective"),
    )
    if found["format"] != INSTANCE_FORMAT:
        raise InstanceError(f'"{INSTANCE_FORMAT}" is needed here', "format")
    return Instance(
        name=as_text(found["name"], "name"),
        slots=as_list(found["slots"], "slots", _slot),
        tables=_tables(found["tables"]),
        participants=as_list(found["participants"], "participants", _participant),
        meetings=as_list(found["meetings"], "meetings", _meeting),
        previous=as_list(found.get("previous", []), "previous", _previous),
        rules=_rules(found.get("rules", _NOTHING)),
        objective=_objective(found["objective"]) if "objective" in found else (),
    )


def write_instance(instance: Instance) -> str:
    """The instance as JSON text that `read_instance` reads back as an equal instance."""
    document = {
        "format": INSTANCE_FORMAT,
        "name": instance.name,
        "slots": [_slot_json(slot) for slot in instance.slots],
        "tables": [
            {"id": table.id} | ({} if table.slots is None else {"slots": list(table.slots)})
            for table in instance.tables
        ],
        "participants": [_participant_json(participant) for participant in instance.participants],
        "meetings": [_meeting_json(meeting) for meeting in instance.meetings],
        "previous": [
            {"meeting": placed.meeting, "slot": placed.slot, "table": placed.table} for placed in instance.previous
        ],
        "rules": {}
        if instance.rules.max_break_spread is None
        else {"max_break_spread": instance.rules.max_break_spread},
        "objective": list(instance.objective),
    }
    return json.dumps(document, indent=1) + "\n"


_NOTHING = parse("{}")


def _slot(value: object, place: str) -> Slot:
    found = as_object(value, place, needed=("id",), allowed=("start", "end", "session"))
    return Slot(
        id=as_text(found["id"], f"{place}.id"),
        start=optional(found.get("start"), f"{place}.start", as_moment),
        end=optional(found.get("end"), f"{place}.end", as_moment),
        session=optional(found.get("session"), f"{place}.session", as_text),
    )


def _tables(value: object) -> tuple[Table, ...]:
    if isinstance(value, list):
        return as_list(value, "tables", _table)
    number = as_whole(value, "tables")
    if not 0 <= number <= MOST_TABLES:
        raise InstanceError(f"a number of tables from 0 to {MOST_TABLES} is needed here", "tables")
    return tuple(Table(f"t{at}") for at in range(1, number + 1))


def _table(value: object, place: str) -> Table:
    found = as_object(value, place, needed=("id",), allowed=("slots",))
    return Table(
        id=as_text(found["id"], f"{place}.id"),
        slots=optional(found.get("slots"), f"{place}.slots", texts),
    )


def _participant(value: object, place: str) -> Participant:
    found = as_object(
        value,
        place,
        needed=("id",),
        allowed=("unavailable", "max_meetings", "min_meetings", "table"),
    )
    return Participant(
        id=as_text(found["id"], f"{place}.id"),
        unavailable=texts(found.get("unavailable", []), f"{place}.unavailable"),
        max_meetings=optional(found.get("max_meetings"), f"{place}.max_meetings", as_whole),
        min_meetings=as_whole(found.get("min_meetings", 0), f"{place}.min_meetings"),
        table=optional(found.get("table"), f"{place}.table", as_text),
    )


def _meeting(value: object, place: str) -> Meeting:
    found = as_object(
        value,
        place,
        needed=("id", "participants"),
        allowed=("weight", "required", "slots", "fixed", "after", "online"),
    )
    return Meeting(
        id=as_text(found["id"], f"{place}.id"),
        participants=texts(found["participants"], f"{place}.participants"),
        weight=as_whole(found.get("weight", 1), f"{place}.weight"),
        required=as_truth(found.get("required", False), f"{place}.required"),
        slots=optional(found.get("slots"), f"{place}.slots", texts),
        fixed=optional(found.get("fixed"), f"{place}.fixed", _fixed),
        after=texts(found.get("after", []), f"{place}.after"),
        online=as_truth(found.get("online", False), f"{place}.online"),
    )


def _fixed(value: object, place: str) -> Fixed:
    found = as_object(value, place, needed=("slot",), allowed=("table",))
    return Fixed(
        slot=as_text(found["slot"], f"{place}.slot"),
        table=optional(found.get("table"), f"{place}.table", as_text),
    )


def _previous(value: object, place: str) -> Placement:
    found = as_object(value, place, needed=("meeting", "slot"), allowed=("table",))
    return Placement(
        meeting=as_text(found["meeting"], f"{place}.meeting"),
        slot=as_text(found["slot"], f"{place}.slot"),
        table=optional(found.get("table"), f"{place}.table", as_text),
    )


def _rules(value: object) -> Rules:
    found = as_object(value, "rules", needed=(), allowed=("max_break_spread",))
    return Rules(optional(found.get("max_break_spread"), "rules.max_break_spread", as_whole))


def _objective(value: object) -> tuple[Objective, ...]:
    named = validate_objective(texts(value, "objective"))
    if not named:
        raise InstanceError("name one objective or more, or leave the key out", "objective")
    return named


def _slot_json(slot: Slot) -> dict[str, str]:
    found = {"id": slot.id}
    if slot.start is not None and slot.end is not None:
        found |= {"start": slot.start.isoformat(), "end": slot.end.isoformat()}
    if slot.session is not None:
        found["session"] = slot.session
    return found


def _participant_json(participant: Participant) -> dict[str, Any]:
    found: dict[str, Any] = {"id": participant.id}
    if participant.unavailable:
        found["unavailable"] = list(participant.unavailable)
    if participant.max_meetings is not None:
        found["max_meetings"] = participant.max_meetings
    if participant.min_meetings:
        found["min_meetings"] = participant.min_meetings
    if participant.table is not None:
        found["table"] = participant.table
    return found


def _meeting_json(meeting: Meeting) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": meeting.id,
        "participants": list(meeting.participants),
        "weight": meeting.weight,
    }
    if meeting.required:
        found["required"] = True
    if meeting.slots is not None:
        found["slots"] = list(meeting.slots)
    if meeting.fixed is not None:
        found["fixed"] = {"slot": meeting.fixed.slot}
        if meeting.fixed.table is not None:
            found["fixed"]["table"] = meeting.fixed.table
    if meeting.after:
        found["after"] = list(meeting.after)
    if meeting.online:
        found["online"] = True
    return found
