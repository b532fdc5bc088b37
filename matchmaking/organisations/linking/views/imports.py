"""Imports: a file sent, looked at, applied or set aside; what the columns mean, and templates."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.accounts.waiting import Waiting, register
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations.linking import blanks, queries, services, words
from matchmaking.organisations.linking.columns import COLUMNS
from matchmaking.organisations.linking.forms import UploadForm
from matchmaking.organisations.linking.models import BatchState, FileFormat, Verdict
from matchmaking.organisations.linking.reading import Table, Unreadable, format_of, read
from matchmaking.organisations.linking.views.pages import batch_page, page_number
from matchmaking.organisations.queries import sectors
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.bodies import takes_files
from matchmaking.web.clock import current_time
from matchmaking.web.guards import administrator, member
from matchmaking.web.locale import current_language

MOST_BYTES = 5 * 1024 * 1024
BIGGEST_ID = 2**63 - 1
BATCH = f"/imports/<int(max={BIGGEST_ID}):batch_id>"


@register
def _imports_waiting() -> Waiting:
    return Waiting(_("Imports to decide about"), queries.waiting_batches(), url_for("organisations.imports"))


@bp.app_template_filter("import_state")
def import_state(state: BatchState) -> tuple[str, str]:
    """The state's word and meaning, for lists.state()."""
    word, meaning = words.BATCH_STATES[state]
    return str(word), meaning


@bp.app_template_filter("verdict")
def verdict(value: Verdict) -> tuple[str, str]:
    """What a row would do, as word and meaning, for lists.state()."""
    word, meaning = words.VERDICTS[value]
    return str(word), meaning


@bp.app_template_filter("file_format")
def file_format(value: FileFormat) -> str:
    """The format as people write it: "JSON-LD"."""
    return words.FORMATS[value]


@bp.get("/imports")
@member
def imports() -> str:
    """All imports that the person may see."""
    person = current_person()
    return render_template(
        "organisations/linking/imports.html",
        batches=queries.batches_for(person, page=page_number()),
        is_administrator=person.is_administrator,
    )


@bp.get("/imports/new")
@bp.post("/imports/new")
@takes_files(most_bytes=MOST_BYTES)
@member
def import_file() -> Any:
    """Send a file; nothing is applied before somebody has looked at what it would do."""
    scope = queries.scope_of(current_person())
    form = UploadForm()
    offices = queries.organisations(scope.offices)
    form.prepare({office: offices[office].name for office in scope.offices})
    if request.method == "GET":
        form.source.data = request.args.get("source", "")[:120]
    if form.validate_on_submit() and (read_file := _table(form)) is not None:
        table, kind, name = read_file
        try:
            batch = services.upload(
                table,
                kind,
                file_name=name,
                source_name=form.source.data or "",
                office_id=int(form.office.data) if scope.offices else None,
                actor=current_person(),
                now=current_time(),
            )
        except Invalid as error:
            form.source.errors = [*form.source.errors, str(error)]
        else:
            return redirect(url_for("organisations.import_batch", batch_id=batch.id))
    names = queries.source_names(None if scope.is_administrator else scope.offices)
    page = render_template("organisations/linking/new.html", form=form, names=names, formats=list(FileFormat))
    return page, 422 if form.is_submitted() else 200


def _table(form: UploadForm) -> tuple[Table, FileFormat, str] | None:
    """What the file holds; None, with a sentence beside the field, where it cannot be read."""
    sent = form.file.data
    data = sent.read()
    try:
        kind = format_of(sent.filename or "", data)
        return read(data, kind), kind, sent.filename or ""
    except Unreadable as error:
        form.file.errors = [*form.file.errors, words.unreadable_sentence(error)]
        return None


@bp.get("/imports/columns")
@member
def import_columns() -> str:
    """What may stand in which column."""
    queries.scope_of(current_person())
    return render_template(
        "organisations/linking/columns.html",
        columns=COLUMNS,
        sectors=sectors(),
        formats=list(FileFormat),
        language=current_language(),
    )


@bp.get("/imports/template.<any(csv, xlsx, jsonld):ending>")
@member
def import_template(ending: str) -> Response:
    """A file to fill in."""
    queries.scope_of(current_person())
    kind = FileFormat(ending)
    headers = {"Content-Disposition": f'attachment; filename="organisations.{ending}"'}
    return Response(blanks.blank(kind), content_type=blanks.MIME_TYPES[kind], headers=headers)


@bp.get(BATCH)
@member
def import_batch(batch_id: int) -> str:
    """What the import would do, or did, row by row."""
    return batch_page(queries.batch_for(batch_id, current_person()))


@bp.post(f"{BATCH}/apply")
@administrator
def apply_import(batch_id: int) -> Any:
    """Store everything, or nothing."""
    batch = queries.batch_for(batch_id, current_person())
    try:
        done = services.apply(batch.id, seen=_seen(), actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "problem")
    else:
        counts = done.counts
        flash(
            _(
                "Applied: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.",
                new=counts.get("new", 0),
                changed=counts.get("changed", 0),
                unchanged=counts.get("unchanged", 0),
            ),
            "fine",
        )
    return redirect(url_for("organisations.import_batch", batch_id=batch_id))


@bp.post(f"{BATCH}/send")
@member
def send_import(batch_id: int) -> Any:
    """An office has checked its import: an administrator applies it."""
    batch = queries.batch_for(batch_id, current_person())
    try:
        services.send(batch.id, actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "problem")
    else:
        flash(_("The import is sent. An administrator looks at it and applies it."), "fine")
    return redirect(url_for("organisations.import_batch", batch_id=batch_id))


@bp.post(f"{BATCH}/set-aside")
@member
def set_import_aside(batch_id: int) -> Any:
    """Do nothing more with it."""
    batch = queries.batch_for(batch_id, current_person())
    try:
        services.set_aside(batch.id, actor=current_person(), now=current_time())
    except Conflict as error:
        flash(str(error), "problem")
        return redirect(url_for("organisations.import_batch", batch_id=batch_id))
    flash(_("The import is set aside. What was not applied yet changes nothing."), "fine")
    return redirect(url_for("organisations.imports"))


def _seen() -> int:
    seen = request.form.get("seen", type=int)
    if seen is None:
        raise NotFound("the form of an import carries its version")
    return seen
