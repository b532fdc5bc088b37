"""Real Celery processes for tests: started as in production, ended when the test is done with them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GRACE = 15.0
"""Seconds that a process gets to end by itself."""


@contextmanager
def celery_worker(environment: Mapping[str, str], log: Path, *, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker for all queues, with the settings of `environment`; what it says goes to the file `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "wsgi:celery_app", "worker", "--queues", "default,solver"),
                *("--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
                *("--hostname", f"{name}@%h"),
            ],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask `process` to end, and end it where it does not."""
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
