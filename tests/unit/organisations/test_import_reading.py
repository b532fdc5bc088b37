"""Every reader of import files: what is bad gets its reason, what is good gives rows."""

from __future__ import annotations

import pytest

from matchmaking.organisations.linking.models import FileFormat
from matchmaking.organisations.linking.reading import Unreadable, format_of, read
from matchmaking.organisations.linking.words import FILE_PROBLEMS
from tests.unit.organisations import import_files as files

GOOD = b"name,kind,country\nWings,sme,BE\n"
MEGABYTE = 1024 * 1024

BAD = {
    "nothing but blanks": ("map.csv", b"  \r\n\r\n", "empty"),
    "a head alone": ("map.csv", b"name,kind,country\n", "no_rows"),
    "utf-16": ("map.csv", GOOD.decode().encode("utf-16"), "encoding"),
    "utf-16 without its mark": ("map.csv", GOOD.decode().encode("utf-16-le"), "encoding"),
    "neither one nor the other": ("map.csv", GOOD + b"\x81\x9d,\xff", "encoding"),
    "binary": ("map.csv", bytes(range(256)) * 4, "encoding"),
    "columns missing": ("map.csv", b"name,city\nWings,Namur\n", "head_missing"),
    "a column twice": ("map.csv", b"name,Nom,kind,country\nA,B,sme,BE\n", "head_twice"),
    "an open quotation mark": ("map.csv", b'name,kind,country\n"Wings,sme,BE\n', "csv"),
    "a cell of a megabyte": ("map.csv", b"name,kind,country\n" + b"x" * MEGABYTE + b",sme,BE\n", "csv"),
    "too many rows": ("map.csv", b"name,kind,country\n" + b"A,sme,BE\n" * 5_001, "too_many_rows"),
    "a pdf": ("map.pdf", b"%PDF-1.7 words", "format"),
    "an old workbook": ("map.xls", b"\xd0\xcf\x11\xe0", "format"),
    "an archive of nothing": ("map.xlsx", b"PK\x03\x04 and then nothing", "xlsx"),
    "no workbook": ("map.xlsx", files.archive({"readme.txt": b"hello"}), "xlsx"),
    "a bomb": ("map.xlsx", files.bomb(80 * MEGABYTE), "bomb"),
    "a bomb that stays below the bound": ("map.xlsx", files.bomb(20 * MEGABYTE), "bomb"),
    "rows of thousands of cells": ("map.xlsx", files.crowded(), "bomb"),
    "many parts": ("map.xlsx", files.archive({f"{number}.xml": b"" for number in range(1001)}), "bomb"),
    "entities": ("map.xlsx", files.with_entities(), "xlsx"),
    "a cell far below": ("map.xlsx", files.far_below(), "too_many_rows"),
    "a workbook without columns": ("map.xlsx", files.workbook(["name", "city"], ["Wings", "Namur"]), "head_missing"),
    "half of a json": ("map.jsonld", b'{"@type": "Organization", ', "json"),
    "a deep json": ("map.jsonld", b"[" * 100_000 + b"]" * 100_000, "json_deep"),
    "a deep graph": ("map.jsonld", b'{"@graph":' * 20 + b"1" + b"}" * 20, "json_deep"),
    "no organisation": ("map.jsonld", b'{"@type": "Event", "name": "Day"}', "json_nothing"),
    "json in latin-1": ("map.jsonld", '{"@type": "Organization", "name": "é"}'.encode("latin-1"), "encoding_json"),
    "no number": ("map.jsonld", b'{"@type": "Organization", "name": NaN}', "json"),
    "a number of 5,000 digits": ("map.jsonld", b'{"@type": "Organization", "name": ' + b"9" * 5000 + b"}", "json"),
}


@pytest.mark.parametrize(("name", "data", "code"), BAD.values(), ids=BAD)
def test_a_bad_file_is_unreadable_for_its_reason(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as found:
        read(data, format_of(name, data))

    assert found.value.code == code
    assert str(FILE_PROBLEMS[code]) % found.value.values


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_usual_encodings_and_separators_are_read(encoding: str, delimiter: str) -> None:
    text = "\r\nName,Type,Country code\r\n\r\nÉlan,SME,BE\r\n".replace(",", delimiter)

    table = read(text.encode(encoding), FileFormat.CSV)

    assert (table.columns, table.encoding) == (["name", "kind", "country"], encoding)
    assert [(row.number, row.cells) for row in table.rows] == [(4, {"name": "Élan", "kind": "SME", "country": "BE"})]


def test_a_number_of_a_workbook_is_the_text_that_people_see_and_a_formula_is_told() -> None:
    file = files.workbook(["name", "kind", "country", "founded"], ["Wings", "sme", "BE", 2006.0], ["=A2", "sme", "BE"])

    table = read(file, FileFormat.XLSX)

    assert table.rows[0].cells["founded"] == "2006"
    assert [row.problems for row in table.rows] == [(), (("name", "formula", {}),)]


def test_what_keeps_a_spreadsheet_from_computing_is_no_part_of_the_text() -> None:
    table = read(b"name,kind,country\n'=1+1,sme,BE\n'Aigle,sme,BE\n-5,sme,BE\n", FileFormat.CSV)

    assert [row.cells["name"] for row in table.rows] == ["=1+1", "'Aigle", "-5"]
