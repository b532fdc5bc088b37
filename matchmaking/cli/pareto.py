"""`matchmaking pareto`: what two objectives cost each other."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from matchmaking.cli.instance_files import instance_in, refuse, require_writable, write
from matchmaking.cli.searching import NO_PLAN, Interrupt, limited
from matchmaking.engine import Limits, Objective, write_plan
from matchmaking.engine.pareto import Point, sweep

OBJECTIVES = click.Choice([name.value for name in Objective])


@click.command()
@click.argument("instance_file", metavar="INSTANCE.json", type=click.Path(path_type=Path))
@click.option("--first", required=True, type=OBJECTIVES)
@click.option("--second", required=True, type=OBJECTIVES)
@click.option("--output", required=True, metavar="POINTS.json", type=click.Path(path_type=Path))
@click.option("--points", default=12, show_default=True, type=click.IntRange(2, 1000), help="Plans at most.")
@limited
def pareto(
    *,
    instance_file: Path,
    first: str,
    second: str,
    output: Path,
    points: int,
    time_limit: float,
    workers: int,
    seed: int,
) -> None:
    """Find plans of which none beats another in both objectives, and list what they reach.

    Ends with 0 when there are some, 2 for a bad file, 4 when there are none. Ctrl-C ends the search with
    those found so far.
    """
    instance = instance_in(instance_file)
    require_writable(output, instance_file)
    limits = Limits(time_limit, workers, seed)
    with Interrupt() as interrupt:
        try:
            curve = sweep(
                instance, Objective(first), Objective(second), limits, lambda _found: not interrupt.seen, points=points
            )
        except ValueError as error:
            refuse(instance_file, str(error))
    write(output, _document(instance.name, first, second, curve))
    for point in curve:
        click.echo(f"{first} {point.first}  {second} {point.second}  {'proven' if point.proven else 'found'}")
    if not curve:
        click.echo("no plan was found", err=True)
        sys.exit(NO_PLAN)


def _document(name: str, first: str, second: str, curve: tuple[Point, ...]) -> str:
    found = [
        {first: point.first, second: point.second, "proven": point.proven, "plan": json.loads(write_plan(point.plan))}
        for point in curve
    ]
    return json.dumps(
        {"format": "b2b-points/1", "instance": name, "first": first, "second": second, "points": found}, indent=1
    )
