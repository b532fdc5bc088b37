"""What the service writes to standard error, as whoever runs it reads it."""

from __future__ import annotations

import json
import subprocess
import sys

from matchmaking.app import ROOT
from tests.conftest import environment_for

SCRIPT = """
import logging, os, structlog
from matchmaking.app import configure_logging
from matchmaking.config import load
configure_logging(load(dict(os.environ)))
structlog.get_logger("room").error("run_failed", run=7)
logging.getLogger("matchmaking.engine.crew.crew").error("%s broke: %s", "climb", "Traceback\\n  boom")
logging.getLogger("matchmaking.engine.crew.crew").info("no news")
"""


def written(log_format: str) -> list[str]:
    """The lines that a process of its own writes, since pytest takes over logging in this one."""
    environment = environment_for("postgresql://nobody@localhost/none", LOG_FORMAT=log_format)
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return answer.stderr.splitlines()


def test_the_engines_errors_stand_in_the_log_as_lines_of_json() -> None:
    lines = [json.loads(line) for line in written("json")]

    assert [(line["level"], line["event"]) for line in lines] == [
        ("error", "run_failed"),
        ("error", "climb broke: Traceback\n  boom"),
    ]
    assert lines[1]["logger"] == "matchmaking.engine.crew.crew"


def test_for_people_they_are_text() -> None:
    text = "\n".join(written("text"))

    assert ("run_failed" in text, "climb broke: Traceback" in text, "no news" in text) == (True, True, False)
