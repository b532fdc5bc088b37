"""Where searchers work: what they say arrives, whatever becomes of them."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from matchmaking.engine import Instance, Limits, Meeting, Participant, Slot, Table
from matchmaking.engine.crew.crew import Crew
from matchmaking.engine.crew.messages import Done, Failed, Job, Message, News, Offer
from matchmaking.engine.crew.process import ProcessPost, Recruit
from matchmaking.engine.crew.thread import ThreadPost
from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import index

ROOT = Path(__file__).parents[4]
SEARCHERS = "tests.unit.engine.crew.searchers"


def _job(name: str, memory: int = 4 * 1024**3) -> Job:
    instance = Instance(
        name,
        (Slot("s"),),
        (Table("t"),),
        (Participant("a"), Participant("b")),
        (Meeting("ab", ("a", "b")),),
    )
    return Job(SEARCHERS, instance, Limits(60, memory=memory), 60)


def _all(post: ProcessPost | ThreadPost) -> Iterator[Message]:
    while not post.ended:
        if isinstance(post, ProcessPost):
            wait([post.connection], 20)
        else:
            post.wait(20)
        yield from post.messages()


@pytest.mark.parametrize("kind", [ProcessPost, ThreadPost])
def test_an_offer_arrives_and_so_does_the_end(kind: type[ProcessPost | ThreadPost]) -> None:
    assert list(_all(kind(_job("places nothing")))) == [Offer(Candidate([None])), Done()]


@pytest.mark.parametrize("kind", [ProcessPost, ThreadPost])
def test_news_reach_a_searcher_at_work(kind: type[ProcessPost | ThreadPost]) -> None:
    post = kind(_job("echoes"))
    post.tell(News(Candidate([0], [0]), ()))
    assert list(_all(post)) == [Offer(Candidate([0], [0])), Done()]


@pytest.mark.parametrize("kind", [ProcessPost, ThreadPost])
def test_a_mistake_is_told_with_its_traceback(kind: type[ProcessPost | ThreadPost]) -> None:
    told = next(_all(kind(_job("raises"))))
    assert isinstance(told, Failed)
    assert "LookupError: a mistake" in told.told


def test_a_crash_is_told() -> None:
    assert list(_all(ProcessPost(_job("aborts")))) == [Failed("its process ended with status -6")]


def test_whoever_takes_too_much_memory_is_told_so() -> None:
    told = next(_all(ProcessPost(_job("eats", memory=512 * 1024**2))))
    assert isinstance(told, Failed)
    assert "MemoryError" in told.told


def test_one_that_hangs_can_be_ended() -> None:
    post = ProcessPost(_job("hangs"))
    post.end()
    assert post.ended
    assert post.messages() == []


def test_a_searcher_ends_with_the_process_that_sent_it() -> None:
    code = (
        "import os\n"
        "from tests.unit.engine.crew.test_posts import _job\n"
        "from matchmaking.engine.crew.process import ProcessPost\n"
        "ProcessPost(_job('hangs'))\n"
        "os._exit(7)\n"
    )
    # the searcher inherits standard error: `run` returns only when the last process that could write to it has ended
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert ended.returncode == 7


def test_the_interpreter_ends_after_the_searchers_in_its_threads() -> None:
    code = (
        "from tests.unit.engine.crew.test_posts import _job\n"
        "from matchmaking.engine.crew.thread import ThreadPost\n"
        "ThreadPost(_job('outlives'))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (0, b"came to its end\n"), ended.stderr


def test_a_recruit_whom_nobody_needs_is_sent_home() -> None:
    recruit = Recruit(SEARCHERS)
    data = index(_job("places nothing").instance)
    crew = Crew(data, Limits(60), 60, lambda _now: [], [recruit])
    crew.work(0.0)
    assert recruit.status() == -signal.SIGKILL


def test_a_recruit_does_the_first_job_of_its_kind() -> None:
    recruit = Recruit(SEARCHERS)
    post = ProcessPost(_job("places nothing"), recruit)
    assert post.connection is recruit.connection
    assert list(_all(post)) == [Offer(Candidate([None])), Done()]
