"""The administrator's queue of agreements and stories, and what is decided about each."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.accounts.waiting import Waiting, register
from matchmaking.cooperation.models import Agreement, EntryState, SuccessStory
from matchmaking.cooperation.queries.agreements import agreement_by_slug, agreements_in_state, submitted_agreements
from matchmaking.cooperation.queries.entry_access import Entry
from matchmaking.cooperation.queries.stories import stories_in_state, story_by_slug, submitted_stories
from matchmaking.cooperation.services.entry_review import publish_entry, send_back_entry, withdraw_entry
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.errors import Conflict, Invalid
from matchmaking.organisations.forms import NoteForm
from matchmaking.web.clock import current_time
from matchmaking.web.guards import administrator
from matchmaking.web.seen import SeenForm, seen_version

LISTS = ("page", "stories", "withdrawn", "withdrawn_stories")


class Found(NamedTuple):
    """What is decided about, and the page that shows it."""

    entry: Entry
    url: str


@register
def _agreements_waiting() -> Waiting:
    return Waiting(_("Agreements to publish"), submitted_agreements(), url_for("cooperation.entry_queue"))


@register
def _stories_waiting() -> Waiting:
    url = url_for("cooperation.entry_queue", _anchor="stories")
    return Waiting(_("Success stories to publish"), submitted_stories(), url)


@bp.get("/admin/cooperation")
@administrator
def entry_queue() -> str:
    """What waits: submitted agreements and stories; and what is withdrawn."""
    pages = {name: request.args.get(name, 1, type=int) for name in LISTS}
    return render_template(
        "cooperation/entry_queue.html",
        agreements=agreements_in_state(EntryState.SUBMITTED, page=pages["page"]),
        stories=stories_in_state(EntryState.SUBMITTED, page=pages["stories"]),
        withdrawn=agreements_in_state(EntryState.WITHDRAWN, page=pages["withdrawn"]),
        withdrawn_stories=stories_in_state(EntryState.WITHDRAWN, page=pages["withdrawn_stories"]),
        args={name: number for name, number in pages.items() if number != 1},
    )


@bp.post("/<any(agreements, stories):things>/<slug>/publish")
@administrator
def entry_publish(things: str, slug: str) -> Any:
    """Show it to everybody."""
    entry, url = _found(things, slug)
    title = entry.title
    try:
        publish_entry(type(entry), entry.id, seen=seen_version(SeenForm()), actor=current_person(), now=current_time())
    except Conflict as error:
        flash(str(error), "info")
        return redirect(url)
    flash(_("“%(title)s” is published. The managers concerned get a mail.", title=title), "fine")
    return redirect(url_for("cooperation.entry_queue"))


@bp.post("/<any(agreements, stories):things>/<slug>/send-back")
@administrator
def entry_send_back(things: str, slug: str) -> Any:
    """Ask who handed it in to change something."""
    entry, url = _found(things, slug)
    title = entry.title
    try:
        send_back_entry(type(entry), entry.id, _note(), actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "problem")
        return redirect(url)
    flash(_("“%(title)s” is sent back. Its managers get your note by mail.", title=title), "fine")
    return redirect(url_for("cooperation.entry_queue"))


@bp.post("/<any(agreements, stories):things>/<slug>/withdraw")
@administrator
def entry_withdraw(things: str, slug: str) -> Any:
    """Take it out of sight."""
    entry, url = _found(things, slug)
    title = entry.title
    try:
        withdraw_entry(type(entry), entry.id, _note(), actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "problem")
    else:
        flash(_("“%(title)s” is withdrawn. The managers concerned get your note by mail.", title=title), "fine")
    return redirect(url)


def _found(things: str, slug: str) -> Found:
    if things == "agreements":
        agreement: Agreement = agreement_by_slug(slug)
        return Found(agreement, url_for("cooperation.show_agreement", slug=slug))
    story: SuccessStory = story_by_slug(slug)
    return Found(story, url_for("cooperation.show_story", slug=slug))


def _note() -> str:
    form = NoteForm()
    if not form.validate():
        raise Invalid(" ".join(str(sentence) for errors in form.errors.values() for sentence in errors), field="note")
    return form.note.data or ""
