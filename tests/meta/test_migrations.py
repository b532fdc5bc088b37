"""Promises about the migrations: one line from the first to the last, and what they make is what the models say."""

from __future__ import annotations

import re

import psycopg
from alembic.script import ScriptDirectory
from flask import Flask
from psycopg import sql

from matchmaking.app import ROOT
from tests.conftest import database_url, worker_number
from tests.meta.drift import problems


def test_migrations_are_one_line_whose_numbers_and_names_tell_their_order() -> None:
    script = ScriptDirectory(str(ROOT / "migrations"))
    line = list(reversed(list(script.walk_revisions())))

    assert script.get_heads() == [line[-1].revision]
    assert [step.down_revision for step in line] == [None, *(step.revision for step in line[:-1])]
    assert [step.revision for step in line] == [f"{number:04d}" for number in range(1, len(line) + 1)]
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert len(names) == len(line)
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z_]+\.py", name)] == []


def test_migrations_make_what_the_models_say_and_go_back_to_nothing(app: Flask) -> None:
    name = f"drift_{worker_number()}"
    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))

    assert problems(database_url(name)) == []
