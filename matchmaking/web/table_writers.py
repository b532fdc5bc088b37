"""A list as CSV, XLSX or JSON-LD, written as its rows are read: 100,000 of them take the memory of a few."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from matchmaking.web.cells import as_text, cell_of, printable

BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets take UTF-8 for something else
LONGEST_CELL = 32_767
"""What a spreadsheet takes; the rest of a longer text is in the other formats."""
ROWS_OF_A_SHEET = 1_048_575
"""Without the head. What is more goes on in the next sheet."""
PIECE = 64 * 1024
WIDTHS = (12, 40)

Row = Mapping[str, Any]


def csv_line(values: Iterable[Any]) -> str:
    """One line of CSV in which no text is taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerow([cell_of(value) for value in values])
    return text.getvalue()


def csv_pieces(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """The file in pieces: a head, then each row as soon as it is read."""
    yield BYTE_ORDER_MARK + csv_line(names)
    for row in rows:
        yield csv_line(row[name] for name in names)


def json_ld_pieces(context: Any, first: Row, nodes: Iterable[Row]) -> Iterator[str]:
    """A JSON-LD document in pieces: a graph of `first`, which describes the list, and then of its rows."""
    yield f'{{"@context": {said(context)},\n"@graph": [\n{said(first)}'
    for node in nodes:
        yield f",\n{said(node)}"
    yield "\n]}\n"


def said(value: Any) -> str:
    """`value` as JSON that ends nothing, also inside a page's script."""
    text = json.dumps(_clean(value), ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value


@contextmanager
def xlsx_file(
    names: Sequence[str], rows: Iterable[Row], about: Sequence[tuple[str, str]], *, most: int = ROWS_OF_A_SHEET
) -> Iterator[IO[bytes]]:
    """A workbook in a temporary file: the rows, `most` to a sheet, and a last sheet with `about`.

    Texts are written as texts, whatever they look like, and no more than a row of them is in memory.
    """
    with TemporaryFile() as file:
        with TemporaryDirectory(prefix="matchmaking-") as folder:
            book = Workbook(
                file,
                {
                    "constant_memory": True,
                    "strings_to_formulas": False,
                    "strings_to_numbers": False,
                    "strings_to_urls": False,
                    "tmpdir": folder,
                },
            )
            _fill(book, names, rows, most)
            explained = book.add_worksheet("about")
            for line, (name, meaning) in enumerate(about):
                _write(explained, line, 0, name)
                _write(explained, line, 1, meaning)
            book.close()
        file.seek(0)
        yield file


def _fill(book: Workbook, names: Sequence[str], rows: Iterable[Row], most: int) -> None:
    sheet = _sheet(book, names)
    line = 0
    for row in rows:
        if line == most:
            sheet = _sheet(book, names)
            line = 0
        line += 1
        for column, name in enumerate(names):
            _write(sheet, line, column, row[name])


def _sheet(book: Workbook, names: Sequence[str]) -> Worksheet:
    number = len(book.worksheets()) + 1
    sheet: Worksheet = book.add_worksheet("data" if number == 1 else f"data {number}")
    sheet.freeze_panes(1, 0)
    narrowest, widest = WIDTHS
    for column, name in enumerate(names):
        sheet.set_column(column, column, min(widest, max(narrowest, len(name) + 2)))
        sheet.write_string(0, column, name)
    return sheet


def _write(sheet: Worksheet, line: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    elif text := "\n".join(as_text(value).replace("\r\n", "\n").split("\r")):  # XML has no other end of a line
        sheet.write_string(line, column, text[:LONGEST_CELL])


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """What is in the file, a piece at a time."""
    while piece := file.read(PIECE):
        yield piece
