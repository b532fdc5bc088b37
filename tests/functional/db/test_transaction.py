"""One use case is committed whole or not at all, and what follows a commit cannot undo it."""

# ruff: noqa: PT012 -- what is expected to fail is a whole use case

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from structlog.testing import capture_logs

from matchmaking.accounts.models import Role
from matchmaking.app import create_app
from matchmaking.db import after_commit, broken_constraint, db, gather, session, transaction
from tests.conftest import clone_database, settings_for, worker_number


@pytest.fixture
def committed(app: Flask) -> Iterator[Flask]:
    """An application whose commits last, on a database of its own."""
    application = create_app(settings_for(clone_database(f"transactions_{worker_number()}")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def names() -> list[str]:
    """The roles that another connection sees."""
    with db.engine.connect() as connection:
        return list(connection.scalars(sa.select(Role.name).order_by(Role.name)))


def test_transaction_commits_everything_inside(committed: Flask) -> None:
    with transaction() as current:
        current.add_all([Role(name="a"), Role(name="b")])
        current.flush()
        assert names() == []

    assert names() == ["a", "b"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_transaction_that_fails_leaves_nothing_and_calls_nobody(committed: Flask, error: type[BaseException]) -> None:
    called: list[str] = []

    with pytest.raises(error), transaction() as current:
        current.add(Role(name="a"))
        after_commit(lambda: called.append("after"))
        gather(called.extend, "gathered")
        current.flush()
        raise error

    assert (names(), called) == ([], [])
    with transaction() as current:
        current.add(Role(name="b"))
    assert (names(), called) == (["b"], [])


def test_transaction_that_cannot_commit_calls_nobody(committed: Flask) -> None:
    called: list[str] = []

    with pytest.raises(IntegrityError) as caught, transaction() as current:
        current.add_all([Role(name="a"), Role(name="a")])
        after_commit(lambda: called.append("after"))

    assert (names(), called) == ([], [])
    assert broken_constraint(caught.value) == "uq_role_name"


def test_transaction_does_not_nest_and_the_outer_one_fails_whole(committed: Flask) -> None:
    with pytest.raises(RuntimeError, match="one transaction"), transaction() as current:
        current.add(Role(name="a"))
        with transaction():
            pass

    assert names() == []
    with transaction() as current:
        current.add(Role(name="b"))
    assert names() == ["b"]


def test_after_commit_runs_in_order_when_others_see_the_change(committed: Flask) -> None:
    seen: list[object] = []
    receive = seen.append

    with transaction() as current:
        after_commit(lambda: seen.append(names()))
        gather(receive, 1)
        after_commit(lambda: seen.append("second"))
        gather(receive, 2)
        current.add(Role(name="a"))
        assert seen == []

    assert seen == [["a"], [1, 2], "second"]


def test_after_commit_that_raises_is_logged_and_the_rest_runs(committed: Flask) -> None:
    called: list[str] = []

    def fail() -> None:
        raise ValueError("no broker")

    with capture_logs() as logs, transaction() as current:
        current.add(Role(name="a"))
        after_commit(fail)
        after_commit(lambda: called.append("next"))

    assert (names(), called) == (["a"], ["next"])
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("after_commit_failed", "error")]


def test_after_commit_may_be_a_use_case_of_its_own(committed: Flask) -> None:
    def follow() -> None:
        with transaction() as current:
            current.add(Role(name="b"))

    with transaction() as current:
        current.add(Role(name="a"))
        after_commit(follow)

    assert names() == ["a", "b"]


def test_after_commit_outside_a_transaction_is_a_mistake_that_is_told(committed: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"):
        after_commit(lambda: None)
    with transaction():
        pass
    with pytest.raises(RuntimeError, match="inside a transaction"):
        gather(print, 1)


def test_broken_constraint_names_nothing_where_no_constraint_was_broken(committed: Flask) -> None:
    with pytest.raises(IntegrityError) as caught:
        session().execute(sa.insert(Role).values(name=None))

    assert broken_constraint(caught.value) is None
    assert broken_constraint(IntegrityError("", None, ValueError("another driver"))) is None


def test_a_lost_connection_fails_the_use_case_and_the_next_one_works(committed: Flask) -> None:
    with pytest.raises(OperationalError), transaction() as current:
        current.add(Role(name="a"))
        number = current.scalar(sa.text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:number)"), {"number": number})
        current.execute(sa.text("SELECT 1"))

    with transaction() as current:
        current.add(Role(name="b"))
    assert names() == ["b"]
