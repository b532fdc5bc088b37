from __future__ import annotations

import re

from matchmaking.app import ROOT
from matchmaking.scheduling.models import RunState

KINDS = (
    "person|organisation|affiliation|membership|import|source|partnership|event|registration|request|meeting|run|plan"
    "|section"
)


def test_every_action_of_the_log_has_words() -> None:
    recorded = {
        action
        for path in (ROOT / "matchmaking").rglob("*.py")
        for action in re.findall(rf'"((?:{KINDS})\.(?!id")[a-z_]+)"', path.read_text())
    } | {f"run.{state}" for state in RunState if state not in {RunState.QUEUED, RunState.RUNNING}}
    worded = re.findall(
        r"^    '([a-z]+\.[a-z_]+)': _\(", (ROOT / "templates/macros/audit.html").read_text(), re.MULTILINE
    )

    assert recorded - set(worded) == set()
    assert len(worded) == len(set(worded))
