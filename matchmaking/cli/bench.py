"""`matchmaking bench`: instances to measure with."""

from __future__ import annotations

from pathlib import Path

import click

from matchmaking.cli.instance_files import require_writable, write
from matchmaking.engine import Instance, write_instance
from matchmaking.engine.generators import SHAPES, crowd, event, growth, planted
from matchmaking.engine.generators import generate as generated

SIZED = ("planted", "crowd", "event", "growth")
SLOTS = 30


@click.group()
def bench() -> None:
    """Make instances to measure with."""


@bench.command()
@click.argument("name", metavar="NAME", type=click.Choice([*SIZED, *SHAPES]))
@click.option("--seed", required=True, type=click.IntRange(0, 2**31 - 1))
@click.option("--output", required=True, metavar="FILE.json", type=click.Path(path_type=Path))
@click.option("--participants", type=click.IntRange(4, 100_000), help=f"How many: for {', '.join(SIZED)}.")
@click.option("--slots", type=click.IntRange(1, 1000), help=f"How many: for planted and crowd.  [default: {SLOTS}]")
@click.option("--requests", type=click.IntRange(1, 1_000_000), help="How many: for crowd.  [default: 15 for each]")
def generate(
    *, name: str, seed: int, output: Path, participants: int | None, slots: int | None, requests: int | None
) -> None:
    """Write an instance: a shape of the bench by its name, or a kind with the size that is given.

    The same options give the same instance everywhere.
    """
    require_writable(output)
    if name in SHAPES:
        if (participants, slots, requests) != (None, None, None):
            raise click.UsageError(f"{name} has its size; only {', '.join(SIZED)} take one.")
        instance = generated(name, seed=seed)
    elif participants is None:
        raise click.UsageError(f"{name} needs --participants.")
    else:
        instance = _sized(name, seed, participants, slots, requests)
    write(output, write_instance(instance))
    click.echo(f"{instance.name}: {len(instance.participants)} participants, {len(instance.meetings)} meetings")


def _sized(name: str, seed: int, participants: int, slots: int | None, requests: int | None) -> Instance:
    taken = {"planted": ("slots",), "crowd": ("slots", "requests")}.get(name, ())
    for option, value in (("slots", slots), ("requests", requests)):
        if value is not None and option not in taken:
            raise click.UsageError(f"{name} takes no --{option}.")
    if name == "planted":
        return planted(participants, slots or SLOTS, seed=seed)
    if name == "crowd":
        most = participants * (participants - 1) // 2
        return crowd(participants, slots or SLOTS, min(most, requests or 15 * participants), seed=seed)
    return event(participants, seed=seed) if name == "event" else growth(participants, seed=seed)
