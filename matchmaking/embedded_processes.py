"""The processes of embedded servers: which of them live, and the end of those that a killed run left behind."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE = 15.0
"""Seconds that a killed server's last processes get to end."""


def is_alive(number: int) -> bool:
    """True where the process exists and has not ended, whoever has to ask for its end."""
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def processes_in(folder: Path, name: str) -> list[psutil.Process]:
    """The processes called `name` whose working directory is `folder`, as that of servers is."""
    return [process for process in psutil.process_iter() if _works_in(process, folder, name)]


def _works_in(process: psutil.Process, folder: Path, name: str) -> bool:
    try:
        return process.name().startswith(name) and Path(process.cwd()) == folder
    except psutil.Error:  # it has ended, or is another user's
        return False


def end_orphans(folder: Path) -> None:
    """End the servers that a killed earlier run left in `folder`, at once: what they hold in memory may be lost."""
    for name, number in (("redis", signal.SIGTERM), ("postgres", signal.SIGQUIT)):
        orphans = processes_in(folder.resolve(), name)
        for orphan in orphans:
            with suppress(psutil.NoSuchProcess):
                orphan.send_signal(number)
        psutil.wait_procs(orphans, timeout=PATIENCE)
