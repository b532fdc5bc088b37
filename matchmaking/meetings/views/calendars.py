"""The same agenda for calendar programs: one meeting, one event, and the personal feed of everything."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from uuid import UUID

from flask import Response, request
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from matchmaking.accounts.current import current_person
from matchmaking.accounts.models import Person
from matchmaking.calendars.feeds import publish
from matchmaking.db import session
from matchmaking.events.queries import event_visible_to
from matchmaking.meetings.agenda import meeting_of, meetings_of
from matchmaking.meetings.invitations import entry
from matchmaking.meetings.models import Meeting, MeetingState
from matchmaking.meetings.views.blueprint import bp, clock
from matchmaking.registrations.models import Registration
from matchmaking.registrations.queries import participation
from matchmaking.web.guards import member, token
from matchmaking.web.settings import settings

NOT_THE_TOKEN = "-"  # noqa: S105 -- compared with where there is no person, so that it takes as long


@bp.get("/events/<slug>/agenda.ics")
@member
def agenda_ics(slug: str) -> Response:
    """My meetings at one event as a file."""
    person = current_person()
    event = event_visible_to(slug, person)
    own = participation(event, person)
    return _calendar(
        event.name,
        meetings_of(person, event=event, states=tuple(MeetingState)),
        uid=f"agenda-{event.uid}-{own.id}",
        filename=f"{event.slug}.ics",
    )


@bp.get("/meetings/<uuid:uid>.ics")
@member
def meeting_ics(uid: UUID) -> Response:
    """One of my meetings as a file."""
    meeting, own = meeting_of(current_person(), uid)
    return _calendar(meeting.event.name, [(meeting, own)], uid=f"meeting-{meeting.uid}", filename=f"{uid}.ics")


@bp.get("/calendar/<int:person_id>/<token>.ics")
@token
def feed(person_id: int, token: str) -> Response:
    """All meetings of one person, for whoever holds the secret address."""
    person = session().get(Person, person_id)
    expected = person.feed_token if person is not None else NOT_THE_TOKEN
    if not hmac.compare_digest(expected.encode(), token.encode()) or person is None or not person.active:
        raise NotFound
    with force_locale(person.locale):
        name = _("%(site)s: my meetings", site=settings().site_name)
    return _calendar(name, meetings_of(person, states=tuple(MeetingState)), uid=f"person-{person.id}", filename=None)


def _calendar(
    name: str, meetings: Sequence[tuple[Meeting, Registration]], *, uid: str, filename: str | None
) -> Response:
    """METHOD:PUBLISH with its validators; 304 where the reader has it already."""
    made = publish(
        name,
        [entry(meeting, own, invited=False) for meeting, own in meetings],
        calendar_uid=f"{uid}@{settings().host}",
        now=clock(),
    )
    response = Response(made.body, content_type="text/calendar; charset=utf-8")
    response.set_etag(made.etag)
    response.last_modified = made.last_modified
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    if filename:
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.make_conditional(request)
    return response
