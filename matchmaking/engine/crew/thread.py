"""A searcher in a thread of this process: for instances so small that a process would take longer than the search."""

import importlib
import queue
import threading
import traceback

from matchmaking.engine.crew.messages import Done, Failed, Job, Message, News
from matchmaking.engine.crew.writing_desk import WritingDesk
from matchmaking.engine.desk import Stopped
from matchmaking.engine.indexed import index


class ThreadPost:
    """As `ProcessPost`, but it ends only when the searcher next asks its desk, or listens.

    The interpreter waits for that before it ends: a thread that it left behind inside a solver would abort the process.
    """

    def __init__(self, job: Job) -> None:
        self.searcher = job.searcher
        self.ended = False
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._job = job
        self._desk = WritingDesk(job.limits, job.seconds, job.instance.objective, self._messages.put)
        self._desk.hear(job.news)
        self._thread = threading.Thread(target=self._run, name="matchmaking-engine")
        self._thread.start()

    def tell(self, news: News) -> None:
        """Pass on what is known by now."""
        self._desk.hear(news)

    def wait(self, seconds: float) -> None:
        """Wait until it is done, but no longer than so many seconds."""
        self._thread.join(seconds)

    def messages(self) -> list[Message]:
        """What has come since the last call. The last message of all is `Done` or `Failed`."""
        found: list[Message] = []
        while not self._messages.empty():
            message = self._messages.get()
            found.append(message)
            self.ended = self.ended or isinstance(message, Done | Failed)
        return found

    def end(self) -> None:
        """Ask it to end."""
        self.ended = True
        self._desk.stop()

    def _run(self) -> None:
        job = self._job
        try:
            importlib.import_module(job.searcher).run(index(job.instance), self._desk)
        except Stopped:
            pass
        except BaseException:  # noqa: BLE001 -- told to whoever sent the job
            self._messages.put(Failed(traceback.format_exc()))
        self._messages.put(Done())
