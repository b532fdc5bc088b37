"""Open data: the catalogue for people and for machines, and every list as CSV, XLSX and JSON-LD."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from matchmaking.config import CC_BY
from matchmaking.errors import NotFound
from matchmaking.web import catalogue, datasets
from matchmaking.web.catalogue import FORMATS, Format
from matchmaking.web.datasets import Args, Dataset, State
from matchmaking.web.extensions import limiter
from matchmaking.web.guards import public
from matchmaking.web.settings import settings
from matchmaking.web.table_writers import csv_pieces, json_ld_pieces, pieces_of, said, xlsx_file

bp = Blueprint("data", __name__)

FILES_PER_HOUR = 120
"""For each address. An answer that nothing has changed counts too: it is counted from all rows."""


@bp.get("/data")
@public
def index() -> str:
    """What can be taken along, each list with its columns explained, and how to take it on a schedule."""
    entries = catalogue.entries()
    return render_template(
        "data/index.html",
        entries=entries,
        sample=entries[0].dataset,
        formats=FORMATS,
        version=datasets.VERSION,
        home=datasets.home(),
        licence_url=settings().data_licence_url,
        licence_name="Creative Commons BY 4.0" if settings().data_licence_url == CC_BY else settings().data_licence_url,
        per_hour=FILES_PER_HOUR,
    )


@bp.get("/data/catalogue.jsonld")
@public
@limiter.limit(f"{FILES_PER_HOUR} per hour")
def description() -> Response:
    """The same for machines, as a DataCatalog of schema.org that is a Catalog of DCAT as well."""
    with force_locale("en"):
        body = said(catalogue.as_json_ld()) + "\n"
    response = Response(body, content_type=f"{FORMATS['jsonld'].mimetype}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response


@bp.get("/data/<name>.<any(csv,xlsx,jsonld):form>")
@bp.get(f"/data/{datasets.VERSION}/<name>.<any(csv,xlsx,jsonld):form>", endpoint="versioned")
@public
@limiter.limit(f"{FILES_PER_HOUR} per hour")
def export(name: str, form: str) -> Response:
    """One list as a file: 304 where the client has it already, else all its rows as they are read.

    The file is the same whatever language the client speaks. Only an ETag tells that a client has it: no date
    can tell that a row was taken away.
    """
    dataset = datasets.of_name(name)
    if dataset is None:
        raise NotFound("There is no such list.")
    args: Args = MultiDict((key, value.replace("\0", "")) for key, value in request.args.items(multi=True))
    written = FORMATS[form]
    state = catalogue.state_of(dataset, args)
    tag = f"{datasets.VERSION}-{form}-{state.digest}"
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    elif request.method == "HEAD":
        response = Response(iter(()), content_type=written.content_type)  # so that no length is claimed
    else:
        with force_locale("en"):
            response = _written(dataset, written, args, state)
        response.headers["Content-Disposition"] = f'attachment; filename="{dataset.name}.{form}"'
    response.set_etag(tag, weak=True)
    response.last_modified = state.changed_at
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"  # public facts, without a cookie: any page may read them
    response.headers["Link"] = f'<{catalogue.catalogue_url()}>; rel="describedby"'
    return response


def _written(dataset: Dataset, written: Format, args: Args, state: State) -> Response:
    names = [column.name for column in dataset.columns]
    rows = dataset.rows(args)
    if written.name == "xlsx":
        return _workbook(dataset, names, rows, written)
    pieces = (
        csv_pieces(names, rows)
        if written.name == "csv"
        else json_ld_pieces(catalogue.CONTEXT, catalogue.node_of(dataset, state), (dataset.linked(row) for row in rows))
    )
    return Response(stream_with_context(pieces), content_type=written.content_type)


def _workbook(dataset: Dataset, names: list[str], rows: Any, written: Format) -> Response:
    about = [
        ("name", str(dataset.title)),
        ("description", str(dataset.description)),
        ("version", datasets.VERSION),
        ("licence", settings().data_licence_url),
        ("catalogue", catalogue.catalogue_url()),
        *((column.name, str(column.meaning)) for column in dataset.columns),
    ]
    with ExitStack() as stack:
        file = stack.enter_context(xlsx_file(names, rows, about))
        response = Response(pieces_of(file), content_type=written.content_type)
        response.call_on_close(stack.pop_all().close)
    return response
