"""`matchmaking forecast`: what can be hoped for before there is a plan."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from matchmaking.cli.instance_files import instance_in
from matchmaking.engine.forecasting import Forecast, Outlook
from matchmaking.engine.forecasting import forecast as forecast_of

NAMED = 5  # people who limit that are told


@click.command()
@click.argument("instance_file", metavar="INSTANCE.json", type=click.Path(path_type=Path))
@click.option("--more", default=3, show_default=True, type=click.IntRange(1, 20), help="Tables or slots more, up to.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
def forecast(instance_file: Path, more: int, *, as_json: bool) -> None:
    """Say how many meetings fit at most, what limits them, and what more tables or slots would bring.

    The figures are bounds: no plan places more. Ends with 2 for a bad file.
    """
    instance = instance_in(instance_file)
    found = forecast_of(instance, range(1, more + 1))
    click.echo(json.dumps(asdict(found), indent=1) if as_json else _told(found, len(instance.meetings)))


def _told(found: Forecast, asked: int) -> str:
    lines = [f"of {asked} meetings at most", _row("as it is", found.now)]
    lines += _rows(found.more, "table", found.more_tables) + _rows(found.more, "slot", found.more_slots)
    for session in found.sessions:
        lines.append(f"{session.session}: {session.slots} slots, room for {session.room} meetings at tables")
        lines += _rows(found.more, "table", session.more_tables) + _rows(found.more, "slot", session.more_slots)
    for one in found.limiting[:NAMED]:
        cause = "takes no more meetings" if one.by_choice else "has no more slots"
        lines.append(f"{one.participant} {cause}; one more is worth a weight of {one.worth:g} at most")
    if len(found.limiting) > NAMED:
        lines.append(f"{len(found.limiting) - NAMED} more limit it so")
    if found.table_worth:
        lines.append(f"a table more in one slot is worth a weight of {found.table_worth:g} at most")
    return "\n".join(lines)


def _rows(more: Sequence[int], what: str, outlooks: Sequence[Outlook]) -> list[str]:
    return [
        _row(f"{number} more {what}{'s' if number > 1 else ''}", outlook)
        for number, outlook in zip(more, outlooks, strict=True)
    ]


def _row(name: str, outlook: Outlook) -> str:
    return f"  {name:<16}{outlook.meetings:>8} placed, weight {outlook.weight}"
