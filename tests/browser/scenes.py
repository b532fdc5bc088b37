"""What a test needs before its first page: people, organisations and events, made by the use cases themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from matchmaking.accounts.models import RoleName
from matchmaking.accounts.queries import person_by_email
from matchmaking.accounts.services import create_person
from matchmaking.demo.records import records
from matchmaking.events.grid import GridSpec
from matchmaking.events.models import Audience, EventMode, EventType
from matchmaking.events.queries import event_by_slug
from matchmaking.events.services import EventDetails, make_slots, open_registration, publish, set_tables
from matchmaking.events.services import create as create_event
from matchmaking.meetings import services as meetings
from matchmaking.meetings.models import Priority
from matchmaking.organisations import services as organisations
from matchmaking.organisations.models import ListingKind, OrganisationKind, SizeBand
from matchmaking.organisations.profile import Listing, Profile
from matchmaking.organisations.queries import organisations_of
from matchmaking.registrations import services as registrations
from matchmaking.registrations.models import Registration
from matchmaking.registrations.queries import participation
from tests.browser.sites import Site

PASSWORD = "correct horse battery"
ADMINISTRATOR = "admin@people.example"
ORGANISER = "olga@people.example"
MONTREAL = ZoneInfo("America/Toronto")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account and, for those who take part, an organisation."""

    email: str
    organisation: str


def begin(site: Site) -> None:
    """The least a site has: the sectors, an administrator and an organiser."""
    with site.acting() as now:
        organisations.load_sectors(records("sectors")["sectors"])
        for email, name, role in (
            (ADMINISTRATOR, "Ada Administrator", RoleName.ADMINISTRATOR),
            (ORGANISER, "Olga Organiser", RoleName.ORGANISER),
        ):
            create_person(email=email, name=name, password=PASSWORD, roles=[role], now=now)


def first_day() -> datetime:
    """Nine o'clock in Montréal, some two months from now."""
    day = datetime.now(MONTREAL).date() + timedelta(days=60)
    return datetime.combine(day, time(9), MONTREAL)


def open_event(site: Site, name: str, *, tables: int) -> str:
    """A published matchmaking event of one day with 16 slots, registration open; gives its slug."""
    start = first_day()
    with site.acting() as now:
        organiser = person_by_email(ORGANISER)
        event = create_event(
            EventDetails(
                name=name,
                type=EventType.MATCHMAKING,
                audiences=[Audience.SME.value],
                mode=EventMode.ON_SITE,
                time_zone="America/Toronto",
                starts=start.replace(tzinfo=None),
                ends=start.replace(tzinfo=None, hour=17),
                venue="Palais des congrès",
                city="Montréal",
                country_code="CA",
                countries=["CA"],
                sectors=["aerospace"],
                has_meetings=True,
            ),
            actor=organiser,
            now=now,
        )
        slug = event.slug
        grid = GridSpec(
            first_day=start.date(),
            days=1,
            day_start=time(9),
            day_end=time(17),
            slot_minutes=20,
            gap_minutes=5,
            time_zone="America/Toronto",
            lunch_start=time(12, 30),
            lunch_end=time(13, 30),
        )
        make_slots(slug, grid, accept_losses=False, actor=organiser, now=now)
        set_tables(slug, tables, {}, accept_losses=False, actor=organiser, now=now)
        publish(slug, actor=organiser, now=now)
        open_registration(slug, actor=organiser, now=now)
    return slug


def member(site: Site, name: str, organisation: str, *, country: str = "CA", offers: str = "Landing gear") -> Member:
    """Somebody with a published SME."""
    email = f"{name.split(maxsplit=1)[0].lower()}@people.example"
    with site.acting() as now:
        person = create_person(email=email, name=name, password=PASSWORD, roles=[], now=now)
        made = organisations.create(OrganisationKind.SME, organisation, country, actor=person, now=now)
        profile = Profile(
            name=organisation,
            country_code=country,
            city="Longueuil",
            description=f"{organisation} makes {offers.lower()}.",
            size=SizeBand.SMALL,
            sectors=("aerospace",),
            target_countries=("BE", "CA"),
            listings=(Listing(ListingKind.BUSINESS_OFFER, offers, sector_code="aerospace"),),
        )
        organisations.save(made.id, profile, seen=made.changed_at, send=True, actor=person, now=now)
        administrator = person_by_email(ADMINISTRATOR)
        organisations.publish(made.id, seen=made.changed_at, actor=administrator, now=now)
    return Member(email, organisation)


def register(site: Site, slug: str, who: Member, *, approved: bool = True) -> None:
    """`who` registers for the event, and the organiser approves."""
    with site.acting() as now:
        person = person_by_email(who.email)
        (own,) = (organisation.id for organisation in organisations_of(person))
        registration = registrations.register(
            event_by_slug(slug), person, organisation_id=own, role_title="Sales", note="", max_meetings=None, now=now
        )
        if approved:
            registrations.approve_all(registration.event, actor=person_by_email(ORGANISER), note="", now=now)


def agree(site: Site, slug: str, sender: Member, recipient: Member) -> None:
    """`sender` asks for a meeting, and `recipient` accepts."""
    with site.acting() as now:
        asking, asked = taking_part(slug, sender), taking_part(slug, recipient)
        outcome = meetings.ask(asking, asked, message="Shall we talk?", priority=Priority.HIGH, now=now)
        meetings.accept(outcome.request, asked, note="", now=now)


def taking_part(slug: str, who: Member) -> Registration:
    """The registration of `who`, inside `site.acting()`."""
    return participation(event_by_slug(slug), person_by_email(who.email))
