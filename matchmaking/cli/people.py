"""`matchmaking person`: accounts and roles from the command line, above all the first administrator."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask_babel import force_locale

from matchmaking.accounts import queries, services
from matchmaking.accounts.models import RoleName
from matchmaking.app import create_app
from matchmaking.config import ConfigError, load
from matchmaking.errors import AppError

ROLES = click.Choice([role.value for role in RoleName])


@contextmanager
def _service() -> Iterator[Flask]:
    """The application that the environment describes; its refusals become one sentence and exit status 1."""
    try:
        app = create_app(load(os.environ))
        with app.app_context(), force_locale("en"):
            yield app
    except (ConfigError, AppError) as error:
        raise click.ClickException(str(error)) from None


@click.group()
def person() -> None:
    """Make accounts and give roles."""


@person.command()
@click.argument("email")
@click.option("--name", prompt="Name", help="As other people see it.")
@click.option("--role", "roles", type=ROLES, multiple=True, help="May be given twice.")
@click.option("--mail", is_flag=True, help="Ask for no password: mail the person a link to choose one.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)
def create(email: str, name: str, roles: tuple[str, ...], language: str, *, mail: bool) -> None:
    """Make an account for EMAIL. With a password it can be used at once."""
    with _service():
        address = _address(email)
        services.create_person(
            email=address,
            name=name.strip(),
            password=None if mail else _new_password(),
            roles=[RoleName(role) for role in roles],
            now=datetime.now(UTC),
            locale=language,
        )
        holds = f" as {' and '.join(roles)}" if roles else ""
        click.echo(f"{address} has an account{holds}." + (" A mail with a link is on its way." if mail else ""))


@person.command()
@click.argument("email")
@click.argument("role", type=ROLES)
def grant(email: str, role: str) -> None:
    """Give the person with EMAIL the role ROLE."""
    with _service():
        who = queries.person_by_email(email.strip())
        added = services.grant_role(who, RoleName(role), actor=None, now=datetime.now(UTC))
        click.echo(f"{who.email} is {role} now." if added else f"{who.email} was {role} already.")


def _address(email: str) -> str:
    try:
        return str(current_app.extensions["security"].mail_util.validate(email.strip()))
    except ValueError as error:
        raise click.ClickException(f"{email}: {error}") from None


def _new_password() -> str:
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    problems, password = current_app.extensions["security"].password_util.validate(given, is_register=False)
    if problems:
        raise click.ClickException(" ".join(str(problem) for problem in problems))
    return str(password)
