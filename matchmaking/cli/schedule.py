"""`matchmaking schedule` and `matchmaking check`: plan files without a database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from matchmaking.cli.instance_files import instance_in, plan_in, require_writable, write
from matchmaking.cli.searching import end, limited, searched
from matchmaking.engine import Limits, write_plan
from matchmaking.engine import check as violations_of


@click.command()
@click.argument("instance_file", metavar="INSTANCE.json", type=click.Path(path_type=Path))
@click.option("--output", required=True, metavar="PLAN.json", type=click.Path(path_type=Path))
@limited
def schedule(instance_file: Path, output: Path, time_limit: float, workers: int, seed: int) -> None:
    """Compute the best plan for the instance in a file.

    Ends with 0 when there is a plan, 2 for a bad file, 3 when it is proven that there is no plan,
    4 when the time ran out with none. Ctrl-C ends the search with the best plan so far.
    """
    instance = instance_in(instance_file)
    require_writable(output, instance_file)
    plan = searched(instance, Limits(time_limit, workers, seed))
    write(output, write_plan(plan))
    end(instance, plan)


@click.command()
@click.argument("instance_file", metavar="INSTANCE.json", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN.json", type=click.Path(path_type=Path))
def check(instance_file: Path, plan_file: Path) -> None:
    """List every rule of the instance that a plan breaks.

    Ends with 0 when it breaks none, 1 when it breaks some, 2 for a bad file.
    """
    instance = instance_in(instance_file)
    plan = plan_in(plan_file, instance)
    found = violations_of(instance, plan)
    for violation in found:
        click.echo(f"{violation.rule}: {violation.detail}")
    if found:
        sys.exit(1)
    click.echo(f"no violation: {len(plan.meetings)} of {len(instance.meetings)} meetings placed, {plan.status}")
