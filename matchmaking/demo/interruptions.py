"""Ctrl-C, SIGTERM and a closed terminal: they end the demo in order, with every process it started."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the demo to stop. Like KeyboardInterrupt, no failure that a library may handle."""


class Interruptions:
    """Raises Stopped where a signal comes: once, so that whoever presses again while it ends leaves nothing behind."""

    def __init__(self) -> None:
        self._held = False
        self._asked = False
        self._deaf = False
        self._before: dict[signal.Signals, Any] = {}

    @contextmanager
    def held(self) -> Iterator[None]:
        """What is started inside is started whole: a signal counts at the end of the block, also where that failed."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
            if self._asked:
                self._stop()

    def check(self) -> None:
        """Raise Stopped where it was asked for: a signal in a library's own clean-up goes no further than that."""
        if self._asked:
            raise Stopped

    def ignore(self) -> None:
        """From now on the demo ends by itself, and nothing interrupts that."""
        self._deaf = True

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        if not self._held:
            self._stop()

    def _stop(self) -> None:
        if not self._deaf:
            self._deaf = True
            raise Stopped

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._heard) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._asked and error is not None and not isinstance(error, Stopped):
            raise Stopped from error  # a library that is interrupted may fail in its own way
