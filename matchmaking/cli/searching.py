"""A search that a command starts: its options, its progress on stderr, Ctrl-C, and how the command ends."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from math import isnan
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

import click

from matchmaking.cli.instance_files import BAD_FILE
from matchmaking.engine import Instance, InstanceError, Limits, Plan, Progress, Status, explain_conflict, solve

INFEASIBLE = 3
NO_PLAN = 4

Command = TypeVar("Command", bound=Callable[..., Any])


class Seconds(click.FloatRange):
    """A number of seconds. NaN is in no range, but compares as if it were in every one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if isnan(seconds):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return seconds


def limited(command: Command) -> Command:
    """Give a command the options --time-limit, --workers and --seed."""
    for option in (
        click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1)),
        click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 256)),
        click.option("--time-limit", default=60.0, show_default=True, type=Seconds(min=0.0)),
    ):
        command = option(command)
    return command


def searched(instance: Instance, limits: Limits) -> Plan:
    """The best plan. Progress is told on stderr; Ctrl-C ends the search with the best plan so far."""
    with Interrupt() as interrupt, Line() as line:

        def on_progress(progress: Progress) -> bool:
            line.show(progress, len(instance.meetings))
            return not interrupt.seen

        try:
            return solve(instance, limits, on_progress)
        except InstanceError as error:  # it needs more memory than there is
            click.echo(str(error), err=True)
            sys.exit(BAD_FILE)


def end(instance: Instance, plan: Plan) -> None:
    """Say what came of it, and end with 3 or 4 where there is no plan."""
    click.echo(summary(instance, plan), err=True)
    if plan.status is Status.INFEASIBLE:
        sys.exit(INFEASIBLE)
    if plan.status is Status.UNKNOWN:
        sys.exit(NO_PLAN)


def summary(instance: Instance, plan: Plan) -> str:
    """The plan in a line."""
    if plan.status is Status.INFEASIBLE:
        return f"infeasible: {explain_conflict(instance, plan.conflict)} ({plan.seconds:.1f} s)"
    if plan.status is Status.UNKNOWN:
        return f"unknown: no plan was found in {plan.seconds:.1f} s"
    values = ", ".join(f"{value.name} {value.value} (bound {value.bound})" for value in plan.objective)
    placed = f"{len(plan.meetings)} of {len(instance.meetings)} meetings placed"
    return f"{plan.status}: {placed}, {values} ({plan.seconds:.1f} s)"


class Interrupt:
    """While entered, Ctrl-C is noted instead of raised; a second one ends the process, solver and all."""

    def __enter__(self) -> Self:
        self.seen = False
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        if self.seen:
            os.write(2, b"\nAborted!\n")
            os._exit(1)  # the solver's threads hear no exception
        self.seen = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)


class Line:
    """The progress on stderr: one line that is written over, or plain lines where nobody watches."""

    def __enter__(self) -> Self:
        self._stream = sys.stderr
        self._watched = self._stream.isatty()
        self._said: tuple[object, ...] = ()
        self._written = False
        return self

    def show(self, progress: Progress, meetings: int) -> None:
        """Say how it stands; where nobody watches, only when more than the seconds has changed."""
        said = (progress.state, progress.objective, progress.best, progress.bound, progress.placed)
        if not self._watched and said == self._said:
            return
        self._said = said
        parts = [f"{progress.seconds:6.1f} s", progress.state]
        if progress.placed is not None:
            parts.append(f"{progress.placed} of {meetings} placed")
        if progress.objective:
            parts.append(f"{progress.objective} {progress.best} (bound {progress.bound})")
        text = "  ".join(parts)
        if self._watched:
            self._stream.write(f"\r\x1b[K{text}")
            self._written = True
        else:
            self._stream.write(f"{text}\n")
        self._stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._written:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
