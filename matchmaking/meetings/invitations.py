"""A meeting as an entry in one participant's calendar, and the mails that put it there."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from flask_babel import force_locale
from flask_babel import gettext as _

from matchmaking.calendars import invitations
from matchmaking.calendars.entries import Entry, Person, Status
from matchmaking.events.words import spoken_in
from matchmaking.meetings.models import Meeting, MeetingState
from matchmaking.registrations.letters import send
from matchmaking.registrations.models import Registration
from matchmaking.web.settings import absolute_url, settings


def counterpart(meeting: Meeting, registration: Registration) -> Registration:
    """The other side of the meeting."""
    request = meeting.request
    return request.recipient if request.from_id == registration.id else request.sender


def calendar_uid(meeting: Meeting) -> str:
    """The meeting's UID, the same on every channel for ever."""
    return f"{meeting.uid}@{urlsplit(settings().base_url).hostname}"


def place(meeting: Meeting) -> str:
    """Where it is: "Table 7, Palais des congrès, Montréal", or "Online"; in the language in force."""
    event = meeting.event
    if meeting.table is None:
        return str(_("Online"))
    table = _("Table %(number)s", number=meeting.table.number)
    if meeting.table.label:
        table = f"{table} ({meeting.table.label})"
    return ", ".join(part for part in (table, event.venue, event.city) if part)


def entry(meeting: Meeting, registration: Registration, *, invited: bool) -> Entry:
    """`meeting` as it stands in the calendar of `registration`, in that person's language.

    `invited` names organizer and attendee, as a mailed invitation does and a feed does not.
    """
    person = registration.person
    other = counterpart(meeting, registration)
    event = meeting.event
    with force_locale(person.locale):
        where = place(meeting)
        lines = [
            _("Who: %(name)s", name=_who(other)),
            _(
                "When: %(time)s",
                time=spoken_in(event, meeting.slot.starts_at, meeting.slot.ends_at, person.time_zone),
            ),
            _("Where: %(place)s", place=where),
            *([_("Link: %(url)s", url=event.online_url)] if meeting.table is None and event.online_url else []),
            _("Event: %(name)s", name=event.name),
        ]
        summary = _("Meeting with %(organisation)s", organisation=other.organisation.name)
    chosen = settings()
    status: Status = "cancelled" if meeting.state is MeetingState.CANCELLED else "confirmed"
    return Entry(
        uid=calendar_uid(meeting),
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        starts_at=meeting.slot.starts_at,
        ends_at=meeting.slot.ends_at,
        summary=summary,
        description="\n".join(lines),
        location=where,
        url=absolute_url("meetings.event_agenda", slug=event.slug),
        status=status,
        organizer=Person(chosen.site_name, chosen.mail_from) if invited else None,
        attendee=Person(person.name, person.email) if invited else None,
    )


def invite(meeting: Meeting, registration: Registration, *, now: datetime, batch: str) -> bool:
    """Queue the invitation (METHOD:REQUEST) to one side, inside a transaction, once per sequence."""
    return _mail("REQUEST", meeting, registration, now=now, batch=batch)


def cancel(meeting: Meeting, registration: Registration, *, now: datetime, batch: str) -> bool:
    """Queue the cancellation (METHOD:CANCEL) to one side; the caller has raised the meeting's sequence."""
    return _mail("CANCEL", meeting, registration, now=now, batch=batch)


def _mail(method: str, meeting: Meeting, registration: Registration, *, now: datetime, batch: str) -> bool:
    person = registration.person
    event = meeting.event
    build = invitations.request if method == "REQUEST" else invitations.cancellation
    calendar = build(entry(meeting, registration, invited=True), now=now)
    with force_locale(person.locale):
        when = spoken_in(event, meeting.slot.starts_at, meeting.slot.ends_at, person.time_zone)
        where = place(meeting)
        other = _who(counterpart(meeting, registration))
    return send(
        "meetings/mail/invitation" if method == "REQUEST" else "meetings/mail/cancellation",
        person,
        dedupe_key=f"meeting:{meeting.uid}:{meeting.sequence}:{registration.id}:{method}",
        now=now,
        batch=batch,
        calendar=calendar.decode(),
        calendar_method=method,
        context={
            "meeting": meeting,
            "event": event,
            "other": counterpart(meeting, registration),
            "who": other,
            "when": when,
            "where": where,
            "changed": meeting.sequence > 0,
            "url": absolute_url("meetings.event_agenda", slug=event.slug),
        },
    )


def _who(registration: Registration) -> str:
    parts = (registration.person.name, registration.role_title, registration.organisation.name)
    return ", ".join(part for part in parts if part)
