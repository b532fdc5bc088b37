"""The demonstration's data with a plan in force, a repair of it and mails that have come: something on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from matchmaking.accounts.models import Person
from matchmaking.accounts.queries import person_by_email
from matchmaking.cooperation.models import SectionKind, SectionRevision
from matchmaking.cooperation.section_text import SectionText
from matchmaking.cooperation.services.sections import propose
from matchmaking.db import session
from matchmaking.demo.load import ADMINISTRATOR, ORGANISER, PASSWORD, load_demo, load_public_facts
from matchmaking.demo.records import records
from matchmaking.events.models import Event
from matchmaking.events.queries import event_by_slug
from matchmaking.mail.models import OutboxMail
from matchmaking.mail.services import deliver
from matchmaking.meetings.models import MeetingRequest, RequestState
from matchmaking.organisations import services as organisations
from matchmaking.organisations.models import OrganisationKind
from matchmaking.registrations.models import Registration, RegistrationState
from matchmaking.registrations.queries import available_slot_ids
from matchmaking.registrations.services import set_availability
from matchmaking.scheduling import services as scheduling
from matchmaking.scheduling.execution import execute_run
from matchmaking.scheduling.forecasts import work_out
from matchmaking.scheduling.models import RunKind
from matchmaking.scheduling.queries import scheduled
from tests.browser.sites import Site

__all__ = ["ADMINISTRATOR", "ORGANISER", "PASSWORD", "World", "make_world"]


@dataclass(frozen=True, slots=True)
class World:
    """Whom and what the pages are about."""

    slug: str
    participant: str
    registration: int
    other: int
    stranger: int
    """A participant that `participant` has not asked, and who has not asked."""
    organisation: str
    own_organisation: str
    run: int
    mail: str
    proposal: int
    """A text that `participant` proposed for Canada's page."""


def make_world(site: Site) -> World:
    """Load the demonstration and live in it for a while."""
    with site.acting() as now:
        load_public_facts(now=now)
        load_demo(now=now)
        event = event_by_slug(records("demo_event")["event"]["slug"])
        organiser = person_by_email(ORGANISER)
        _plan(event, organiser, RunKind.PLAN)
        scheduling.release(event, 1, actor=organiser, now=now)
        _miss_a_meeting(event)
        run = _plan(event, organiser, RunKind.REPAIR)
        _let_wait(event)
        _deliver_some()
        own = _participant(event)
        asked = _counterparts(own)
        strangers = sa.select(Registration.id).where(
            Registration.event_id == event.id,
            Registration.state == RegistrationState.APPROVED,
            Registration.id.not_in([own.id, *asked]),
            Registration.organisation_id != own.organisation_id,
        )
        work_out(event.id, now=now)
        draft = organisations.create(OrganisationKind.CLUSTER, "Half-written Cluster", "CA", actor=own.person, now=now)
        return World(
            slug=event.slug,
            participant=own.person.email,
            registration=own.id,
            other=next(iter(asked)),
            stranger=session().scalars(strangers.limit(1)).one(),
            organisation=own.organisation.slug,
            own_organisation=draft.slug,
            run=run,
            mail=site.sink.wait_for(3, 30)[-1].key,
            proposal=_propose(own.person, now).id,
        )


def _propose(person: Person, now: datetime) -> SectionRevision:
    text = SectionText(
        "A shorter summary.", "A **new** plan.\n\n- one\n- two", "A law, article 4 | https://law.example"
    )
    return propose("CA", SectionKind.POLICIES, "en", text, note="Fresher figures", actor=person, now=now)


def _plan(event: Event, organiser: Person, kind: RunKind) -> int:
    run = scheduling.request_run(event, actor=organiser, now=datetime.now(UTC), time_limit=5, kind=kind)
    execute_run(run.id, clock=lambda: datetime.now(UTC), workers=2)
    assert run.plan is not None, run.problem
    return run.id


def _miss_a_meeting(event: Event) -> None:
    """Somebody is no longer free when one of their meetings is."""
    meeting = scheduled(event.id)[0]
    person = meeting.request.sender
    free = available_slot_ids(event, [person])[person.id] - {meeting.slot_id}
    set_availability(person, free, now=datetime.now(UTC))


def _let_wait(event: Event) -> None:
    """One registration waits for its answer, so that the organiser has something to do."""
    waiting = (
        session()
        .scalars(
            sa.select(Registration)
            .where(Registration.event_id == event.id)
            .where(~sa.exists().where(MeetingRequest.from_id == Registration.id))
            .limit(1)
        )
        .first()
    )
    if waiting is not None:
        waiting.state = RegistrationState.PENDING
    session().commit()


def _participant(event: Event) -> Registration:
    """Somebody with meetings, and with requests that wait for an answer."""
    waits = sa.exists().where(MeetingRequest.to_id == Registration.id, MeetingRequest.state == RequestState.PENDING)
    meets = sa.exists().where(MeetingRequest.to_id == Registration.id, MeetingRequest.state == RequestState.ACCEPTED)
    chosen = sa.select(Registration).where(
        Registration.event_id == event.id, Registration.state == RegistrationState.APPROVED, waits, meets
    )
    return session().scalars(chosen.order_by(Registration.id).limit(1)).one()


def _counterparts(own: Registration) -> set[int]:
    requests = session().scalars(
        sa.select(MeetingRequest).where(sa.or_(MeetingRequest.from_id == own.id, MeetingRequest.to_id == own.id))
    )
    return {side for request in requests for side in (request.from_id, request.to_id)} - {own.id}


def _deliver_some() -> None:
    """Three mails of the outbox go out over SMTP."""
    ids = session().scalars(sa.select(OutboxMail.id).order_by(OutboxMail.id).limit(3)).all()
    session().rollback()
    for mail_id in ids:
        assert deliver(mail_id, clock=lambda: datetime.now(UTC))
