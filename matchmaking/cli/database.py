"""Commands that prepare the database."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click
import flask_migrate
from flask import Flask

from matchmaking.app import create_app
from matchmaking.config import ConfigError, load
from matchmaking.demo.load import load_public_facts


def application() -> Flask:
    """The application that the environment describes; a bad setting ends the command with a sentence."""
    try:
        return create_app(load(os.environ))
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


@click.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    with application().app_context():
        flask_migrate.upgrade()
    click.echo("The database is up to date.")


@click.command()
def seed() -> None:
    """Load the sectors, and the public facts about events and organisations. May be run again."""
    with application().app_context():
        counted = load_public_facts(now=datetime.now(UTC))
    click.echo(", ".join(f"{count} {what}" for what, count in counted.items()) + " are there.")
