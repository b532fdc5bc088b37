"""Real Celery workers, started and killed by tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar

import psutil
from sqlalchemy.orm import Session

from matchmaking.app import ROOT
from matchmaking.db import session

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds after which something that a test waits for will not happen any more."""
SEARCHER = "matchmaking.engine.crew.child"


class Worker:
    """A Celery worker in a process group of its own, with a log that can be waited for."""

    def __init__(self, environment: Mapping[str, str], name: str) -> None:
        self._changed = threading.Condition()
        self._lines: list[str] = []
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "wsgi:celery_app", "worker"),
                *("-Q", "default,solver", "--pool", "prefork", "--concurrency", "1", "--loglevel", "INFO"),
                *("--without-gossip", "--without-mingle", "--without-heartbeat", "-n", f"{name}@%h"),
            ],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, words: str, *, count: int = 1) -> None:
        """Return once `count` lines of the log hold `words`. Raises TimeoutError with the log."""
        with self._changed:
            if not self._changed.wait_for(lambda: sum(words in line for line in self._lines) >= count, PATIENCE):
                raise TimeoutError(f"the worker's log never said {words!r}:\n{''.join(self._lines)}")

    def kill(self) -> None:
        """SIGKILL to the worker and its children, as when the machine goes."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(5)

    def await_searchers(self) -> list[psutil.Process]:
        """The engine's processes that it has started, as soon as there are some."""
        pause = threading.Event()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            below = psutil.Process(self._process.pid).children(recursive=True)
            found = [process for process in below if SEARCHER in _command(process)]
            if found:
                return found
            pause.wait(0.02)  # another process starts them
        raise TimeoutError("the worker never started a searcher")

    def hold(self) -> None:
        """Make it and its children stand still, as on a machine that is busy with something else."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on after `hold`."""
        os.killpg(self._process.pid, signal.SIGCONT)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._changed:
                self._lines.append(line)
                self._changed.notify_all()

    def __enter__(self) -> Self:
        try:
            self.wait_for(" ready.")
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.kill()


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def still_running(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those of `processes` that have not ended within `seconds`; where nobody reaps them, the dead do not count."""
    _gone, left = psutil.wait_procs(processes, timeout=seconds)
    return [process for process in left if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def await_rows(look: Callable[[Session], T | None]) -> T:
    """What `look` finds in the database as others have committed it, as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while True:
        session().rollback()
        session().expire_all()
        found = look(session())
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError("the rows that the test waits for never came")
        pause.wait(0.05)  # another process writes them, so that there is nothing here to be woken by
