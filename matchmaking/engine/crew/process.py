"""A searcher in a process of its own: it may crash, hang in a library or eat memory without harm to anybody else."""

import os
import subprocess
import sys
import threading
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

import matchmaking
from matchmaking.engine.crew.messages import Done, Failed, Job, Message, News


class Recruit:
    """A process that loads its searcher and waits for a job: whoever knows early whom they will need loses no time."""

    def __init__(self, searcher: str) -> None:
        self.searcher = searcher
        self.connection, far = Pipe()
        root = str(Path(matchmaking.__file__).parent.parent)
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "matchmaking.engine.crew.child", str(far.fileno()), searcher],
            pass_fds=[far.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is the caller's to hear
        )
        far.close()

    def status(self) -> int:
        """The status with which it ended, once it has."""
        return self._process.wait()

    def kill(self) -> None:
        """End it now; whoever writes to its pipe is told so, and nobody waits for it any more."""
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """End it now, and close the pipe, which nobody may be using."""
        self.kill()
        self.connection.close()


class ProcessPost:
    """The near end of the pipe to a searcher's process: that of the recruit, where there is one."""

    def __init__(self, job: Job, recruit: Recruit | None = None) -> None:
        self.searcher = job.searcher
        self.ended = False
        self._recruit = recruit or Recruit(job.searcher)
        self.connection = self._recruit.connection
        self._letters = _Letters(self.connection)
        self._letters.post(job)

    def tell(self, news: News) -> None:
        """Pass on what is known by now; never waits for the other end."""
        self._letters.post(news)

    def messages(self) -> list[Message]:
        """What has come since the last call. The last message of all is `Done` or `Failed`."""
        found: list[Message] = []
        try:
            while not self.ended and self.connection.poll():
                message = self.connection.recv()
                found.append(message)
                self.ended = isinstance(message, Done | Failed)
        except (EOFError, OSError):
            self.ended = True
            found.append(Failed(f"its process ended with status {self._recruit.status()}"))
        if self.ended:
            self.end()
        return found

    def end(self) -> None:
        """End it now."""
        self.ended = True
        self._recruit.kill()
        self._letters.close()  # before the pipe: its number may soon be another file's, which a letter would go into
        self._recruit.end()


class _Letters:
    """Sends to a pipe from a thread, since the reader may be busy in a library for long; of news only the latest."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[Job | News] = []
        self._closed = False
        self._condition = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="matchmaking-engine-letters", daemon=True)
        self._thread.start()

    def post(self, letter: Job | News) -> None:
        with self._condition:
            self._waiting = [*(one for one in self._waiting if isinstance(one, Job)), letter]
            self._condition.notify()

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                letter = self._waiting.pop(0)
            try:
                self._connection.send(letter)
            except OSError:  # the process has ended; whoever reads from it learns so
                return
