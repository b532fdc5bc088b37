"""Creating and editing what an event says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.cooperation.models import Partnership
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid
from matchmaking.events.counts import forget_after_commit
from matchmaking.events.local_time import SkippedTime, reading
from matchmaking.events.models import Event, EventMode, EventState, EventType
from matchmaking.events.services.locking import locked
from matchmaking.organisations.models import Sector
from matchmaking.web.folding import fold, free_slug, search_document, slugify
from matchmaking.web.locale import countries

_TIME_AND_PLACE = ("starts_at", "ends_at", "time_zone", "mode", "venue", "city", "country_code", "online_url")
_AUDITED = (
    "name", "summary", "programme", "type", "audiences", *_TIME_AND_PLACE, "countries", "sector_codes", "website",
    "has_meetings",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDetails:
    """What an organiser writes. `starts` and `ends` are naive: the clocks of `time_zone`."""

    name: str
    type: EventType
    audiences: list[str]
    mode: EventMode | None
    time_zone: str
    starts: datetime
    ends: datetime | None
    summary: str = ""
    programme: str = ""
    venue: str = ""
    city: str = ""
    country_code: str | None = None
    countries: list[str]
    sectors: list[str]
    online_url: str = ""
    website: str = ""
    has_meetings: bool = False
    partnerships: list[str] = field(default_factory=list)
    """The addresses (slugs) of the cluster partnerships that it is an event of."""


def create(details: EventDetails, *, actor: Person, now: datetime) -> Event:
    """A draft with `actor` as its organiser.

    Raises Invalid for a time that the clocks skip, or an end before the start.
    """
    with transaction() as current:
        event = Event(
            slug=_free_slug(details.name),
            state=EventState.DRAFT,
            organisers=[actor],
            registration_open=False,
            created_at=now,
            changed_at=now,
        )
        _apply(event, details)
        current.add(event)
        try:
            current.flush()
        except IntegrityError as error:
            if broken_constraint(error) == "uq_event_slug":
                raise Conflict(_("An event with this name was made at this very moment. Send it again.")) from None
            raise
        record("event.create", event, actor=actor, now=now, event_id=event.id, after=_shown(event))
    return event


def edit(slug: str, details: EventDetails, *, seen: datetime, actor: Person, now: datetime) -> Event:
    """Change what the event says. `seen` is the `changed_at` that the form was made from.

    Raises Conflict where somebody else has changed the event since, or where B2B meetings would be taken
    away from a released plan; Invalid as `create` does.
    """
    with transaction():
        event = locked(slug, actor)
        if event.changed_at != seen:
            raise Conflict(_("Somebody else has changed this event since you opened the form."))
        if event.is_released and not details.has_meetings:
            raise Conflict(_("A plan has been released, so this event keeps its meetings."))
        before = _shown(event)
        _apply(event, details)
        after = _shown(event)
        changed = [name for name in before if before[name] != after[name]]
        if changed:
            event.changed_at = now
            if any(name in _TIME_AND_PLACE for name in changed):
                event.sequence += 1
            record(
                "event.edit",
                event,
                actor=actor,
                now=now,
                event_id=event.id,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
            forget_after_commit()
    return event


def refresh(event: Event) -> None:
    """Keep what the listing searches and sorts by in step with what the event says."""
    places = [names[code] for names in (countries("en"), countries("fr")) for code in event.countries if code in names]
    country = countries("en").get(event.country_code or "", "")
    event.sector_codes = sorted(sector.code for sector in event.sectors)
    event.sort_name = fold(event.name)
    event.sort_place = fold(f"{event.city} {country}").strip() or ("online" if event.mode is EventMode.ONLINE else "")
    event.search_text = search_document(
        event.name, event.summary, event.venue, event.city, country, *places,
        *(name for sector in event.sectors for name in (sector.name_en, sector.name_fr)),
    )  # fmt: skip


def sectors_with(codes: list[str]) -> list[Sector]:
    """The sectors with these codes. Raises Invalid for a code that the taxonomy does not have."""
    found = list(session().scalars(sa.select(Sector).where(Sector.code.in_(codes)).order_by(Sector.code)))
    if len(found) != len(set(codes)):
        raise Invalid(_("Choose sectors from the list."), field="sectors")
    return found


def partnerships_with(slugs: list[str]) -> list[Partnership]:
    """The partnerships of these addresses. Raises Invalid for one that is not there, or not any more."""
    query = sa.select(Partnership).where(Partnership.slug.in_(slugs)).order_by(Partnership.sort_name, Partnership.id)
    found = list(session().scalars(query))
    if len(found) != len(set(slugs)):
        raise Invalid(_("Choose partnerships from the list."), field="partnerships")
    return found


def _apply(event: Event, details: EventDetails) -> None:
    event.name = details.name
    event.summary = details.summary
    event.programme = details.programme
    event.type = details.type
    event.audiences = sorted(details.audiences)
    event.mode = details.mode
    event.time_zone = details.time_zone
    event.starts_at = _instant(details.starts, details.time_zone, "starts")
    event.ends_at = _instant(details.ends, details.time_zone, "ends") if details.ends else None
    if event.ends_at is not None and event.ends_at <= event.starts_at:
        raise Invalid(_("The end must lie after the start."), field="ends")
    event.venue, event.city, event.country_code = details.venue, details.city, details.country_code
    event.countries = list(dict.fromkeys([*filter(None, [details.country_code]), *sorted(details.countries)]))
    with session().no_autoflush:
        event.sectors = sectors_with(details.sectors)
        event.partnerships = partnerships_with(details.partnerships)
    event.online_url, event.website = details.online_url, details.website
    event.has_meetings = details.has_meetings
    refresh(event)


def _instant(local: datetime, zone: str, field: str) -> datetime:
    try:
        return reading(local, zone).at
    except SkippedTime:
        raise Invalid(
            _(
                "On %(day)s the clocks in %(zone)s jump over %(time)s. Choose a time before or after.",
                day=f"{local:%Y-%m-%d}",
                zone=zone,
                time=f"{local:%H:%M}",
            ),
            field=field,
        ) from None


def _shown(event: Event) -> dict[str, Any]:
    values = {name: getattr(event, name) for name in _AUDITED}
    values["partnerships"] = [partnership.acronym for partnership in event.partnerships]
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _free_slug(name: str) -> str:
    wanted = slugify(name)
    taken = set(session().scalars(sa.select(Event.slug).where(Event.slug.startswith(wanted, autoescape=True))))
    return free_slug(wanted, taken)
