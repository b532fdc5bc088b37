"""The demo's processes: started, watched, and ended, also those that a killed earlier demo left behind."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psutil

from matchmaking.embedded import LOOPBACK, Postgres, Redis

GRACE = 12.0
"""Seconds that a process gets to end by itself."""
PORTS = range(1, 2**16)
REVIVALS = 3
"""How often a process is started anew within `REVIVALS_WITHIN` seconds; one that dies more often dies of itself."""
REVIVALS_WITHIN = 60.0


class DemoError(Exception):
    """The demo cannot go on; the message says what to do."""


def require_free_port(port: int) -> None:
    """Raise DemoError where somebody listens on `port` already."""
    if port not in PORTS:
        raise DemoError(f"PORT={port} is not a port; choose one from 1024 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            raise DemoError(f"Port {port} is not yours to use. Choose another: make demo PORT=8001") from None
        except OSError:
            raise DemoError(f"Port {port} is in use. Choose another: make demo PORT={port + 1}") from None


@dataclass(slots=True)
class _Member:
    """One process of the household, how it was started, and when it was started anew."""

    process: subprocess.Popen[bytes]
    command: list[str]
    environment: Mapping[str, str]
    revivable: bool
    revived_at: list[float] = field(default_factory=list)

    def may_be_revived(self, now: float) -> bool:
        """True for a revivable process that was not started anew too often of late."""
        self.revived_at = [at for at in self.revived_at if now - at < REVIVALS_WITHIN]
        return self.revivable and len(self.revived_at) < REVIVALS


class Household:
    """All processes of one demo, in one data folder that one demo at a time may use, on one port.

    What a killed earlier demo left in the folder is ended first: its web server may hold the port.
    Raises DemoError where the folder or the port cannot be had.
    """

    def __init__(self, folder: Path, port: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._folder = folder
        self._register = folder / "processes.json"
        self._members: dict[str, _Member] = {}
        self._servers: tuple[Postgres | Redis, ...] = ()
        self._lock = self._take_lock(folder / "lock")
        try:
            self._end_left_behind()
            require_free_port(port)
        except BaseException:
            self._lock.close()
            raise

    def start(self, name: str, command: list[str], environment: Mapping[str, str], *, revivable: bool = False) -> None:
        """Start `command` in a session of its own, its output in `logs/<name>.log`.

        A revivable process is one without which the others go on for a while: see `revive`.
        """
        process = self._started(name, command, environment)
        self._members[name] = _Member(process, command, environment, revivable)
        self._write()

    def _started(self, name: str, command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        logs = self._folder / "logs"
        logs.mkdir(exist_ok=True)
        with (logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *command],
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the demo alone, which ends them in order
            )

    def revive(self) -> list[str]:
        """Start anew what is revivable and has ended by itself; a sentence for each.

        What has died too often of late is left to `require_alive`.
        """
        told = []
        now = self._clock()
        for name, member in self._members.items():
            status = member.process.poll()
            if status is None or not member.may_be_revived(now):
                continue
            _end_group(member.process.pid)  # a killed worker's children may go on for a while
            member.process = self._started(name, member.command, member.environment)
            member.revived_at.append(now)
            told.append(f"The {name} process ended by itself (status {status}) and is started anew.")
        if told:
            self._write()
        return told

    def rely_on(self, *servers: Postgres | Redis) -> None:
        """Name the servers without which the processes cannot work."""
        self._servers = servers

    def require_alive(self) -> None:
        """Raise DemoError where a process has ended that `revive` leaves alone, EmbeddedError where a server has."""
        for server in self._servers:
            server.require_alive()
        now = self._clock()
        for name, member in self._members.items():
            if member.process.poll() is not None and not member.may_be_revived(now):
                again = " again and again" if member.revived_at else ""
                raise DemoError(
                    f"The {name} process ended by itself{again} (status {member.process.returncode}). "
                    f"Its log says why: {self._folder / 'logs' / f'{name}.log'}"
                )

    def end_processes(self) -> None:
        """End every process, the last started first; they need the servers until then."""
        processes = [member.process for member in reversed(self._members.values())]
        for process in processes:
            with suppress(ProcessLookupError):
                process.terminate()
        for process in processes:
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                _end_group(process.pid)
                process.wait()
        self._members.clear()
        self._register.unlink(missing_ok=True)

    def _take_lock(self, path: Path) -> IO[str]:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = path.open("a+")
        except OSError as error:
            raise DemoError(
                f"The demo keeps its data in {self._folder}, which it cannot write to ({error.strerror}). "
                "Choose another folder: make demo DATA_DIR=/tmp/matchmaking"
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            told = lock.read().strip()
            lock.close()
            raise DemoError(
                f"A demo is already running in {self._folder} ({told}). "
                "Stop it with Ctrl-C, or run another beside it: make demo PORT=8001 DATA_DIR=.data-2"
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        return lock

    def _write(self) -> None:
        known = {}
        for name, member in self._members.items():
            with suppress(psutil.NoSuchProcess):
                known[name] = [member.process.pid, psutil.Process(member.process.pid).create_time()]
        self._register.write_text(json.dumps(known))

    def _end_left_behind(self) -> None:
        try:
            known = json.loads(self._register.read_text())
        except (FileNotFoundError, ValueError):
            return
        left = []
        for pid, created in known.values():
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                if abs(process.create_time() - created) < 1:
                    left += [process, *process.children(recursive=True)]
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        for process in psutil.wait_procs(left, timeout=GRACE)[1]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._register.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end_processes()
        self._lock.close()


def _end_group(leader: int) -> None:
    """End the processes of `leader`'s session at once, also where it has ended itself."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
