"""`matchmaking schedule` and `matchmaking check`: plan files without a database."""

from __future__ import annotations

import os
import signal
import sys
from math import isnan
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Never, Self

import click

from matchmaking.engine import (
    Instance,
    InstanceError,
    Limits,
    Plan,
    Progress,
    Status,
    explain_conflict,
    read_instance,
    read_plan,
    solve,
    write_plan,
)
from matchmaking.engine import check as violations_of

MOST_BYTES = 200 * 1000 * 1000
BAD_FILE = 2
INFEASIBLE = 3
NO_PLAN = 4


class _Seconds(click.FloatRange):
    """A number of seconds. NaN is in no range, but compares as if it were in every one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if isnan(seconds):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return seconds


@click.command()
@click.argument("instance_file", metavar="INSTANCE.json", type=click.Path(path_type=Path))
@click.option("--output", required=True, metavar="PLAN.json", type=click.Path(path_type=Path))
@click.option("--time-limit", default=60.0, show_default=True, type=_Seconds(min=0.0))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 256))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1))
def schedule(instance_file: Path, output: Path, time_limit: float, workers: int, seed: int) -> None:
    """Compute the best plan for the instance in a file.

    Ends with 0 when there is a plan, 2 for a bad file, 3 when it is proven that there is no plan,
    4 when the time ran out with none. Ctrl-C ends the search with the best plan so far.
    """
    instance = _instance(instance_file)
    _require_writable(output, instance_file)
    with _Interrupt() as interrupt, _Line() as line:

        def on_progress(progress: Progress) -> bool:
            line.show(progress, len(instance.meetings))
            return not interrupt.seen

        plan = solve(instance, Limits(time_limit, workers, seed), on_progress)
    try:
        output.write_text(write_plan(plan), encoding="utf-8")
    except OSError as error:
        _refuse(output, error.strerror or str(error))
    click.echo(_summary(instance, plan), err=True)
    if plan.status is Status.INFEASIBLE:
        sys.exit(INFEASIBLE)
    if plan.status is Status.UNKNOWN:
        sys.exit(NO_PLAN)


@click.command()
@click.argument("instance_file", metavar="INSTANCE.json", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN.json", type=click.Path(path_type=Path))
def check(instance_file: Path, plan_file: Path) -> None:
    """List every rule of the instance that a plan breaks.

    Ends with 0 when it breaks none, 1 when it breaks some, 2 for a bad file.
    """
    instance = _instance(instance_file)
    try:
        plan = read_plan(_content(plan_file), instance)
    except InstanceError as error:
        _refuse(plan_file, str(error))
    found = violations_of(instance, plan)
    for violation in found:
        click.echo(f"{violation.rule}: {violation.detail}")
    if found:
        sys.exit(1)
    click.echo(f"no violation: {len(plan.meetings)} of {len(instance.meetings)} meetings placed, {plan.status}")


def _instance(path: Path) -> Instance:
    try:
        return read_instance(_content(path))
    except InstanceError as error:
        _refuse(path, str(error))


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            _refuse(path, f"{size / 1e6:.0f} MB is too large; {MOST_BYTES / 1e6:.0f} MB is the most")
        with path.open("rb") as file:  # a pipe tells no size, so never read more than the most
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        _refuse(path, error.strerror or str(error))
    if len(content) > MOST_BYTES:
        _refuse(path, f"it is too large; {MOST_BYTES / 1e6:.0f} MB is the most")
    return content


def _require_writable(output: Path, instance_file: Path) -> None:
    """Refuse before the search what would lose its plan."""
    if not output.parent.is_dir():
        _refuse(output, f"the folder {output.parent} does not exist")
    try:
        is_new = not output.exists()
        if not is_new and output.samefile(instance_file):
            _refuse(output, "the plan would take the place of the instance")
        output.open("ab").close()
        if is_new:
            output.unlink()
    except OSError as error:
        _refuse(output, error.strerror or str(error))


def _refuse(path: Path, sentence: str) -> Never:
    click.echo(f"{path}: {sentence}", err=True)
    sys.exit(BAD_FILE)


def _summary(instance: Instance, plan: Plan) -> str:
    if plan.status is Status.INFEASIBLE:
        return f"infeasible: {explain_conflict(instance, plan.conflict)} ({plan.seconds:.1f} s)"
    if plan.status is Status.UNKNOWN:
        return f"unknown: no plan was found in {plan.seconds:.1f} s"
    values = ", ".join(f"{value.name} {value.value} (bound {value.bound})" for value in plan.objective)
    placed = f"{len(plan.meetings)} of {len(instance.meetings)} meetings placed"
    return f"{plan.status}: {placed}, {values} ({plan.seconds:.1f} s)"


class _Interrupt:
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


class _Line:
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
