"""Contact points: added, changed, removed by administrators, and loaded from public documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.models import AuditEntry
from matchmaking.audit.services import record
from matchmaking.cooperation.contact_words import NETWORKS
from matchmaking.cooperation.models import ContactPoint, Network
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations import websites
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.web.locale import countries

_LOADED = "contact_point.load"
_UNIQUE = "uq_contact_point_network_country_code_city"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetails:
    """What is told of a contact point. `organisation`: the slug of its support office, empty for none."""

    network: Network
    country_code: str
    region: str = ""
    city: str = ""
    organisation: str = ""
    website: str = ""
    source_document: str = ""
    source_url: str = ""


def details_of(point: ContactPoint) -> ContactDetails:
    """What is stored now."""
    return ContactDetails(
        network=point.network,
        country_code=point.country_code,
        region=point.region,
        city=point.city,
        organisation=point.organisation.slug if point.organisation else "",
        website=point.website,
        source_document=point.source_document,
        source_url=point.source_url,
    )


def name_of(point: ContactPoint | ContactDetails) -> str:
    """The network and the place: "Enterprise Europe Network, Ottawa"."""
    return ", ".join(
        part for part in (NETWORKS[point.network], point.city or countries("en")[point.country_code]) if part
    )


def add_contact_point(details: ContactDetails, *, actor: Person, now: datetime) -> ContactPoint:
    """Raises Invalid for a wrong value, and where the network has one in that city already."""
    with transaction() as current:
        point = ContactPoint(changed_at=now)
        _apply(point, details)
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
        _apply(point, details)
        _flush()
        after = _plain(point)
        differing = [name for name in before if before[name] != after[name]]
        if differing:
            point.changed_at = now
            record(
                "contact_point.edit",
                point,
                actor=actor,
                now=now,
                name=name_of(point),
                before={name: before[name] for name in differing},
                after={name: after[name] for name in differing},
            )


def remove_contact_point(point_id: int, *, seen: datetime | None, actor: Person, now: datetime) -> None:
    """Take it away for good; its organisation stays. Raises Conflict when it was changed since `seen`."""
    with transaction() as current:
        point = _locked(point_id, seen)
        record("contact_point.remove", point, actor=actor, now=now, name=name_of(point), before=_plain(point))
        current.delete(point)


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
            _apply(point, details)
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
        source_document=", ".join(part for part in (source["document"], source["section"]) if part),
        source_url=source["url"] or "",
    )


def _apply(point: ContactPoint, details: ContactDetails) -> None:
    if details.country_code not in countries("en"):
        raise Invalid(_("Choose a country from the list."), field="country_code")
    if not details.source_document.strip():
        raise Invalid(_("Name the source, so that readers can see where it comes from."), field="source_document")
    point.network, point.country_code = details.network, details.country_code
    point.region, point.city = details.region, details.city
    point.website = _address(details.website, "website")
    point.source_document = details.source_document
    point.source_url = _address(details.source_url, "source_url")
    with session().no_autoflush:
        point.organisation = _office(details.organisation) if details.organisation else None


def _office(slug: str) -> Organisation:
    found = None if "\0" in slug else session().scalar(sa.select(Organisation).where(Organisation.slug == slug))
    if found is None or found.kind is not OrganisationKind.SUPPORT_OFFICE:
        raise Invalid(_("Choose a support office from the list."), field="organisation")
    return found


def _address(text: str, field: str) -> str:
    try:
        return websites.complete(text)
    except websites.BadWebsite:
        raise Invalid(_("This is not the address of a public website."), field=field) from None


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
