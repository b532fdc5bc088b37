"""Workbooks, good and evil."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

from openpyxl import Workbook

HEAD = ("name", "kind", "country", "city")
_SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: list[object]) -> bytes:
    """An XLSX file; a text that begins with = is a formula in it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return file.getvalue()


def _with_sheet(data: bytes) -> bytes:
    """A workbook whose sheet is `data`."""
    with zipfile.ZipFile(io.BytesIO(workbook(list(HEAD)))) as good:
        return archive({name: data if name == _SHEET else good.read(name) for name in good.namelist()})


def bomb(size: int) -> bytes:
    """A workbook whose sheet unpacks to `size` bytes of blanks."""
    return _with_sheet(b" " * size)


def crowded() -> bytes:
    """A workbook whose few rows have a million cells in all."""
    chance = random.Random(1)  # noqa: S311 -- so that it does not pack too well
    row = "".join(f"<c><v>{chance.getrandbits(8)}</v></c>" for _ in range(10_000))
    rows = f"<row>{row}</row>" * 100
    return _with_sheet(
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>".encode()
    )


def with_entities() -> bytes:
    """A workbook whose sheet declares an entity of entities."""
    return _with_sheet(
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )


def far_below() -> bytes:
    """A workbook with one cell in the last row that a sheet can have."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEAD))
    sheet.cell(1_048_576, 1, "x")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
