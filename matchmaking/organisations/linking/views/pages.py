"""The page of one import, for reading and for coming back to with a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request

from matchmaking.accounts.current import current_person
from matchmaking.organisations.linking import queries
from matchmaking.organisations.linking.models import BatchState, ImportBatch, Verdict
from matchmaking.organisations.linking.services.batches import undecided_sentence
from matchmaking.organisations.linking.shown import shown

LAST_PAGE = 100_000
MOST_GONE = 50


def page_number() -> int:
    """Which page of a list is asked for."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def batch_page(
    batch: ImportBatch,
    *,
    typed: Mapping[int, Mapping[str, str]] | None = None,
    problem: str = "",
    show: str | None = None,
) -> str:
    """The page; `typed` is what could not be saved, row by row, and `problem` says why."""
    person = current_person()
    chosen = _chosen(show if show is not None else request.args.get("show", ""), batch)
    rows = queries.rows_of(batch, verdicts={chosen} if chosen else set(Verdict), page=page_number())
    gone = queries.organisations(batch.gone[:MOST_GONE])
    may_correct = batch.state is BatchState.OPEN or (batch.state is BatchState.SENT and person.is_administrator)
    return render_template(
        "organisations/linking/batch.html",
        batch=batch,
        rows=rows,
        shown=shown(batch, rows.items, typed or {}),
        chosen=chosen,
        verdicts=list(Verdict),
        total=sum(batch.counts.values()),
        gone=sorted(gone.values(), key=lambda one: one.sort_name),
        undecided=undecided_sentence(batch),
        may_correct=may_correct,
        is_administrator=person.is_administrator,
        problem=problem,
    )


def _chosen(asked: str, batch: ImportBatch) -> Verdict | None:
    """The rows to show: those asked for; at first those that need somebody, and all where none does."""
    if asked in {verdict.value for verdict in Verdict}:
        return Verdict(asked)
    if asked == "all" or not batch.is_undecided:
        return None
    return next((verdict for verdict in (Verdict.WRONG, Verdict.DOUBTFUL) if batch.counts.get(verdict.value)), None)
