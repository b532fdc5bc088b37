"""Linked sources: which other mapping sites are read, how often, and what happens with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations.linking.models import FileFormat, LinkedSource
from matchmaking.organisations.linking.services.batches import source_key
from matchmaking.web.settings import settings


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """What an administrator says about a source."""

    name: str
    address: str
    format: FileFormat
    every_hours: int
    is_active: bool
    applies_clear_rows: bool


def save_source(
    source_id: int | None, details: SourceDetails, *, seen: int, actor: Person, now: datetime
) -> LinkedSource:
    """Add a source, or change one. Raises Invalid, and Conflict where somebody changed it after `seen`."""
    _check_address(details.address)
    with transaction():
        source = _found(source_id, details.name, seen=seen, now=now)
        before = _facts(source)
        if source.address != details.address or source.format is not details.format:
            source.etag = ""
        source.name, source.key = details.name, source_key(details.name, None)
        source.address, source.format, source.every_hours = details.address, details.format, details.every_hours
        source.is_active, source.applies_clear_rows = details.is_active, details.applies_clear_rows
        source.next_at = now if details.is_active else None
        source.version += 1
        source.changed_at = now
        session().add(source)
        _flush()
        after = _facts(source)
        changed = {name for name in after if after[name] != before[name]}
        record(
            "source.create" if source_id is None else "source.edit",
            source,
            actor=actor,
            now=now,
            before={} if source_id is None else {name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )
    return source


def _flush() -> None:
    try:
        session().flush()
    except IntegrityError as error:  # somebody took the name in this very moment
        if broken_constraint(error) != "uq_linked_source_key":
            raise
        raise _taken() from error


def _taken() -> Invalid:
    return Invalid(_("There is a source of this name already."), field="name")


def _check_address(address: str) -> None:
    """Where it leads is judged when it is fetched; here only that it is an address at all."""
    try:
        parts = urlsplit(address)
        is_whole = bool(parts.hostname) and parts.username is None and parts.port != 0 and not parts.fragment
    except ValueError:
        is_whole = False
        parts = urlsplit("")
    schemes = {"https", "http"} if settings().fetch_private else {"https"}
    if not is_whole or parts.scheme not in schemes or any(char.isspace() for char in address):
        raise Invalid(_("Write the whole address of the file, beginning with https://."), field="address")


def _found(source_id: int | None, name: str, *, seen: int, now: datetime) -> LinkedSource:
    """The source to change, locked; a new one, or one that was only uploaded so far and gets its address now."""
    named = session().scalar(
        sa.select(LinkedSource).where(LinkedSource.key == source_key(name, None)).with_for_update()
    )
    if source_id is None:
        if named is not None and named.address:
            raise _taken()
        return named or LinkedSource(
            address="", etag="", is_active=False, applies_clear_rows=False, every_hours=24, version=0, created_at=now
        )
    source = session().get(LinkedSource, source_id, with_for_update=True, populate_existing=True)
    if source is None or not source.address:
        raise NotFound("no such source")
    if source.version != seen:
        raise Conflict(_("Somebody else has changed this source while you were writing."))
    if named is not None and named.id != source.id:
        raise _taken()
    return source


def _facts(source: LinkedSource) -> dict[str, object]:
    return {
        "name": source.name,
        "address": source.address,
        "format": source.format.value if source.format else None,
        "every_hours": source.every_hours,
        "is_active": source.is_active,
        "applies_clear_rows": source.applies_clear_rows,
    }
