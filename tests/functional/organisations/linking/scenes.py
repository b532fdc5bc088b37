"""Imports as tests send them, and what the pages then say."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.db import session
from matchmaking.organisations.linking.models import ImportBatch, ImportRow
from matchmaking.organisations.models import Organisation
from tests.functional.organisations.steps import token

HEAD = ("id", "name", "kind", "country", "city", "website", "sectors", "description", "member_of")
WINGS = {"id": "7", "name": "Wallonie Wings", "kind": "sme", "country": "BE", "city": "Namur", "sectors": "aerospace"}
GLIDE = {"id": "8", "name": "Glide", "kind": "sme", "country": "Canada", "city": "Laval", "sectors": "Photonics"}


def table(*rows: dict[str, str], head: tuple[str, ...] = HEAD, delimiter: str = ",") -> bytes:
    """A CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, head, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def send(
    client: FlaskClient, data: bytes, name: str = "map.csv", source: str = "Belgian map", **fields: Any
) -> TestResponse:
    """Upload a file through the form."""
    form = {"csrf_token": token(client.get("/about")), "source": source, "file": (BytesIO(data), name), **fields}
    return client.post("/imports/new", data=form, content_type="multipart/form-data")


def sent(client: FlaskClient, *rows: dict[str, str], **fields: Any) -> ImportBatch:
    """The import that came of these rows."""
    answer = send(client, table(*rows), **fields)
    assert answer.status_code == 302, words_of(answer)
    return newest()


def newest() -> ImportBatch:
    session().expire_all()
    return session().scalars(sa.select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()


def batches() -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(ImportBatch)) or 0


def row(batch: ImportBatch, number: int) -> ImportRow:
    """Row `number` of the file."""
    session().expire_all()
    query = sa.select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.number == number)
    return session().scalars(query).one()


def say(client: FlaskClient, batch: ImportBatch, number: int, step: str, **fields: str) -> TestResponse:
    """Press a button of row `number`, as its form stands on the page."""
    found = row(batch, number)
    data = {"csrf_token": token(client.get("/about")), "seen": str(found.version), "step": step, **fields}
    return client.post(f"/imports/{batch.id}/rows/{found.id}", data=data)


def apply(client: FlaskClient, batch: ImportBatch, seen: int | None = None) -> TestResponse:
    session().expire_all()
    data = {"csrf_token": token(client.get("/about")), "seen": str(batch.version if seen is None else seen)}
    return client.post(f"/imports/{batch.id}/apply", data=data)


def imported(client: FlaskClient, *rows: dict[str, str], **fields: Any) -> ImportBatch:
    """Send these rows and apply them, which must need no further word."""
    batch = sent(client, *rows, **fields)
    apply(client, batch)
    session().expire_all()
    assert batch.state == "applied", [one.problems for one in session().scalars(sa.select(ImportRow))]
    return batch


def named(name: str) -> Organisation:
    session().expire_all()
    return session().scalars(sa.select(Organisation).where(Organisation.name == name)).one()


def organisations() -> set[str]:
    return set(session().scalars(sa.select(Organisation.name)))


def words_of(page: TestResponse) -> str:
    """The words of a page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
