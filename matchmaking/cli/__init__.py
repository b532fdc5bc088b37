"""The `matchmaking` command."""

from __future__ import annotations

import click

from matchmaking.cli.database import migrate, seed
from matchmaking.cli.demo import demo
from matchmaking.cli.people import person


@click.group()
@click.version_option(package_name="matchmaking")
def main() -> None:
    """Run B2B matchmaking events: plan files, the database, the demonstration."""


for command in (demo, migrate, person, seed):
    main.add_command(command)
