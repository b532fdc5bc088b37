"""Who organises an event. Nobody learns from it which addresses have an account."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, render_template
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.calendars.entries import Person as Address
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.events.models import Event
from matchmaking.events.queries import REMOVED, event_by_slug, removed_since
from matchmaking.events.services.locking import locked
from matchmaking.mail.services import queue
from matchmaking.web.settings import absolute_url

INVITATION_LASTS = 14 * 24 * 3600


def invite_organiser(slug: str, email: str, *, actor: Person, now: datetime) -> None:
    """Write to an address, with a link that makes whoever signs in with it an organiser.

    The mail goes out whether the address has an account or not. Raises Invalid for what is no address.
    """
    try:
        address = Address("", email.strip()).email.lower()
    except ValueError:
        raise Invalid(_("This is not an e-mail address."), field="email") from None
    with transaction():
        event = locked(slug, actor)
        url = absolute_url("events.accept_invitation", slug=slug, token=_signer().dumps([event.id, address]))
        context = {"event": event, "actor": actor, "url": url, "days": INVITATION_LASTS // 86400}
        subject = _("Organise %(event)s with %(name)s", event=event.name, name=actor.name or _("the organiser"))
        queue(
            dedupe_key=f"organiser:{event.id}:{address}:{now.date()}",
            to_address=address,
            to_name="",
            subject=subject,
            text=render_template("events/mail/organiser.txt", **context),
            html=render_template("events/mail/organiser.html", subject=subject, **context),
            now=now,
        )
        record("event.invite_organiser", event, actor=actor, now=now, event_id=event.id, after={"address": address})


def invited_to(slug: str, token: str, person: Person) -> Event:
    """The event that an invitation lets `person` organise.

    Raises NotFound for an invitation that is too old, changed, or meant for another address.
    """
    try:
        (event_id, address), made_at = _signer().loads(token, max_age=INVITATION_LASTS, return_timestamp=True)
    except (BadSignature, ValueError, TypeError):
        raise NotFound("no such invitation") from None
    event = event_by_slug(slug)
    if event.id != event_id or address != person.email.lower():
        raise NotFound("an invitation to somebody else")
    if removed_since(event, person, made_at):
        raise NotFound("an invitation from before this person was taken off")
    return event


def accept_invitation(slug: str, token: str, *, actor: Person, now: datetime) -> Event:
    """Make `actor`, whom the invitation is for, an organiser. A second press changes nothing."""
    with transaction():
        event = invited_to(slug, token, actor)
        # Two presses at once come one after the other.
        session().get_one(Event, event.id, with_for_update=True, populate_existing=True)
        if actor not in event.organisers:
            event.organisers.append(actor)
            record(
                "event.add_organiser", event, actor=actor, now=now, event_id=event.id, after={"organiser": actor.name}
            )
    return event


def remove_organiser(slug: str, person_id: int, *, actor: Person, now: datetime) -> None:
    """Take somebody off. Raises Conflict for the last organiser; who is gone already is no error."""
    with transaction():
        event = locked(slug, actor)
        person = next((one for one in event.organisers if one.id == person_id), None)
        if person is None:
            return
        if len(event.organisers) == 1:
            raise Conflict(_("An event keeps at least one organiser. Add another first."))
        event.organisers.remove(person)
        record(
            REMOVED, event, actor=actor, now=now, event_id=event.id, before={"organiser": person.name, "id": person.id}
        )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="event organiser")
