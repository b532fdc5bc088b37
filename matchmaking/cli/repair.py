"""`matchmaking repair`: a released plan after something happened, with as few changes as possible."""

from __future__ import annotations

import json
from pathlib import Path

import click

from matchmaking.cli.instance_files import content_of, instance_in, plan_in, refuse, require_writable, write
from matchmaking.cli.searching import end, limited, searched
from matchmaking.engine import Instance, InstanceError, Limits, Plan, read_instance, write_instance, write_plan
from matchmaking.engine.json_reading import parse
from matchmaking.engine.repair.changes import Arrival, Change, Lock, NewRequest, PersonOut, TableLost, changed


@click.command()
@click.argument("instance_file", metavar="INSTANCE.json", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN.json", type=click.Path(path_type=Path))
@click.option("--output", required=True, metavar="NEW.json", type=click.Path(path_type=Path))
@click.option("--out", "gone", multiple=True, metavar="p7[:s1,s2]", help="Who cannot come, and when; may be repeated.")
@click.option("--lost", multiple=True, metavar="t3[:s1,s2]", help="Which table is gone, and when; may be repeated.")
@click.option(
    "--request",
    "request_file",
    metavar="FILE.json",
    type=click.Path(path_type=Path),
    help='New meetings, and late arrivals: {"participants": [...], "meetings": [...]}, as in an instance.',
)
@click.option("--keep", multiple=True, metavar="m1,m2", help="Which meetings must stay; may be repeated.")
@click.option(
    "--instance-output",
    metavar="CHANGED.json",
    type=click.Path(path_type=Path),
    help="Write the changed instance too, which the new plan is for.",
)
@limited
def repair(
    *,
    instance_file: Path,
    plan_file: Path,
    output: Path,
    gone: tuple[str, ...],
    lost: tuple[str, ...],
    request_file: Path | None,
    keep: tuple[str, ...],
    instance_output: Path | None,
    time_limit: float,
    workers: int,
    seed: int,
) -> None:
    """Repair a plan after changes: what people have been told stays where it can.

    Ends as schedule does.
    """
    instance = instance_in(instance_file)
    plan = plan_in(plan_file, instance)
    for path in (output, instance_output):
        if path is not None:
            require_writable(path, instance_file, plan_file)
    if instance_output is not None and instance_output.resolve() == output.resolve():
        raise click.UsageError("--output and --instance-output name the same file.")
    changes: list[Change] = [] if request_file is None else _requested(request_file, instance)
    changes += [PersonOut(*_named(text)) for text in gone]
    changes += [TableLost(*_named(text)) for text in lost]
    changes += [Lock(tuple(text.split(","))) for text in keep]
    if not changes:
        raise click.UsageError("Name what happened: --out, --lost, --request or --keep.")
    try:
        after = changed(instance, plan, changes)
    except InstanceError as error:
        refuse(instance_file, str(error))
    if instance_output is not None:
        write(instance_output, write_instance(after))
    found = searched(after, Limits(time_limit, workers, seed))
    write(output, write_plan(found))
    if found.meetings or not plan.meetings:
        click.echo(_told(plan, found))
    end(after, found)


def _named(text: str) -> tuple[str, tuple[str, ...] | None]:
    """An id, and the slots behind its colon, if there is one."""
    name, colon, slots = text.partition(":")
    return name, tuple(slots.split(",")) if colon else None


def _requested(path: Path, instance: Instance) -> list[Change]:
    """The participants and meetings in the file, read as if they stood in the instance."""
    content = content_of(path)
    try:
        added = parse(content)
    except InstanceError as error:
        refuse(path, str(error))
    if not isinstance(added, dict) or not added or not added.keys() <= {"participants", "meetings"}:
        refuse(path, 'an object with "participants", "meetings" or both is needed here')
    document = json.loads(write_instance(instance))
    for key, values in added.items():
        if not isinstance(values, list):
            refuse(path, f"{key}: a list is needed here")
        document[key] += values
    try:
        whole = read_instance(json.dumps(document))
    except InstanceError as error:
        refuse(path, f"with the instance's own: {error}")
    people = whole.participants[len(instance.participants) :]
    meetings = whole.meetings[len(instance.meetings) :]
    return [*(Arrival(person) for person in people), *(NewRequest(meeting) for meeting in meetings)]


def _told(before: Plan, after: Plan) -> str:
    """What the repair means for people, in a line."""
    old = {placed.meeting: placed for placed in before.meetings}
    new = {placed.meeting: placed for placed in after.meetings}
    moved = sum(name in new and new[name] != place for name, place in old.items())
    dropped = len(old.keys() - new.keys())
    added = len(new.keys() - old.keys())
    return f"{len(old) - moved - dropped} meetings stay, {moved} moved, {dropped} dropped, {added} new"
