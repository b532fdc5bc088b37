"""Contact points of public documents; loading the same again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchmaking.audit.models import AuditEntry
from matchmaking.audit.services import record
from matchmaking.cooperation.contact_details import ContactDetails, name_of
from matchmaking.cooperation.models import ContactPoint, Network
from matchmaking.cooperation.services.contact_points import apply_details
from matchmaking.db import transaction
from matchmaking.organisations.public_documents import source_document

_LOADED = "contact_point.load"


def load_contact_points(rows: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Store contact points as `demo/data/contact_points.json` holds them. Organisations must have been loaded.

    One that exists, or was loaded once and has been removed or moved since, is left as it is. The number of new ones.
    """
    with transaction() as current:
        known = {(point.network, point.country_code, point.city) for point in current.scalars(sa.select(ContactPoint))}
        loaded = set(current.scalars(sa.select(AuditEntry.subject_name).where(AuditEntry.action == _LOADED)))
        new = [
            details
            for details in map(_details, rows)
            if (details.network, details.country_code, details.city) not in known and name_of(details) not in loaded
        ]
        for details in new:
            point = ContactPoint(changed_at=now)
            apply_details(point, details)
            current.add(point)
            current.flush()
            record(
                _LOADED,
                point,
                actor=None,
                now=now,
                name=name_of(point),
                after={"source": point.source_document},
            )
    return len(new)


def _details(row: Mapping[str, Any]) -> ContactDetails:
    source = row["source"]
    return ContactDetails(
        network=Network(row["network"]),
        country_code=row["country"],
        region=row["region"] or "",
        city=row["city"] or "",
        organisation=row["organisation"],
        website=row["website"] or "",
        source_document=source_document(source),
        source_url=source["url"] or "",
    )
