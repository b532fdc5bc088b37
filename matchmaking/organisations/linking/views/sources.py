"""Linked sources: other mapping sites that are read on a schedule, and how that went."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.accounts.waiting import Waiting, register
from matchmaking.errors import Conflict, Invalid
from matchmaking.organisations.linking import queries, services, words
from matchmaking.organisations.linking.forms import SourceForm, source_form
from matchmaking.organisations.linking.models import FetchState, LinkedSource, SourceFetch
from matchmaking.organisations.linking.views.imports import BIGGEST_ID
from matchmaking.organisations.linking.views.pages import page_number
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.clock import current_time
from matchmaking.web.guards import administrator

_SOURCE = f"/admin/sources/<int(max={BIGGEST_ID}):source_id>"


@register
def _sources_failing() -> Waiting:
    return Waiting(_("Linked sources that cannot be read"), queries.failing_sources(), url_for("organisations.sources"))


@bp.app_template_filter("fetch_state")
def fetch_state(state: FetchState) -> tuple[str, str]:
    """The state's word and meaning, for lists.state()."""
    word, meaning = words.FETCH_STATES[state]
    return str(word), meaning


@bp.app_template_filter("fetch_problem")
def fetch_problem(fetch: SourceFetch) -> str:
    """Why nothing came of it."""
    return words.file_sentence(fetch.problem, fetch.values)


@bp.get("/admin/sources")
@administrator
def sources() -> str:
    """All linked sources, each with how its last fetch went."""
    found = queries.sources(page=page_number())
    return render_template(
        "organisations/linking/sources.html",
        sources=found,
        last=queries.last_fetches([one.id for one in found.items]),
    )


@bp.get("/admin/sources/new")
@bp.post("/admin/sources/new")
@administrator
def create_source() -> Any:
    """Link another mapping site."""
    return _editor(None)


@bp.get(f"{_SOURCE}/edit")
@bp.post(f"{_SOURCE}/edit")
@administrator
def edit_source(source_id: int) -> Any:
    """Change where, how often and what happens with it."""
    return _editor(queries.source(source_id))


def _editor(source: LinkedSource | None) -> Any:
    form = source_form(source)
    if form.validate_on_submit():
        try:
            saved = services.save_source(
                source.id if source else None,
                form.to_details(),
                seen=form.seen_version,
                actor=current_person(),
                now=current_time(),
            )
        except Invalid as error:
            field = form[error.field or "name"]
            field.errors = [*field.errors, str(error)]
        except Conflict as error:
            return _conflict(source, form, str(error)), 409
        else:
            flash(_("The source is saved."), "fine")
            return redirect(url_for("organisations.source", source_id=saved.id))
    page = render_template("organisations/linking/source_form.html", form=form, source=source, problem="", theirs=None)
    return page, 422 if form.is_submitted() else 200


def _conflict(source: LinkedSource | None, form: SourceForm, problem: str) -> str:
    """The form again with all that was written; sent once more, it replaces what the other person saved."""
    theirs = queries.source(source.id) if source else None
    if theirs is not None:
        form.seen.data = str(theirs.version)
    return render_template(
        "organisations/linking/source_form.html", form=form, source=theirs, problem=problem, theirs=theirs
    )


@bp.get(_SOURCE)
@administrator
def source(source_id: int) -> str:
    """A source, and every time that it was fetched."""
    found = queries.source(source_id)
    return render_template(
        "organisations/linking/source.html", source=found, fetches=queries.fetches(found, page=page_number())
    )


@bp.post(f"{_SOURCE}/fetch")
@administrator
def fetch_source(source_id: int) -> Any:
    """Fetch it now."""
    found = queries.source(source_id)
    try:
        services.request_fetch(found.id, actor=current_person(), now=current_time())
    except Conflict as error:
        flash(str(error), "info")
    else:
        flash(_("The source is being fetched. Load this page again in a moment."), "fine")
    return redirect(url_for("organisations.source", source_id=source_id))
