"""`make demo ARGS=--once` from a fresh clone and again warm, and `make test`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from matchmaking.embedded import free_port


def measure() -> list[dict[str, Any]]:
    """Seconds and exit status of each command, in a clone of what is committed."""
    folder = Path(tempfile.mkdtemp(prefix="mm-clone-"))
    folder.chmod(0o755)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "VIRTUAL_ENV"))}
    environment["PORT"] = str(free_port())
    try:
        subprocess.run(["git", "clone", "--quiet", ".", str(folder / "clone")], check=True)
        commands = (
            ("demo, fresh clone", ["make", "demo", "ARGS=--once"]),
            ("demo, data kept", ["make", "demo", "ARGS=--once"]),
            ("demo, reset", ["make", "demo", "ARGS=--once --reset"]),
            ("test", ["make", "test"]),
        )
        return [_timed(name, command, folder / "clone", environment) for name, command in commands]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _timed(name: str, command: list[str], folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:], file=sys.stderr)
    return {"command": name, "seconds": round(time.monotonic() - began, 1), "status": done.returncode}
