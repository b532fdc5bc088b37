"""Promises about the tests themselves: they use the real thing, and wait for what happens, not for the clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from matchmaking.app import ROOT


def mocks_and_sleeps(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {getattr(node, "module", None) or "", *(alias.name for alias in node.names)}
            if names & {"mock", "unittest.mock", "pytest_mock"}:
                yield f"{node.lineno}: a mock"
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in {"time.sleep", "sleep"} or called.endswith(".wait_for_timeout"):
                yield f"{node.lineno}: a sleep"
            elif called.endswith(("monkeypatch.setattr", "monkeypatch.delattr")):
                yield f"{node.lineno}: a patch"


def test_tests_mock_patch_and_sleep_nowhere() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{what}"
        for path in sorted(Path(ROOT / "tests").rglob("*.py"))
        for what in mocks_and_sleeps(path.read_text())
    ]

    assert found == []


def test_a_mock_a_patch_and_a_sleep_are_noticed() -> None:
    source = "from unittest import mock\nimport unittest.mock\ntime.sleep(1)\nmonkeypatch.setattr(a, 'b', 1)\nreal()"

    assert list(mocks_and_sleeps(source)) == ["1: a mock", "2: a mock", "3: a sleep", "4: a patch"]
