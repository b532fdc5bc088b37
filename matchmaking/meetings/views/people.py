"""Who takes part, best fit first, and asking them for a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.cooperation import partner_words
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.events.models import Event
from matchmaking.events.queries import event_visible_to, roles
from matchmaking.meetings import queries, ranking, services
from matchmaking.meetings.forms import AskForm
from matchmaking.meetings.models import MeetingRequest, Priority, RequestState
from matchmaking.meetings.views.blueprint import bp, clock
from matchmaking.organisations.queries import sectors
from matchmaking.organisations.words import KINDS
from matchmaking.registrations.models import Registration, RegistrationState
from matchmaking.registrations.queries import participation, registration_of
from matchmaking.web.guards import member
from matchmaking.web.locale import countries, current_language


def reader_of(slug: str) -> tuple[Event, Registration | None, bool]:
    """The event, the reader's own approved registration (None for an organiser who does not take part),
    and whether they organise it. Raises NotFound for a stranger, and for people not yet approved.
    """
    person = current_person()
    event = event_visible_to(slug, person)
    organises = roles(event, person).is_organiser
    own = registration_of(event, person)
    if own is not None and own.state is RegistrationState.APPROVED:
        return event, own, organises
    if organises:
        return event, None, organises
    raise NotFound("this person does not take part in the event")


@bp.get("/events/<slug>/participants")
@member
def participants(slug: str) -> str:
    """Whoever has sent a registration reads what comes after approval; strangers find nothing."""
    person = current_person()
    own = registration_of(event_visible_to(slug, person), person)
    try:
        event, viewer, _organises = reader_of(slug)
    except NotFound:
        if own is None or own.state not in (RegistrationState.PENDING, RegistrationState.WAITLISTED):
            raise
        return render_template("meetings/not_yet.html", event=own.event, registration=own)
    filters = ranking.Filters(
        kinds=frozenset(request.args.getlist("kind")),
        countries=frozenset(request.args.getlist("country")),
        sectors=frozenset(request.args.getlist("sector")),
        text=request.args.get("q", ""),
    )
    everybody = ranking.participants(event, viewer)
    names = _sector_names()
    return render_template(
        "meetings/participants.html",
        event=event,
        viewer=viewer,
        page=ranking.page_of(everybody, filters, page=request.args.get("page", 1, type=int)),
        total=len(everybody),
        filters=filters,
        options=_options(ranking.facets(everybody), names),
        marks=queries.latest_with_others(viewer) if viewer else {},
        kinds=KINDS,
        reasons=lambda one: partner_words.reasons(one.fit, names),
        why_not=lambda one: partner_words.why_not_higher(one.shortfall, names),
        factor_words=partner_words.FACTORS,
    )


@bp.get("/events/<slug>/participants/<int:registration_id>")
@member
def participant(slug: str, registration_id: int) -> str:
    """One participant: the profile, the reasons, what was asked."""
    event, viewer, organises = reader_of(slug)
    other = ranking.participant(event, registration_id)
    if other is None:
        raise NotFound("nobody of this number takes part")
    names = _sector_names()
    suits = ranking.suits(event, viewer, other) if viewer else None
    return render_template(
        "meetings/participant.html",
        event=event,
        viewer=viewer,
        other=other,
        organises=organises,
        suits=suits,
        reasons=partner_words.reasons(suits.fit, names) if suits else [],
        why_not=partner_words.why_not_higher(suits.shortfall, names) if suits else "",
        factor_words=partner_words.FACTORS,
        sector_names=names,
        mark=queries.latest_with_others(viewer).get(other.id) if viewer else None,
        kinds=KINDS,
    )


@bp.route("/events/<slug>/participants/<int:registration_id>/ask", methods=["GET", "POST"])
@member
def ask(slug: str, registration_id: int) -> Any:
    """Ask for a meeting."""
    person = current_person()
    event = event_visible_to(slug, person)
    own = participation(event, person)
    other = ranking.participant(event, registration_id)
    if other is None or other.id == own.id:
        raise NotFound("nobody else of this number takes part")
    form = AskForm()
    if form.validate_on_submit():
        try:
            outcome = services.ask(
                own, other, message=form.message.data or "", priority=Priority(form.priority.data), now=clock()
            )
        except Invalid as error:
            form[error.field or "message"].errors = [str(error)]
        except Conflict as error:
            flash(str(error), "info")
            return redirect(url_for("meetings.participant", slug=slug, registration_id=other.id))
        else:
            flash_outcome(outcome, other)
            return redirect(url_for("meetings.participants", slug=slug))
    living = queries.living_between(own, other)
    if request.method == "GET" and living is not None and not _waits_for(own, living):
        return redirect(url_for("meetings.participant", slug=slug, registration_id=other.id))
    names = _sector_names()
    return render_template(
        "meetings/ask.html",
        event=event,
        other=other,
        form=form,
        living=living,
        musts_left=queries.musts_left(own),
        most_musts=queries.MOST_MUSTS,
        longest=services.LONGEST_MESSAGE,
        reasons=partner_words.reasons(ranking.suits(event, own, other).fit, names),
    ), (422 if form.errors else 200)


def flash_outcome(outcome: services.Outcome, other: Registration) -> None:
    """Say what came of asking or accepting."""
    name = other.organisation.name
    if not outcome.is_accepted:
        flash(_("%(name)s has been asked. You get a mail with the answer.", name=name), "fine")
    elif outcome.meeting is not None:
        flash(_("You meet %(name)s; the invitation for your calendar is on its way.", name=name), "fine")
    elif outcome.placing_tried:
        flash(
            _(
                "You and %(name)s agree to meet. No time suits both of you now, with a table free: "
                "the meeting waits for the next plan.",
                name=name,
            ),
            "waiting",
        )
    else:
        flash(_("You and %(name)s agree to meet. The time comes with the plan.", name=name), "fine")


def _waits_for(own: Registration, living: MeetingRequest) -> bool:
    return living.state is RequestState.PENDING and living.to_id == own.id


def _sector_names() -> dict[str, str]:
    language = current_language()
    return {sector.code: sector.name(language) for sector in sectors()}


def _options(found: ranking.Facets, names: Mapping[str, str]) -> dict[str, list[tuple[str, str, int]]]:
    """What the filters offer: (value, word, number of participants), most first."""
    known = countries(current_language())
    worded = {
        "kind": [
            (kind.value, str(word), found.kinds[kind.value]) for kind, word in KINDS.items() if kind in found.kinds
        ],
        "country": [(code, known.get(code, code), count) for code, count in found.countries.items()],
        "sector": [(code, names.get(code, code), count) for code, count in found.sectors.items()],
    }
    return {key: sorted(options, key=lambda option: (-option[2], option[1])) for key, options in worded.items()}
