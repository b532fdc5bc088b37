"""The demo's processes, folder and port: had, refused with a sentence, and taken over from a killed demo."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from matchmaking.cli.demo import demo
from matchmaking.demo.interruptions import Interruptions, Stopped
from matchmaking.demo.supervision import REVIVALS, REVIVALS_WITHIN, DemoError, Household
from matchmaking.embedded import LOOPBACK, EmbeddedError, Redis, free_port

SERVED = """
import os, socket, sys, time
from pathlib import Path
from matchmaking.demo.supervision import Household
folder, port = Path(sys.argv[1]), int(sys.argv[2])
Household(folder, port).start("web", ["http.server", "--bind", "127.0.0.1", str(port)], os.environ)
while socket.socket().connect_ex(("127.0.0.1", port)):
    time.sleep(0.02)
print("served", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        yield listening.getsockname()[1]


def test_a_killed_demo_gives_its_port_to_the_next_one_in_its_folder(tmp_path: Path) -> None:
    port = free_port()
    owner = subprocess.Popen(
        [sys.executable, "-c", SERVED, str(tmp_path), str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"served\n"
    owner.kill()
    owner.communicate()

    with Household(tmp_path, port):
        assert socket.socket().connect_ex((LOOPBACK, port)) != 0


def test_a_port_that_somebody_else_uses_is_refused(tmp_path: Path, taken: int) -> None:
    with pytest.raises(DemoError, match=f"Port {taken} is in use. Choose another: make demo PORT={taken + 1}"):
        Household(tmp_path, taken)

    with Household(tmp_path, free_port()):
        pass  # the folder was let go


@pytest.mark.parametrize("port", [-1, 0, 65536, 10**30])
def test_what_is_no_port_is_refused(tmp_path: Path, port: int) -> None:
    with pytest.raises(DemoError, match=f"PORT={port} is not a port"):
        Household(tmp_path, port)


def test_a_second_demo_in_a_folder_is_refused_whatever_its_port(tmp_path: Path) -> None:
    port = free_port()
    with Household(tmp_path, port), pytest.raises(DemoError, match=f"already running .*process {os.getpid()}"):
        Household(tmp_path, port)


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DemoError, match=r"which it cannot write to \(Not a directory\)"):
        Household(tmp_path / "file" / "data", free_port())


def test_a_register_of_processes_that_are_long_gone_ends_nobody(tmp_path: Path) -> None:
    (tmp_path / "processes.json").write_text(json.dumps({"web": [os.getpid(), 1.0]}))

    with Household(tmp_path, free_port()):
        assert not (tmp_path / "processes.json").exists()


def test_empty_settings_are_the_usual_ones(tmp_path: Path, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    answer = CliRunner().invoke(demo, env={"DATA_DIR": "", "PORT": str(taken)})

    assert (answer.exit_code, [path.name for path in tmp_path.iterdir()]) == (1, [".data"])


def test_a_demo_whose_server_has_ended_says_so(tmp_path: Path) -> None:
    with Redis(tmp_path / "redis", persist=False) as redis, Household(tmp_path, free_port()) as household:
        household.rely_on(redis)
        household.require_alive()
        redis.stop()

        with pytest.raises(EmbeddedError, match=f"Redis ended by itself.*{tmp_path}/redis/redis.log"):
            household.require_alive()


WORKER = """
import fcntl, signal, subprocess, sys
lock = open("held", "a")
fcntl.flock(lock, fcntl.LOCK_EX)
subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], pass_fds=[lock.fileno()])
open("up", "w").write("up ")
signal.pause()
"""
"""Holds a lock as long as it or its child lives, and says so."""


class Clock:
    """A clock that the test turns."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Home:
    """A household with a web server and a worker, both up, and a clock of its own."""

    folder: Path
    household: Household
    clock: Clock
    up: FileIO

    def start_dying(self) -> None:
        """A worker that ends as soon as it is started."""
        self.household.start("dying", ["dying_worker"], {"PYTHONPATH": str(self.folder)}, revivable=True)

    def pid(self, name: str) -> int:
        return int(json.loads((self.folder / "processes.json").read_text())[name][0])

    def wait_for_the_end_of(self, name: str) -> None:
        """Wait for it, and leave its status to the household."""
        os.waitid(os.P_PID, self.pid(name), os.WEXITED | os.WNOWAIT)

    def kill(self, name: str) -> None:
        os.kill(self.pid(name), signal.SIGKILL)
        self.wait_for_the_end_of(name)

    def wait_until_up(self) -> None:
        """Wait until a worker says that it has the lock."""
        assert select.select([self.up], [], [], 30)[0], "no worker came up"
        assert self.up.read(3) == b"up "


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    (tmp_path / "holding_worker.py").write_text(f"import os\nos.chdir({str(tmp_path)!r})\n{WORKER}")
    (tmp_path / "dying_worker.py").write_text("raise SystemExit(3)")
    os.mkfifo(tmp_path / "up")
    clock, port = Clock(), free_port()
    with (tmp_path / "up").open("r+b", buffering=0) as up, Household(tmp_path, port, clock=clock) as household:
        household.start("web", ["http.server", "--bind", LOOPBACK, str(port)], {})
        household.start("worker", ["holding_worker"], {"PYTHONPATH": str(tmp_path)}, revivable=True)
        made = Home(tmp_path, household, clock, up)
        made.wait_until_up()
        yield made


def test_a_killed_worker_is_started_anew_and_the_web_goes_on(home: Home) -> None:
    web = home.pid("web")
    home.kill("worker")

    told = home.household.revive()
    home.household.require_alive()

    assert told == ["The worker process ended by itself (status -9) and is started anew."]
    home.wait_until_up()  # which it is once the child of the killed one has gone
    assert home.household.revive() == []
    assert home.pid("web") == web


def test_a_worker_that_ends_between_two_looks_waits_for_the_next(home: Home) -> None:
    home.household.revive()
    home.kill("worker")
    home.household.require_alive()

    assert len(home.household.revive()) == 1


def test_a_worker_that_dies_at_once_again_and_again_ends_the_demo(home: Home) -> None:
    home.start_dying()
    for _ in range(REVIVALS):
        home.wait_for_the_end_of("dying")
        assert len(home.household.revive()) == 1
        home.household.require_alive()
    home.wait_for_the_end_of("dying")

    assert home.household.revive() == []
    with pytest.raises(DemoError, match=f"dying .* again and again .status 3.*{home.folder}/logs/dying.log"):
        home.household.require_alive()


def test_a_worker_that_dies_now_and_then_is_always_started_anew(home: Home) -> None:
    home.start_dying()
    for _ in range(REVIVALS + 2):
        home.wait_for_the_end_of("dying")
        home.clock.now += REVIVALS_WITHIN / REVIVALS
        assert len(home.household.revive()) == 1
        home.household.require_alive()


def test_a_killed_web_server_ends_the_demo(home: Home) -> None:
    home.kill("web")

    assert home.household.revive() == []
    with pytest.raises(DemoError, match=f"The web process ended by itself .status -9.*{home.folder}/logs/web.log"):
        home.household.require_alive()


def interrupt(number: signal.Signals = signal.SIGINT) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_demo_once(number: signal.Signals) -> None:
    ended = []

    def work() -> None:
        with Interruptions():
            try:
                interrupt(number)
            finally:
                interrupt(number)  # whoever waits for the end presses again
                ended.append("in order")

    with pytest.raises(Stopped):
        work()
    assert ended == ["in order"]


def test_a_signal_waits_until_what_is_being_started_is_there() -> None:
    started = []

    def work() -> None:
        with Interruptions() as interruptions:
            with interruptions.held():
                interrupt()
                started.append("a server")
            started.append("the next one")

    with pytest.raises(Stopped):
        work()
    assert started == ["a server"]


@pytest.mark.parametrize("held", [True, False])
def test_a_signal_over_which_something_else_fails_is_a_stop(*, held: bool) -> None:
    def work() -> None:
        with Interruptions() as interruptions, interruptions.held() if held else nullcontext():
            try:
                interrupt()
            finally:
                raise OSError("pg_ctl heard it too")

    with pytest.raises(Stopped):
        work()


def test_a_signal_that_was_swallowed_counts_at_the_next_look() -> None:
    with Interruptions() as interruptions:
        interruptions.check()
        with pytest.raises(Stopped):
            interrupt()

        with pytest.raises(Stopped):
            interruptions.check()


def test_an_ending_that_has_begun_is_not_interrupted() -> None:
    with Interruptions() as interruptions:
        interruptions.ignore()
        interrupt()
