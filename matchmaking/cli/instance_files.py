"""Instance and plan files for commands: a bad one ends the command with a sentence and status 2."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Never

import click

from matchmaking.engine import Instance, InstanceError, Plan, read_instance, read_plan

MOST_BYTES = 200 * 1000 * 1000
BAD_FILE = 2


def instance_in(path: Path) -> Instance:
    """The instance in the file."""
    try:
        return read_instance(content_of(path))
    except InstanceError as error:
        refuse(path, str(error))


def plan_in(path: Path, instance: Instance) -> Plan:
    """The plan in the file, all ids of which the instance knows."""
    try:
        return read_plan(content_of(path), instance)
    except InstanceError as error:
        refuse(path, str(error))


def content_of(path: Path) -> bytes:
    """What the file holds, up to 200 MB."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            refuse(path, f"{size / 1e6:.0f} MB is too large; {MOST_BYTES / 1e6:.0f} MB is the most")
        with path.open("rb") as file:  # a pipe tells no size, so never read more than the most
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        refuse(path, error.strerror or str(error))
    if len(content) > MOST_BYTES:
        refuse(path, f"it is too large; {MOST_BYTES / 1e6:.0f} MB is the most")
    return content


def require_writable(output: Path, *inputs: Path) -> None:
    """Refuse before the work what would lose its result."""
    if not output.parent.is_dir():
        refuse(output, f"the folder {output.parent} does not exist")
    try:
        is_new = not output.exists()
        if not is_new and any(output.samefile(path) for path in inputs if path.exists()):
            refuse(output, "the result would take the place of what it is made from")
        output.open("ab").close()
        if is_new:
            output.unlink()
    except OSError as error:
        refuse(output, error.strerror or str(error))


def write(path: Path, text: str) -> None:
    """Write the file."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        refuse(path, error.strerror or str(error))


def refuse(path: Path, sentence: str) -> Never:
    """End the command: this file will not do."""
    click.echo(f"{path}: {sentence}", err=True)
    sys.exit(BAD_FILE)
