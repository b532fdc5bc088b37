"""Rows from the bytes of a file: CSV, XLSX or JSON-LD. Nothing here knows the database or a request."""

from __future__ import annotations

from matchmaking.organisations.linking.models import FileFormat
from matchmaking.organisations.linking.reading.delimited import read_csv
from matchmaking.organisations.linking.reading.linked_data import read_jsonld
from matchmaking.organisations.linking.reading.tables import MOST_FETCHED_ROWS, MOST_ROWS, Table, Unreadable
from matchmaking.organisations.linking.reading.workbooks import read_xlsx

__all__ = ["MOST_FETCHED_ROWS", "MOST_ROWS", "Table", "Unreadable", "format_of", "read"]

_READERS = {FileFormat.CSV: read_csv, FileFormat.XLSX: read_xlsx, FileFormat.JSONLD: read_jsonld}


def read(data: bytes, kind: FileFormat, *, most_rows: int = MOST_ROWS) -> Table:
    """The rows of `data`. Raises Unreadable where it is not, or not safely, a file of this kind."""
    if not data.strip():
        raise Unreadable("empty")
    return _READERS[kind](data, most_rows)


def format_of(file_name: str, data: bytes) -> FileFormat:
    """What the file is: by its first bytes where they tell, else by its name."""
    if data.startswith(b"PK\x03\x04"):
        return FileFormat.XLSX
    ending = file_name.lower().rpartition(".")[2]
    if ending in {"json", "jsonld"} or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return FileFormat.JSONLD
    if ending in {"xls", "ods", "pdf", "doc", "docx", "zip"} or ending == "xlsx":
        raise Unreadable("format")
    return FileFormat.CSV
