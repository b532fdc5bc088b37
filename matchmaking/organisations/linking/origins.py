"""Where the fields of a profile came from: kept when an import writes and when somebody edits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.organisations.linking.columns import ATTRIBUTES, LISTINGS
from matchmaking.organisations.linking.models import FieldOrigin
from matchmaking.organisations.models import Organisation

_COLUMNS = {attribute: column for column, attribute in ATTRIBUTES.items()}


def note_edit(
    organisation: Organisation, old: Mapping[str, Any], new: Mapping[str, Any], *, actor: Person, now: datetime
) -> None:
    """Keep that `actor` edited these fields of a profile here, inside the transaction that saves them.

    `old` and `new` are what `profile.changes` gave.
    """
    edited = {_COLUMNS.get(name, name) for name in new if name != "listings"}
    edited |= _edited_listings(old.get("listings", ()), new.get("listings", ()))
    known = {
        row.field: row
        for row in session().scalars(
            sa.select(FieldOrigin).where(FieldOrigin.organisation_id == organisation.id, FieldOrigin.field.in_(edited))
        )
    }
    for field in sorted(edited):
        row = known.get(field) or FieldOrigin(organisation_id=organisation.id, field=field)
        row.edited_by_id, row.edited_at = actor.id, now
        session().add(row)


def _edited_listings(old: Collection[Mapping[str, Any]], new: Collection[Mapping[str, Any]]) -> set[str]:
    def of_kind(listings: Collection[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
        return [item for item in listings if item["kind"] == kind]

    return {column for column, kind in LISTINGS.items() if of_kind(old, kind.value) != of_kind(new, kind.value)}
