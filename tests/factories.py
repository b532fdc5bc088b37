"""Rows for tests. Each function stores one thing with sensible values; name only what the test is about."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from flask_security.utils import hash_password

from matchmaking.accounts.models import Person, Role
from matchmaking.cooperation.models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    EntryState,
    NewsItem,
    Partnership,
    PartnershipMember,
    StoryPartner,
    SuccessStory,
)
from matchmaking.cooperation.services.agreements import refresh_agreement
from matchmaking.cooperation.services.partnerships import refresh as refresh_partnership
from matchmaking.db import session
from matchmaking.events.models import Event, EventMode, EventState, EventType, MeetingTable, Slot
from matchmaking.meetings.models import MeetingRequest, Priority, RequestState
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    AffiliationState,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Sector,
)
from matchmaking.registrations.models import Registration, RegistrationState
from matchmaking.web.folding import fold, search_document, slugify

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
"""A Monday on which most tests take place."""
PASSWORD = "correct horse battery"

_numbers = itertools.count(1)
_hashed: dict[str, str] = {}


def store(row: Any) -> Any:
    """Commit `row`, so that it has an id and every session sees it. What is known of other rows stays known.

    Read anew after each row that is stored, a fifth of a test's time would go into reading what it wrote.
    """
    current = session()
    current.add(row)
    current.expire_on_commit = False
    try:
        current.commit()
    finally:
        current.expire_on_commit = True
    return row


def person(name: str = "Alice", *, roles: Sequence[str] = (), **values: Any) -> Person:
    """A person with a confirmed address and the password `PASSWORD`."""
    number = next(_numbers)
    values.setdefault("email", f"{slugify(name)}-{number}@people.example")
    values.setdefault("confirmed_at", NOW)
    values.setdefault("time_zone", "Europe/Brussels")
    held = [session().query(Role).filter_by(name=role).one_or_none() or Role(name=role) for role in roles]
    stored: Person = store(
        Person(name=name, password=_password(), fs_uniquifier=f"uniquifier-{number}", roles=held, **values)
    )
    return stored


def _password() -> str:
    if not _hashed:
        _hashed["hash"] = hash_password(PASSWORD)
    return _hashed["hash"]


def sign_in(client: FlaskClient, who: Person) -> FlaskClient:
    """Let `client` be `who` from now on (without the sign-in page, which has tests of its own)."""
    with client.session_transaction() as cookie:
        cookie["_user_id"] = who.fs_uniquifier
        cookie["_fresh"] = True
    return client


def sector(code: str = "aerospace", **values: Any) -> Sector:
    known = session().get(Sector, code)
    if known is not None:
        return known
    values = {"name_en": code.replace("_", " ").title(), "name_fr": code.title(), "nace": [], "naics": []} | values
    stored: Sector = store(Sector(code=code, **values))
    return stored


def organisation(name: str = "Skywin", *, manager: Person | None = None, **values: Any) -> Organisation:
    """A published organisation, managed by `manager` where one is given."""
    number = next(_numbers)
    values = {
        "slug": f"{slugify(name)}-{number}",
        "kind": OrganisationKind.SME,
        "state": OrganisationState.PUBLISHED,
        "country_code": "BE",
        "created_at": NOW,
        "changed_at": NOW,
        "published_at": NOW,
        "search_text": search_document(name, values.get("city"), values.get("description")),
        "sort_name": fold(name),
    } | values
    stored: Organisation = store(Organisation(name=name, **values))
    if manager is not None:
        affiliation(manager, stored)
    return stored


def affiliation(who: Person, where: Organisation, **values: Any) -> Affiliation:
    values = {
        "role": AffiliationRole.MANAGER,
        "state": AffiliationState.CONFIRMED,
        "requested_at": NOW,
        "answered_at": NOW,
    } | values
    stored: Affiliation = store(Affiliation(person=who, organisation=where, **values))
    return stored


def event(name: str = "Matchmaking Day", *, organiser: Person | None = None, **values: Any) -> Event:
    """A published matchmaking event in Montréal eight weeks after `NOW`, without slots and tables."""
    number = next(_numbers)
    values = {
        "slug": f"{slugify(name)}-{number}",
        "type": EventType.MATCHMAKING,
        "audiences": ["cluster_managers", "sme"],
        "mode": EventMode.ON_SITE,
        "starts_at": datetime(2027, 3, 10, 14, 0, tzinfo=UTC),
        "ends_at": datetime(2027, 3, 11, 22, 0, tzinfo=UTC),
        "time_zone": "America/Toronto",
        "city": "Montréal",
        "country_code": "CA",
        "countries": ["CA"],
        "state": EventState.PUBLISHED,
        "has_meetings": True,
        "registration_open": True,
        "created_at": NOW,
        "changed_at": NOW,
        "search_text": search_document(name, values.get("city", "Montréal")),
        "sort_name": fold(name),
    } | values
    stored: Event = store(Event(name=name, organisers=[organiser] if organiser else [], **values))
    return stored


def slots(of: Event, count: int = 4, *, minutes: int = 20, pause: int = 5) -> list[Slot]:
    """`count` slots from the event's start on."""
    made = []
    start = of.starts_at
    for _ in range(count):
        made.append(Slot(event=of, starts_at=start, ends_at=start + timedelta(minutes=minutes), session="morning"))
        start += timedelta(minutes=minutes + pause)
    session().add_all(made)
    session().commit()
    return made


def tables(of: Event, count: int = 2) -> list[MeetingTable]:
    """Tables 1 to `count`."""
    made = [MeetingTable(event=of, number=number) for number in range(1, count + 1)]
    session().add_all(made)
    session().commit()
    return made


def registration(at: Event, who: Person | None = None, of: Organisation | None = None, **values: Any) -> Registration:
    """An approved registration, of a new person and organisation where none is given."""
    values = {"state": RegistrationState.APPROVED, "created_at": NOW, "changed_at": NOW} | values
    who = who or person(f"Person {next(_numbers)}")
    of = of or organisation(f"Organisation {next(_numbers)}", manager=who)
    stored: Registration = store(Registration(event=at, person=who, organisation=of, **values))
    return stored


def request(sender: Registration, recipient: Registration, **values: Any) -> MeetingRequest:
    """An accepted meeting request."""
    values = {
        "priority": Priority.NORMAL,
        "state": RequestState.ACCEPTED,
        "created_at": NOW,
        "answered_at": NOW,
    } | values
    stored: MeetingRequest = store(MeetingRequest(event=sender.event, sender=sender, recipient=recipient, **values))
    return stored


def partnership(acronym: str = "ABROAD", **values: Any) -> Partnership:
    """A partnership of which little is stated, without members."""
    values = {
        "slug": slugify(acronym),
        "name": f"{acronym} in full",
        "target_countries": [],
        "created_at": NOW,
        "changed_at": NOW,
    } | values
    made = Partnership(acronym=acronym, **values)
    refresh_partnership(made)
    stored: Partnership = store(made)
    return stored


def partnership_member(of: Partnership, who: Organisation | None = None, **values: Any) -> PartnershipMember:
    """`who`, or somebody who is only named, as a further member."""
    stored: PartnershipMember = store(
        PartnershipMember(partnership=of, organisation=who, position=next(_numbers), **values)
    )
    return stored


def agreement(*parties: Organisation, title: str = "Wings together", **values: Any) -> Agreement:
    """A published memorandum of understanding between `parties`."""
    values = {
        "slug": f"{slugify(title)}-{next(_numbers)}",
        "kind": AgreementKind.MOU,
        "state": EntryState.PUBLISHED,
        "created_at": NOW,
        "changed_at": NOW,
        "source_document": "A press release",
        "sectors": [sector()],
    } | values
    made = Agreement(
        title=title,
        parties=[AgreementParty(organisation=one, position=place) for place, one in enumerate(parties)],
        **values,
    )
    refresh_agreement(made)
    stored: Agreement = store(made)
    return stored


def story(*partners: Organisation, title: str = "How we flew", **values: Any) -> SuccessStory:
    """A published story of `partners` that lacks nothing."""
    values = {
        "slug": f"{slugify(title)}-{next(_numbers)}",
        "state": EntryState.PUBLISHED,
        "summary": "We flew together.",
        "context": "Two clusters.",
        "cooperation_type": "Business sharing",
        "objective": "To fly.",
        "results": "We fly.",
        "source_document": "Told by the partners",
        "created_at": NOW,
        "changed_at": NOW,
        "sectors": [sector()],
    } | values
    stored: SuccessStory = store(
        SuccessStory(
            title=title,
            partners=[StoryPartner(organisation=one, position=place) for place, one in enumerate(partners)],
            **values,
        )
    )
    return stored


def news_item(title: str = "A visit", **values: Any) -> NewsItem:
    """A published item about Canada."""
    values = {
        "slug": f"{slugify(title)}-{next(_numbers)}",
        "body": "They *met*.",
        "state": EntryState.PUBLISHED,
        "happened_on": NOW.date().isoformat(),
        "published_on": NOW.date(),
        "countries": ["CA"],
        "source_document": "A paper",
        "created_at": NOW,
        "changed_at": NOW,
    } | values
    stored: NewsItem = store(NewsItem(title=title, **values))
    return stored
