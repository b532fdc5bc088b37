"""The demo's and tests' own servers: started, ended, and taken over after everything that may happen to them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import psutil
import psycopg
import pytest
import redis

from matchmaking.embedded import EmbeddedError, Postgres, Redis
from matchmaking.embedded_processes import end_orphans

ROOT = Path(__file__).resolve().parents[3]
QUICK = {"fsync": "off"}
OWNER = """
import sys, time
from pathlib import Path
from matchmaking.embedded import Postgres, Redis
folder = Path(sys.argv[1])
postgres, redis = Postgres(folder / "pg", settings={"fsync": "off"}), Redis(folder / "redis")
print(postgres.create_database("kept"), redis.url(), flush=True)
sys.stdin.read()
redis.stop()
postgres.stop()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path, as a newcomer's is; pytest's own are long and closed to others."""
    made = Path(tempfile.mkdtemp(prefix="mm-servers-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def rows(postgres: Postgres) -> list[tuple[object, ...]]:
    with psycopg.connect(postgres.url("kept"), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        return connection.execute("SELECT number FROM kept").fetchall()


def server_number(folder: Path) -> int:
    return int((folder / "pg" / "postmaster.pid").read_text().split("\n")[0])


def redis_number(folder: Path) -> int:
    return int((folder / "redis" / "redis.pid").read_text())


def environment() -> dict[str, str]:
    """What a process needs that is not this one."""
    libraries = f"{ROOT}:{sysconfig.get_path('purelib')}"
    return {"PATH": os.environ["PATH"], "PYTHONPATH": libraries, "PYTHONDONTWRITEBYTECODE": "1"}


def start_owner(
    folder: Path, user: str | None = None, program: str = sys.executable
) -> tuple[subprocess.Popen[str], str, str]:
    """A process that owns both servers of `folder` until its input ends, and the servers' addresses."""
    owner = subprocess.Popen(
        [program, "-c", OWNER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        user=user,
        cwd="/",
        env=environment(),
    )
    assert owner.stdout is not None
    postgres, broker = owner.stdout.readline().split()
    return owner, postgres, broker


def has_ended(number: int) -> bool:
    """True as soon as the process has ended; whether its parent has asked for its end does not matter."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(number)
        with suppress(psutil.TimeoutExpired):
            process.wait(2)
        return process.status() == psutil.STATUS_ZOMBIE
    return True


def kill(number: int) -> None:
    """End a process without a word."""
    psutil.Process(number).kill()
    assert has_ended(number)


def test_a_stopped_server_is_gone_and_its_data_is_there_the_next_time(folder: Path) -> None:
    with Postgres(folder / "pg", settings=QUICK) as first:
        first.create_database("kept")
        assert rows(first) == [(1,)]
        number = server_number(folder)
    assert has_ended(number)

    with Postgres(folder / "pg", settings=QUICK) as second:
        second.create_database("kept")
        assert rows(second) == [(1,), (1,)]
        second.stop()  # leaving the block stops it once more, which does nothing


@pytest.mark.parametrize(
    "name",
    ["it's a 100 % äöü; #1, folder", "/".join(["deep" * 12] * 3)],
    ids=["odd letters", "longer than a socket's address"],
)
def test_servers_start_in_a_folder_of_any_name(folder: Path, name: str) -> None:
    with Postgres(folder / name / "pg", settings=QUICK) as postgres, Redis(folder / name / "redis") as broker:
        postgres.create_database("kept")

        assert rows(postgres) == [(1,)]
        assert redis.Redis.from_url(broker.url()).ping() is True
        place = Path(unquote(postgres.url("x").partition("?host=")[2]))
        assert (place.parent, place.stat().st_mode & 0o777) == (folder.parent, 0o700)

    assert not place.exists()


def test_servers_of_an_owner_that_was_killed_can_be_ended_with_their_data(folder: Path) -> None:
    owner, _, _ = start_owner(folder)
    left = server_number(folder), redis_number(folder)
    owner.kill()
    owner.wait()

    for name in ("pg", "redis"):
        end_orphans(folder / name)

    assert all(has_ended(number) for number in left)


def test_servers_of_an_owner_that_was_killed_are_taken_over(folder: Path) -> None:
    owner, _, broker_before = start_owner(folder)
    before = server_number(folder), redis_number(folder)
    owner.kill()
    owner.wait()

    with Postgres(folder / "pg", settings=QUICK) as postgres, Redis(folder / "redis") as broker:
        assert server_number(folder) == before[0]
        assert rows(postgres) == [(1,)]
        assert has_ended(before[1])
        assert broker.url() != broker_before
        assert redis.Redis.from_url(broker.url()).ping() is True

    assert has_ended(before[0])


def test_servers_that_were_killed_themselves_start_again_with_their_data(folder: Path) -> None:
    owner, url, broker_url = start_owner(folder)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    redis.Redis.from_url(broker_url).set("kept", "7")
    owner.kill()
    owner.wait()
    kill(server_number(folder))
    kill(redis_number(folder))

    with Postgres(folder / "pg", settings=QUICK) as postgres, Redis(folder / "redis") as broker:
        assert rows(postgres) == [(7,), (1,)]
        assert redis.Redis.from_url(broker.url()).get("kept") == b"7"


def test_a_killed_servers_number_that_another_process_has_now_is_no_obstacle(folder: Path) -> None:
    with Postgres(folder / "other", settings=QUICK) as other:
        owner, _, _ = start_owner(folder)
        owner.kill()
        owner.wait()
        kill(server_number(folder))
        kill(redis_number(folder))
        pid_file = folder / "pg" / "postmaster.pid"
        another = int((folder / "other" / "postmaster.pid").read_text().split("\n")[0])
        pid_file.write_text(pid_file.read_text().replace(str(server_number(folder)), str(another), 1))

        with Postgres(folder / "pg", settings=QUICK) as postgres:
            assert rows(postgres) == [(1,)]

        assert psutil.pid_exists(another)
        assert other.create_database("unharmed")


def test_a_first_start_that_was_cut_short_is_begun_anew(folder: Path) -> None:
    half_made = folder / "pg.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")

    with Postgres(folder / "pg", settings=QUICK) as postgres:
        postgres.create_database("kept")
        assert rows(postgres) == [(1,)]


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(folder: Path) -> None:
    (folder / "file").write_text("")

    with pytest.raises(
        EmbeddedError, match=r"^PostgreSQL could not be started in .*/file/pg: see the file 'log' there"
    ):
        Postgres(folder / "file" / "pg")
    with pytest.raises(EmbeddedError, match=r"^Redis could not be started in .*/file/redis: "):
        Redis(folder / "file" / "redis")
    with pytest.raises(EmbeddedError, match=r"^PostgreSQL cannot work in .*: choose a DATA_DIR without"):
        Postgres(folder / "$HOME")


def test_redis_is_open_to_nobody_without_its_password(folder: Path) -> None:
    with Redis(folder / "redis", persist=False) as broker:
        password = broker.url().partition(":")[2].partition("@")[0].removeprefix("//:")
        assert (folder / "redis" / "redis.conf").stat().st_mode & 0o077 == 0

        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(broker.url().replace(password, "guess")).ping()


def test_a_process_that_ends_without_stopping_its_servers_leaves_none_behind(folder: Path) -> None:
    forgetful = OWNER.replace("redis.stop()\npostgres.stop()\n", "")
    subprocess.run(
        [sys.executable, "-c", forgetful, str(folder)],
        input="",
        text=True,
        check=True,
        env=environment(),
        capture_output=True,
    )

    assert not (folder / "pg" / "postmaster.pid").exists()
    assert not (folder / "redis" / "redis.pid").exists()


def python_of_nobody() -> str:
    """A Python that another user can run with what the project needs; the tests' own may lie where root alone goes."""
    for program in (sys.executable, shutil.which("python{}.{}".format(*sys.version_info), path="/usr/bin")):
        with suppress(PermissionError):
            command = [str(program), "-c", "import matchmaking.embedded"]
            if (
                program
                and not subprocess.run(
                    command, user="nobody", cwd="/", env=environment(), check=False, capture_output=True
                ).returncode
            ):
                return program
    pytest.skip("no Python here that another user can run")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_servers_start_for_a_plain_user_where_root_has_run_them_before(folder: Path) -> None:
    with Postgres(folder / "roots" / "pg", settings=QUICK):
        pass
    nobody = pwd.getpwnam("nobody")
    own = folder / "plain"
    own.mkdir()
    os.chown(own, nobody.pw_uid, nobody.pw_gid)

    owner, _, _ = start_owner(own, user="nobody", program=python_of_nobody())
    running = psutil.Process(server_number(own)).username()
    owner.communicate("")

    assert (running, owner.returncode) == ("nobody", 0)
    assert not (own / "pg" / "postmaster.pid").exists()


def test_a_server_that_ended_by_itself_is_told(folder: Path) -> None:
    with Postgres(folder / "pg", settings=QUICK) as postgres, Redis(folder / "redis") as broker:
        postgres.require_alive()
        broker.require_alive()
        kill(server_number(folder))
        kill(redis_number(folder))

        with pytest.raises(EmbeddedError, match="PostgreSQL ended by itself"):
            postgres.require_alive()
        with pytest.raises(EmbeddedError, match="Redis ended by itself"):
            broker.require_alive()
