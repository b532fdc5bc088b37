"""The far end: the process in which a searcher runs.

python -m matchmaking.engine.crew.child FILE_DESCRIPTOR SEARCHER
"""

import contextlib
import ctypes
import importlib
import math
import os
import resource
import signal
import sys
import threading
import traceback
from multiprocessing.connection import Connection

from matchmaking.engine.crew.messages import Done, Failed, Job, Message, News
from matchmaking.engine.crew.writing_desk import WritingDesk
from matchmaking.engine.desk import Stopped
from matchmaking.engine.indexed import index

PR_SET_PDEATHSIG = 1  # from linux/prctl.h
LONGEST = 10**7  # seconds that anybody searches
MOST_MEMORY = 2**60  # bytes, which no machine has
GRACE = 30  # seconds of processor time after the limit, when the kernel ends a process that nobody ended


def main(descriptor: int, searcher: str) -> None:
    """Load the searcher, do the one job that comes through the pipe, and say when it is done."""
    connection = Connection(descriptor)
    _end_with_parent()
    with contextlib.suppress(Exception):  # what is wrong with it is told when there is a job
        importlib.import_module(searcher)
    try:
        job: Job = connection.recv()
    except EOFError:
        return  # whoever would have sent a job has gone
    _bound_means(job)
    lock = threading.Lock()

    def send(message: Message) -> None:
        with lock:
            connection.send(message)

    desk = WritingDesk(job.limits, job.seconds, job.instance.objective, send)
    desk.hear(job.news)
    threading.Thread(target=_hear, args=(connection, desk), daemon=True).start()
    try:
        importlib.import_module(job.searcher).run(index(job.instance), desk)
        send(Done())
    except Stopped:
        send(Done())
    except BrokenPipeError:
        pass  # whoever sent the job has gone
    except BaseException:  # noqa: BLE001 -- told to whoever sent the job
        send(Failed(traceback.format_exc()))
    os._exit(0)  # no library's thread keeps the process


def _hear(connection: Connection, desk: WritingDesk) -> None:
    """Take in the news. When the other end closes, nobody needs the search any more."""
    try:
        while True:
            news = connection.recv()
            if isinstance(news, News):
                desk.hear(news)
    except (EOFError, OSError):
        os._exit(1)


def _end_with_parent() -> None:
    """Where the kernel can, have it end this process with the thread that began it, whatever a library is busy with.

    Elsewhere `_hear` does so once the interpreter is free.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _bound_means(job: Job) -> None:
    """Bound what the process may use, in memory and, should it be orphaned in a library, in time."""
    for kind, most in (
        (resource.RLIMIT_CPU, math.ceil(min(job.seconds, LONGEST) * job.limits.workers) + GRACE),
        (resource.RLIMIT_DATA, min(job.limits.memory, MOST_MEMORY)),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
