"""Contact points: added, changed, removed by administrators."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.changes import changed
from matchmaking.audit.services import record
from matchmaking.cooperation.contact_details import ContactDetails, details_of, name_of
from matchmaking.cooperation.models import ContactPoint
from matchmaking.cooperation.services.values import page_address
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.web.locale import countries

_UNIQUE = "uq_contact_point_network_country_code_city"


def add_contact_point(details: ContactDetails, *, actor: Person, now: datetime) -> ContactPoint:
    """Raises Invalid for a wrong value, and where the network has one in that city already."""
    with transaction() as current:
        point = ContactPoint(changed_at=now)
        apply_details(point, details)
        current.add(point)
        _flush()
        record("contact_point.add", point, actor=actor, now=now, name=name_of(point))
    return point


def edit_contact_point(
    point_id: int, details: ContactDetails, *, seen: datetime | None, actor: Person, now: datetime
) -> None:
    """Store `details`. `seen`: the `changed_at` that the writer started from.

    Raises Conflict when somebody has changed it since, Invalid as `add_contact_point` does.
    """
    with transaction():
        point = _locked(point_id, seen)
        before = _plain(point)
        apply_details(point, details)
        _flush()
        old, new = changed(before, _plain(point))
        if new:
            point.changed_at = now
            record("contact_point.edit", point, actor=actor, now=now, name=name_of(point), before=old, after=new)


def remove_contact_point(point_id: int, *, seen: datetime | None, actor: Person, now: datetime) -> None:
    """Take it away for good; its organisation stays. Raises Conflict when it was changed since `seen`."""
    with transaction() as current:
        point = _locked(point_id, seen)
        record("contact_point.remove", point, actor=actor, now=now, name=name_of(point), before=_plain(point))
        current.delete(point)


def apply_details(point: ContactPoint, details: ContactDetails) -> None:
    """Write `details` to the row. Raises Invalid for what is missing or unknown."""
    if details.country_code not in countries("en"):
        raise Invalid(_("Choose a country from the list."), field="country_code")
    if not details.source_document.strip():
        raise Invalid(_("Name the source, so that readers can see where it comes from."), field="source_document")
    point.network, point.country_code = details.network, details.country_code
    point.region, point.city = details.region, details.city
    point.website = page_address(details.website, "website")
    point.source_document = details.source_document
    point.source_url = page_address(details.source_url, "source_url")
    with session().no_autoflush:
        point.organisation = _office(details.organisation) if details.organisation else None


def _office(slug: str) -> Organisation:
    found = None if "\0" in slug else session().scalar(sa.select(Organisation).where(Organisation.slug == slug))
    if found is None or found.kind is not OrganisationKind.SUPPORT_OFFICE:
        raise Invalid(_("Choose a support office from the list."), field="organisation")
    return found


def _flush() -> None:
    try:
        session().flush()
    except IntegrityError as error:
        if broken_constraint(error) != _UNIQUE:
            raise
        raise Invalid(_("This network has a contact point in that city already."), field="city") from None


def _plain(point: ContactPoint) -> dict[str, Any]:
    return asdict(details_of(point)) | {"network": point.network.value}


def _locked(point_id: int, seen: datetime | None) -> ContactPoint:
    point = session().get(ContactPoint, point_id, with_for_update=True, populate_existing=True)
    if point is None:
        raise NotFound("no such contact point")
    if point.changed_at != seen:
        raise Conflict(_("Somebody else has changed this contact point while you were writing."))
    return point
