"""A mailbox for the demo and the tests: an SMTP server that puts every mail into a folder.

It takes mail for anybody without asking, so it listens on the local machine only.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from matchmaking.mail.delivered import Delivered, one

Stage = Literal["recipient", "data"]


class Sink:
    """An SMTP server on 127.0.0.1 that delivers into `folder`; `with Sink(folder) as sink:` runs it.

    `port` 0 takes a free one; `sink.port` tells which. Files appear whole, under keys that sort in the
    order of delivery. All methods may be called from any thread.
    """

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.folder = folder
        self.port = port
        self._changed = threading.Condition()
        self._keys: list[str] = []
        self._refused = 0
        self._refusals: dict[Stage, list[str]] = {"recipient": [], "data": []}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen, or raise OSError where the port is taken. Listens already when it returns."""
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        serving = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(self._loop, listening, serving), name="smtp-sink", daemon=True
        )
        self._thread.start()
        serving.wait()  # else a `stop` right after this would be lost while the server is being made

    def stop(self) -> None:
        """Stop listening, drop the connections, and wait until the server's thread has ended."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def refuse_next(self, n: int, code: int = 451, at: Stage = "data") -> None:
        """Refuse the next `n` mails with `code`: once they are sent, or at their first recipients."""
        with self._changed:
            self._refusals[at] += [f"{code} refused, as asked"] * n

    def wait_for(self, count: int, timeout: float) -> list[Delivered]:
        """The mails delivered since this sink was made, oldest first, as soon as there are `count` of them.

        Raises TimeoutError after `timeout` seconds.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._keys) >= count, timeout):
                raise TimeoutError(f"{len(self._keys)} of {count} mails came within {timeout} seconds")
            keys = list(self._keys)
        return [mail for mail in (one(self.folder, key) for key in keys) if mail is not None]

    def wait_for_refusals(self, count: int, timeout: float) -> None:
        """Return as soon as `count` mails have been refused; TimeoutError after `timeout` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._refused >= count, timeout):
                raise TimeoutError(f"{self._refused} of {count} mails were refused within {timeout} seconds")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks the hook up by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to each RCPT TO."""
        refusal = self._refusal("recipient")
        if refusal is None:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return refusal or "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks the hook up by this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Answer to a whole mail."""
        refusal = self._refusal("data")
        if refusal is None:
            self._deliver(envelope)
        return refusal or "250 OK"

    def _refusal(self, at: Stage) -> str | None:
        with self._changed:
            if not self._refusals[at]:
                return None
            self._refused += 1
            self._changed.notify_all()
            return self._refusals[at].pop(0)

    def _deliver(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        head = "".join(f"Delivered-To: {address}\r\n" for address in envelope.rcpt_tos)
        head += f"Return-Path: <{envelope.mail_from}>\r\n"
        with self._changed:
            key = f"{time.time_ns():020d}-{len(self._keys):06d}"
            whole = self.folder / "tmp" / key
            whole.write_bytes(head.encode() + content)
            whole.replace(self.folder / f"{key}.eml")
            self._keys.append(key)
            self._changed.notify_all()

    def _serve(self, loop: asyncio.AbstractEventLoop, listening: socket.socket, serving: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(loop.create_server(self._connection, sock=listening))
        loop.call_soon(serving.set)
        try:
            loop.run_forever()
        finally:
            server.close()
            connections = asyncio.all_tasks(loop)
            for task in connections:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*connections, return_exceptions=True))
            loop.close()

    def _connection(self) -> SMTP:
        return SMTP(self, hostname="localhost", ident="Matchmaking mailbox", loop=self._loop)
