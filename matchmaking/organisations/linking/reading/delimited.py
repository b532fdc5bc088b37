"""CSV: comma, semicolon or tab, in UTF-8 or, where it cannot be that, Windows-1252."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from matchmaking.organisations.linking.reading.tables import MOST_COLUMNS, Problem, Table, Unreadable, table_of

_BINARY = frozenset(range(32)) - {9, 10, 11, 12, 13}
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def read_csv(data: bytes, most_rows: int) -> Table:
    """The rows of a CSV file. Raises Unreadable."""
    text, encoding = decode(data)
    return table_of(_lines(text), most_rows=most_rows, encoding=encoding)


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the encoding that it was read in. Raises Unreadable where it is none that we read."""
    if data.startswith(_OTHER_MARKS) or data.count(0) * 4 > len(data):  # every second byte of UTF-16 is nothing
        raise Unreadable("encoding")
    try:
        return data.decode("utf-8-sig"), "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    except UnicodeDecodeError:
        if _BINARY & set(data):  # no text at all, or one of two bytes each
            raise Unreadable("encoding") from None
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None


def _lines(text: str) -> Iterator[tuple[int, list[str], tuple[Problem, ...]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, cells, (("", "ragged", {}),) if len(cells) > MOST_COLUMNS else ()
    except csv.Error as error:
        raise Unreadable("csv", line=reader.line_num) from error
