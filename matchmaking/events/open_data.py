"""The calendar of events as a file: see `web.datasets`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from matchmaking.events import listing, queries
from matchmaking.events.filters import EventFilter, When, read
from matchmaking.events.linked_data import linked_data
from matchmaking.events.models import Event
from matchmaking.web.clock import current_time
from matchmaking.web.datasets import Args, Column, Dataset, Record, State, home, register, state_of
from matchmaking.web.locale import countries
from matchmaking.web.settings import absolute_url


def rows(args: Args) -> Iterator[Record]:
    """The events that the filters of the calendar leave, in its order; past and coming ones where it says nothing."""
    page = absolute_url("events.show", slug="SLUG")
    for event in listing.all_of(_wanted(args), now=current_time()):
        yield {
            "id": page.replace("SLUG", event.slug),
            "name": event.name,
            "summary": event.summary,
            "type": event.type.value,
            "audiences": event.audiences,
            "mode": event.mode.value if event.mode else "",
            "starts_at": event.starts_at,
            "ends_at": event.ends_at,
            "time_zone": event.time_zone,
            "venue": event.venue,
            "city": event.city,
            "country": event.country_code or "",
            "countries": event.countries,
            "sectors": event.sector_codes,
            "state": event.state.value,
            "website": event.website,
            "source": event.source_document,
            "source_url": event.source_url,
            "invented": event.is_demo,
            "changed_at": event.changed_at,
            "event": event,
        }


def linked(row: Record) -> dict[str, Any]:
    """A schema.org Event, with what it is about."""
    node = linked_data(row["event"], row["id"])
    del node["@context"]
    about = [
        {"@type": "DefinedTerm", "@id": f"{home()}#sector-{code}", "termCode": code} for code in row["sectors"]
    ] + [{"@type": "Country", "identifier": code} for code in row["countries"]]
    more = {
        "additionalType": f"{home()}#{row['type']}",
        "audience": [{"@type": "Audience", "audienceType": one} for one in row["audiences"]],
        "about": about,
        "sameAs": row["website"],
        "subjectOf": {"@type": "CreativeWork", "name": row["source"], "url": row["source_url"]}
        if row["source"]
        else None,
    }
    return {"@id": row["id"], **node, **{name: value for name, value in more.items() if value}}


def state(args: Args) -> State:
    wanted = listing.matching(_wanted(args), current_time())
    return state_of(
        sa.select(Event.id, Event.state, Event.sequence, Event.sector_codes, Event.changed_at).where(*wanted)
    )


def _wanted(args: Args) -> EventFilter:
    if "when" not in args:
        args = args.copy()
        args["when"] = When.ALL.value
    wanted, _problems = read(
        args,
        sectors={sector.code for sector in queries.sectors()},
        countries=countries("en"),
        today=current_time().date(),
    )
    return wanted


DATASET = Dataset(
    name="events",
    title=_l("Events"),
    description=_l("The public calendar: matchmaking events, conferences, missions and others, past and coming."),
    columns=(
        Column("id", _l("The address of its page; it stays the same.")),
        Column("name", _l("What it is called.")),
        Column("summary", _l("What it is about, in the language it was written in.")),
        Column(
            "type", _l("matchmaking, conference, information_event, trade_mission, trade_fair, training or webinar.")
        ),
        Column("audiences", _l("For whom it is, separated by |."), "cluster_managers | sme"),
        Column("mode", _l("on_site, online or hybrid; empty where a source does not say."), "on_site"),
        Column("starts_at", _l("When it starts, in UTC."), "2027-03-10T14:00:00Z"),
        Column("ends_at", _l("When it ends, in UTC; empty where a source does not say.")),
        Column("time_zone", _l("The zone of its clocks."), "America/Toronto"),
        Column("venue", _l("The house.")),
        Column("city", _l("The town."), "Montréal"),
        Column("country", _l("Where it takes place: the ISO 3166 code."), "CA"),
        Column("countries", _l("The countries that it concerns, separated by |."), "CA | FR"),
        Column("sectors", _l("Codes of the sectors, separated by |."), "aerospace"),
        Column("state", _l("published or cancelled."), "published"),
        Column("website", _l("Its own website.")),
        Column("source", _l("The public document that it was taken from; empty where an organiser entered it.")),
        Column("source_url", _l("Where that document is.")),
        Column("invented", _l("true for an event of a demonstration, which does not take place."), "false"),
        Column("changed_at", _l("When it was changed last, in UTC.")),
    ),
    rows=rows,
    linked=linked,
    state=state,
    kind="Event",
    page="events.index",
    filters=(
        Column("when", _l("upcoming, past or all; all where it is left out."), "upcoming"),
        Column("q", _l("Beginnings of words."), "montreal"),
        Column("type", _l("A type; may be given several times."), "conference"),
        Column("audience", _l("For whom; may be given several times."), "sme"),
        Column("sector", _l("A code of the sectors; may be given several times."), "aerospace"),
        Column("country", _l("An ISO 3166 code with two letters; may be given several times."), "CA"),
        Column("mode", _l("on_site, online or hybrid; may be given several times."), "online"),
        Column("from", _l("The first day, in the event's own zone."), "2027-01-01"),
        Column("to", _l("The last day."), "2027-12-31"),
    ),
)

register(DATASET)
