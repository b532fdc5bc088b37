"""Plans to and from the JSON of `b2b-plan/1`."""

import json
import math
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from matchmaking.engine.instance import Instance
from matchmaking.engine.json_reading import as_list, as_object, as_text, as_whole, optional, parse, texts
from matchmaking.engine.parts import InstanceError, Objective, Placement
from matchmaking.engine.plan import ObjectiveValue, Plan, Reason, Status, Unplaced

PLAN_FORMAT = "b2b-plan/1"

E = TypeVar("E", bound=StrEnum)


def read_plan(text: str | bytes, instance: Instance) -> Plan:
    """The plan in a file's text. Raises InstanceError: one sentence that names the place.

    Every id it names must be one of `instance`; whether the plan keeps the rules is for `check` to say.
    """
    found = as_object(
        parse(text),
        "",
        needed=("format", "instance", "status", "meetings", "unplaced", "objective", "seconds"),
        allowed=("conflict",),
    )
    if found["format"] != PLAN_FORMAT:
        raise InstanceError(f'"{PLAN_FORMAT}" is needed here', "format")
    plan = Plan(
        instance=as_text(found["instance"], "instance"),
        status=_one_of(Status, found["status"], "status"),
        meetings=as_list(found["meetings"], "meetings", _placement),
        unplaced=as_list(found["unplaced"], "unplaced", _unplaced),
        objective=as_list(found["objective"], "objective", _value),
        seconds=_seconds(found["seconds"]),
        conflict=texts(found.get("conflict", []), "conflict"),
    )
    _all_known(plan, instance)
    return plan


def write_plan(plan: Plan) -> str:
    """The plan as JSON text that `read_plan` reads back as an equal plan."""
    document = {
        "format": PLAN_FORMAT,
        "instance": plan.instance,
        "status": plan.status,
        "meetings": [{"id": placed.meeting, "slot": placed.slot, "table": placed.table} for placed in plan.meetings],
        "unplaced": [
            {"id": left.id, "reason": left.reason, "detail": left.detail, "remedy": left.remedy}
            for left in plan.unplaced
        ],
        "objective": [{"name": value.name, "value": value.value, "bound": value.bound} for value in plan.objective],
        "seconds": plan.seconds,
    }
    if plan.conflict:
        document["conflict"] = list(plan.conflict)
    return json.dumps(document, indent=1) + "\n"


def _placement(value: object, place: str) -> Placement:
    found = as_object(value, place, needed=("id", "slot", "table"), allowed=())
    return Placement(
        meeting=as_text(found["id"], f"{place}.id"),
        slot=as_text(found["slot"], f"{place}.slot"),
        table=optional(found["table"], f"{place}.table", as_text),
    )


def _unplaced(value: object, place: str) -> Unplaced:
    found = as_object(value, place, needed=("id", "reason", "detail"), allowed=("remedy",))
    return Unplaced(
        id=as_text(found["id"], f"{place}.id"),
        reason=_one_of(Reason, found["reason"], f"{place}.reason"),
        detail=as_text(found["detail"], f"{place}.detail"),
        remedy=optional(found.get("remedy"), f"{place}.remedy", as_text),
    )


def _value(value: object, place: str) -> ObjectiveValue:
    found = as_object(value, place, needed=("name", "value", "bound"), allowed=())
    return ObjectiveValue(
        name=_one_of(Objective, found["name"], f"{place}.name"),
        value=as_whole(found["value"], f"{place}.value"),
        bound=as_whole(found["bound"], f"{place}.bound"),
    )


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InstanceError("a number is needed here", "seconds")
    if not 0 <= value < 1e12 or not math.isfinite(value):  # noqa: PLR2004 -- thirty thousand years
        raise InstanceError("a number of seconds is needed here", "seconds")
    return float(value)


def _one_of(kind: type[E], value: object, place: str) -> E:
    text = as_text(value, place)
    try:
        return kind(text)
    except ValueError:
        raise InstanceError(f'unknown {kind.__name__.lower()} "{text}"', place) from None


def _all_known(plan: Plan, instance: Instance) -> None:
    meetings = {meeting.id for meeting in instance.meetings}
    slots = {slot.id for slot in instance.slots}
    tables = {table.id for table in instance.tables}
    participants = {participant.id for participant in instance.participants}
    seen: set[str] = set()
    named = [(f"meetings[{at}].id", placed.meeting) for at, placed in enumerate(plan.meetings)]
    named += [(f"unplaced[{at}].id", left.id) for at, left in enumerate(plan.unplaced)]
    for place, name in named:
        _known(name, meetings, "meeting", place)
        if name in seen:
            raise InstanceError(f'duplicate id "{name}"', place)
        seen.add(name)
    for at, placed in enumerate(plan.meetings):
        _known(placed.slot, slots, "slot", f"meetings[{at}].slot")
        if placed.table is not None:
            _known(placed.table, tables, "table", f"meetings[{at}].table")
    names: set[str] = set()
    for at, value in enumerate(plan.objective):
        if value.name in names:
            raise InstanceError(f'duplicate objective "{value.name}"', f"objective[{at}].name")
        names.add(value.name)
    for at, name in enumerate(plan.conflict):
        _known(name, meetings | participants, "meeting or participant", f"conflict[{at}]")


def _known(name: str, known: Iterable[str], kind: str, place: str) -> None:
    if name not in known:
        raise InstanceError(f'unknown {kind} "{name}"', place)
