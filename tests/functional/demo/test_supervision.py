"""The demo's processes, folder and port: had, refused with a sentence, and taken over from a killed demo."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from matchmaking.cli.demo import demo
from matchmaking.demo.interruptions import Interruptions, Stopped
from matchmaking.demo.supervision import DemoError, Household
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
