"""The requests that a participant has received and sent, and the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.errors import Conflict
from matchmaking.events.queries import event_visible_to
from matchmaking.meetings import queries, services, words
from matchmaking.meetings.forms import NoteForm
from matchmaking.meetings.models import MeetingRequest
from matchmaking.meetings.views.blueprint import bp, clock
from matchmaking.meetings.views.people import flash_outcome
from matchmaking.registrations.models import Registration
from matchmaking.registrations.queries import participation
from matchmaking.web.guards import member


@bp.get("/events/<slug>/requests")
@member
def requests(slug: str) -> str:
    """One's own: received, or sent with `?box=sent`."""
    person = current_person()
    event = event_visible_to(slug, person)
    own = participation(event, person)
    box = "sent" if request.args.get("box") == "sent" else "received"
    page = request.args.get("page", 1, type=int)
    return render_template(
        "meetings/requests.html",
        event=event,
        own=own,
        box=box,
        page=queries.sent(own, page=page) if box == "sent" else queries.received(own, page=page),
        counts=queries.own_counts(own),
        musts_left=queries.musts_left(own),
        most_musts=queries.MOST_MUSTS,
        longest=services.LONGEST_MESSAGE,
        states=words.STATES,
        priorities=words.PRIORITIES,
    )


@bp.post("/events/<slug>/requests/<int:request_id>/accept")
@member
def accept(slug: str, request_id: int) -> Any:
    def act(asked: MeetingRequest, own: Registration, note: str) -> None:
        flash_outcome(services.accept(asked, own, note=note, now=clock()), asked.sender)

    return _answer(slug, request_id, act, box="received")


@bp.post("/events/<slug>/requests/<int:request_id>/decline")
@member
def decline(slug: str, request_id: int) -> Any:
    def act(asked: MeetingRequest, own: Registration, note: str) -> None:
        services.decline(asked, own, note=note, now=clock())
        flash(_("Declined. %(name)s gets a mail.", name=asked.sender.organisation.name), "fine")

    return _answer(slug, request_id, act, box="received")


@bp.post("/events/<slug>/requests/<int:request_id>/withdraw")
@member
def withdraw(slug: str, request_id: int) -> Any:
    def act(asked: MeetingRequest, own: Registration, _note: str) -> None:
        services.withdraw(asked, own, now=clock())
        flash(_("Withdrawn. %(name)s need not answer any more.", name=asked.recipient.organisation.name), "fine")

    return _answer(slug, request_id, act, box="sent")


def _answer(slug: str, request_id: int, act: Callable[[MeetingRequest, Registration, str], None], *, box: str) -> Any:
    person = current_person()
    own = participation(event_visible_to(slug, person), person)
    asked = queries.request_of(own, request_id)
    form = NoteForm()
    if not form.validate_on_submit():
        flash(" ".join(str(error) for errors in form.errors.values() for error in errors), "problem")
    else:
        try:
            act(asked, own, form.note.data or "")
        except Conflict as error:
            flash(str(error), "info")
    return redirect(url_for("meetings.requests", slug=slug, box=box))
