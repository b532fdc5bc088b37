"""Promises about the code base: every view has a guard, every task a sender, every setting its line."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from flask import Flask

from matchmaking.app import ROOT
from matchmaking.config import Settings
from matchmaking.jobs import BEAT_SCHEDULE
from matchmaking.web.guards import GUARD

LIBRARIES = ("bootstrap.", "static")
"""Views of libraries: static files, for all. Those of Flask-Security get their guard in `accounts.enclosure`."""


def test_every_view_has_a_guard(app: Flask) -> None:
    without = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(LIBRARIES) and not hasattr(app.view_functions[rule.endpoint], GUARD)
    ]

    assert without == []


def test_no_view_is_exempt_from_the_check_of_a_forms_token(app: Flask) -> None:
    csrf = app.extensions["csrf"]

    assert csrf._exempt_views == set()  # noqa: SLF001 -- the extension tells it nowhere else
    assert csrf._exempt_blueprints == set()  # noqa: SLF001 -- as above


def test_every_task_that_is_sent_or_scheduled_has_a_worker(app: Flask) -> None:
    sent = {
        name
        for path in (ROOT / "matchmaking").rglob("*.py")
        for name in re.findall(r'enqueue\(\s*"([\w.]+)"', path.read_text())
    }
    scheduled = {entry["task"] for entry in BEAT_SCHEDULE.values()}

    assert (sent | scheduled) - set(app.extensions["celery"].tasks) == set()


def test_only_services_commit() -> None:
    commits = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "matchmaking").rglob("*.py")
        if re.search(r"\.commit\(\)", path.read_text())
    }

    assert commits == {"matchmaking/db.py"}


def test_templates_hold_no_inline_script_style_or_unguarded_markup() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit}"
        for path in (ROOT / "templates").rglob("*.html")
        if "/mail/" not in str(path) and "/email/" not in str(path)
        for hit in re.findall(
            r'\sstyle="|<style|\son[a-z]+=["\']|autoescape false|\|\s*safe\b|<script(?![^>]*\bsrc=)(?![^>]*ld\+json)',
            path.read_text(),
        )
    ]

    assert found == []


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    names = {
        "MATCHMAKING_ENV" if field.name == "environment" else field.name.upper()
        for field in dataclasses.fields(Settings)
    }

    assert {name for name in names if f"`{name}`" not in text} == set()


def test_no_python_file_of_the_package_grows_past_what_one_reads_in_a_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "matchmaking").rglob("*.py")
        if (lines := len(Path(path).read_text().splitlines())) > 330
    }

    assert long == {}
