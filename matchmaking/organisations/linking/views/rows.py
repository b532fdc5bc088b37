"""One row of an import: corrected, decided about, left out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.errors import Conflict, Invalid
from matchmaking.organisations.linking import queries, services
from matchmaking.organisations.linking.columns import BY_NAME
from matchmaking.organisations.linking.models import ImportRow, Verdict
from matchmaking.organisations.linking.views.imports import BATCH, BIGGEST_ID
from matchmaking.organisations.linking.views.pages import batch_page
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member

_PREFIX = "cell-"


@bp.post(f"{BATCH}/rows/<int(max={BIGGEST_ID}):row_id>")
@member
def import_row(batch_id: int, row_id: int) -> Any:
    """What the person said about the row: new cells, who it is, or that it stays out."""
    person = current_person()
    batch = queries.batch_for(batch_id, person)
    row = queries.row_in(batch, row_id)
    cells = {
        name.removeprefix(_PREFIX): text
        for name, text in request.form.items()
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) in BY_NAME
    }
    try:
        done = _act(row, cells)
    except (Conflict, Invalid) as error:
        fresh = queries.batch_for(batch_id, person)
        status = 409 if isinstance(error, Conflict) else 422
        return batch_page(fresh, typed={row_id: cells}, problem=str(error), show=request.form.get("show", "")), status
    number = done.number
    if done.verdict is Verdict.WRONG:
        flash(_("Row %(number)s is still wrong: see beside its fields.", number=number), "problem")
    elif done.verdict is Verdict.LEFT_OUT:
        flash(_("Row %(number)s is left out.", number=number), "fine")
    elif done.verdict is Verdict.DOUBTFUL:
        flash(_("Row %(number)s may be an organisation that is here already: say who it is.", number=number), "waiting")
    else:
        flash(_("Row %(number)s is in order.", number=number), "fine")
    show = request.form.get("show", "")
    values: dict[str, Any] = (
        {"show": show} if show in {verdict.value for verdict in Verdict} and batch.counts.get(show) else {}
    )
    return redirect(url_for("organisations.import_batch", batch_id=batch_id, **values))


def _act(row: ImportRow, cells: dict[str, str]) -> ImportRow:
    step, seen = request.form.get("step", ""), request.form.get("seen", -1, type=int)
    person, now = current_person(), current_time()
    if step == "correct":
        return services.correct(row.id, cells, seen=seen, actor=person, now=now)
    if step == "decide":
        answer = request.form.get("same_as", "")
        if answer != "new" and not (answer.isascii() and answer.isdecimal()):
            raise Invalid(_("Choose one of the organisations shown."), field="same_as")
        same_as = None if answer == "new" else int(answer)
        return services.decide(row.id, same_as, seen=seen, actor=person, now=now)
    return services.leave_out(row.id, left_out=step == "leave_out", seen=seen, actor=person, now=now)
