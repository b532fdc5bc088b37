from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from matchmaking.web.table_writers import LONGEST_CELL, csv_pieces, json_ld_pieces, pieces_of, xlsx_file

FORMULAS = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


def rows(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {"name": f"Organisation {number} " + "x" * 200, "number": number}


def read_back(names: list[str], of: Any, **options: Any) -> Any:
    with xlsx_file(names, of, [("name", "Title")], **options) as file:
        return load_workbook(io.BytesIO(b"".join(pieces_of(file))))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    (_head, line) = csv_pieces(["a"], [{"a": text}])
    (cell,) = next(csv.reader(io.StringIO(line, newline="")))
    sheet = read_back(["a"], [{"a": text}])["data"]

    assert cell == f"'{text}"
    assert (sheet["A2"].data_type, str(sheet["A2"].value).strip()) == ("s", text.strip())


def test_numbers_and_yes_or_no_stay_what_they_are() -> None:
    row = {"number": -5, "share": 0.5, "yes": True, "none": None}

    text = list(csv_pieces(list(row), [row]))[1]
    sheet = read_back(list(row), [row])["data"]

    assert text == "-5,0.5,true,\r\n"
    assert [cell.value for cell in sheet[2]] == [-5, 0.5, True, None]


def test_what_xml_refuses_is_left_out_of_every_format() -> None:
    row = {"a": "bell\x07 nul\x00 \ufffe\uffff escape\x1b line\nend"}

    (_head, line) = csv_pieces(["a"], [row])
    node = json.loads("".join(json_ld_pieces("https://schema.org/", {}, [row])))["@graph"][1]

    assert line == '"bell nul  escape line\nend"\r\n'
    assert read_back(["a"], [row])["data"]["A2"].value == "bell nul  escape line\nend"
    assert node == {"a": "bell nul  escape line\nend"}


def test_several_values_share_a_cell_and_times_are_in_utc() -> None:
    row = {"codes": ["CA", "a|b"], "at": datetime(2027, 3, 10, 14, 0, tzinfo=UTC)}

    assert list(csv_pieces(list(row), [row]))[1] == "CA | a/b,2027-03-10T14:00:00Z\r\n"


def test_linked_data_ends_no_script() -> None:
    hostile = "</script><script>alert(1)</script><!-- \u2028 & -->"

    text = "".join(json_ld_pieces("https://schema.org/", {"name": hostile}, [{"name": hostile}]))

    assert not set("<>&\u2028") & set(text)
    assert [node["name"] for node in json.loads(text)["@graph"]] == [hostile, hostile]


def test_a_workbook_goes_on_in_the_next_sheet_and_cuts_what_no_cell_takes() -> None:
    long = [{"a": "x" * (LONGEST_CELL + 1)}, *({"a": f"{number}"} for number in range(4))]

    book = read_back(["a"], long, most=2)

    assert book.sheetnames == ["data", "data 2", "data 3", "about"]
    assert len(book["data"]["A2"].value) == LONGEST_CELL
    assert [[row[0].value for row in book[name].iter_rows(min_row=2)] for name in ("data 2", "data 3")] == [
        ["1", "2"],
        ["3"],
    ]
    assert book["about"]["B1"].value == "Title"


def test_an_empty_list_is_a_workbook_with_its_head() -> None:
    assert [[cell.value for cell in row] for row in read_back(["a", "b"], [])["data"].iter_rows()] == [["a", "b"]]


def test_text_formats_read_no_row_before_it_is_asked_for() -> None:
    taken: list[int] = []

    def counted() -> Iterator[dict[str, Any]]:
        for row in rows(1000):
            taken.append(row["number"])
            yield row

    for pieces in (csv_pieces(["name"], counted()), json_ld_pieces("", {}, counted())):
        taken.clear()
        next(pieces)
        before = len(taken)
        next(pieces)
        assert (before, len(taken)) == (0, 1)


def test_ten_times_the_rows_take_no_more_memory() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        with xlsx_file(["name", "number"], rows(count), []) as file:
            for _piece in pieces_of(file):
                pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)  # what is loaded once
    few, many = peak(500), peak(5_000)

    assert many < few * 1.3
