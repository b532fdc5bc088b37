"""The `matchmaking` command."""

from __future__ import annotations

import click


@click.group()
@click.version_option(package_name="matchmaking")
def main() -> None:
    """Run B2B matchmaking events: plan files, the database, the demonstration."""
