"""The command behind `make demo`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from matchmaking.config import ConfigError
from matchmaking.demo.interruptions import Stopped
from matchmaking.demo.run import Demo, run
from matchmaking.demo.supervision import DemoError
from matchmaking.embedded import EmbeddedError


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    try:
        return int(text)
    except ValueError:
        raise click.ClickException(f"PORT={text} is not a port; choose one from 1024 to 65535.") from None


@click.command()
@click.option("--once", is_flag=True, help="Run the main job, tell what came of it, and end.")
@click.option("--reset", is_flag=True, help="Forget the data of earlier runs.")
def demo(*, once: bool, reset: bool) -> None:
    """Run the whole service on this machine with demonstration data. PORT and DATA_DIR choose where."""
    folder = Path(os.environ.get("DATA_DIR") or ".data")
    try:
        run(Demo(_port(), folder, once=once, reset=reset), click.echo)
    except (DemoError, EmbeddedError, ConfigError) as error:
        raise click.ClickException(str(error)) from error
    except Stopped:
        click.echo("\nStopped; the data are kept.")
        sys.exit(0)
