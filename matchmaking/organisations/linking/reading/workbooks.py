"""XLSX: the first sheet. The archive is measured before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook

from matchmaking.organisations.linking.columns import column_of
from matchmaking.organisations.linking.reading.tables import (
    MOST_COLUMNS,
    Problem,
    Table,
    Unreadable,
    table_of,
)

MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 1000
HIGHEST_RATIO = 200
"""How many times larger a part may be than packed; text in a sheet reaches some 20."""
ELEMENTS_A_ROW = 150
"""Of XML, on average: some 35 cells with their texts. Each takes time, and a row may have thousands."""
_SMALL = 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile, zlib.error, DefusedXmlException, ParseError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, OSError, EOFError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What openpyxl raises for a file that is not what it says."""


def read_xlsx(data: bytes, most_rows: int) -> Table:
    """The rows of the first sheet. Raises Unreadable."""
    _weigh(data, most_rows)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except _BROKEN as error:
        raise Unreadable("xlsx") from error
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size may be a lie
        return table_of(_lines(sheet, most_rows), most_rows=most_rows)
    except _BROKEN as error:
        raise Unreadable("xlsx") from error
    finally:
        book.close()


def _weigh(data: bytes, most_rows: int) -> None:
    """Raises Unreadable for an archive that would unpack to far more than any list of organisations needs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _measure(archive.infolist())
            if sum(map(partial(_elements, archive), archive.infolist())) > ELEMENTS_A_ROW * most_rows:
                raise Unreadable("bomb")
    except _BROKEN as error:
        raise Unreadable("xlsx") from error


def _measure(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Raises Unreadable for what the archive says of its parts; it unpacks to no more than it says."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("bomb")
    for part in parts:
        if part.flag_bits & 1:
            raise Unreadable("xlsx_locked")
        if part.file_size > _SMALL and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
            raise Unreadable("bomb")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Unreadable("xlsx")


def _elements(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many elements of XML there are in the part, about."""
    found = 0
    with archive.open(part) as unpacked:
        while piece := unpacked.read(_SMALL):
            found += piece.count(b"<") - piece.count(b"</")
    return found


def _lines(sheet: Any, most_rows: int) -> Iterator[tuple[int, list[str], tuple[Problem, ...]]]:
    names: list[str | None] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > 2 * most_rows:  # a cell far below all others makes a million empty rows
            raise Unreadable("too_many_rows", most=most_rows)
        texts = [_text(cell.value) for cell in cells]
        if not names and any(texts):
            names = [column_of(text) for text in texts]
        problems: tuple[Problem, ...] = tuple(
            (name, "formula", {})
            for name, cell in zip(names, cells, strict=False)
            if name is not None and getattr(cell, "data_type", "") == "f"
        )
        yield number, texts, problems


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
