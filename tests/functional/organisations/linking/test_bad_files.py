"""Files that are not what they should be: a sentence each, and nothing of them is kept."""

from __future__ import annotations

import io
import json
import zipfile
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook

from tests.functional.organisations.linking import scenes
from tests.functional.organisations.linking.conftest import Scene
from tests.functional.organisations.linking.scenes import GLIDE, HEAD, WINGS, table
from tests.functional.organisations.steps import errors, token

GOOD = table(WINGS)


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]  # a new workbook has a sheet
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bomb(name: str = "xl/worksheets/sheet1.xml", size: int = 80 * 1024 * 1024) -> bytes:
    """A workbook whose sheet unpacks to `size` bytes of nothing."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(list(HEAD)))) as good,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in good.namelist():
            bad.writestr(part, b" " * size if part == name else good.read(part))
    return packed.getvalue()


def with_entities() -> bytes:
    """A workbook whose sheet declares an entity of entities."""
    evil = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(list(HEAD)))) as good,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in good.namelist():
            bad.writestr(part, evil if part.endswith("sheet1.xml") else good.read(part))
    return packed.getvalue()


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


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("map.csv", b"  \r\n\r\n", "The file is empty."),
        ("map.csv", table(), "The file has column heads and no row below them."),
        ("map.csv", GOOD.decode().encode("utf-16"), "neither UTF-8 nor Windows-1252"),
        ("map.csv", GOOD.decode().encode("utf-16-le"), "no CSV, XLSX or JSON-LD file|column|neither UTF-8"),
        ("map.csv", GOOD + b"\x81\x9d,\xff", "neither UTF-8 nor Windows-1252"),
        ("map.csv", bytes(range(256)) * 4, "neither UTF-8 nor Windows-1252"),
        ("map.csv", b"name,city\nWings,Namur\n", "These columns are missing: kind, country."),
        ("map.csv", b"name,Nom,kind,country\nA,B,sme,BE\n", "Two columns both mean “name”."),
        ("map.csv", b'name,kind,country\n"Wings,sme,BE\n', "quotation marks do not match near line 2"),
        ("map.csv", b"name,kind,country\n" + b"A,sme,BE\n" * 20_001, "more than 20000 rows"),
        ("map.pdf", b"%PDF-1.7 words", "no CSV, XLSX or JSON-LD file"),
        ("map.xls", b"\xd0\xcf\x11\xe0", "no CSV, XLSX or JSON-LD file"),
        ("map.xlsx", b"PK\x03\x04 and then nothing", "damaged"),
        ("map.xlsx", bomb(), "far larger than any list"),
        ("map.xlsx", bomb(size=20 * 1024 * 1024), "far larger than any list"),
        ("map.xlsx", with_entities(), "damaged"),
        ("map.xlsx", far_below(), "more than 20000 rows"),
        ("map.xlsx", workbook(["name", "city"], ["Wings", "Namur"]), "These columns are missing: kind, country."),
        ("map.jsonld", b'{"@type": "Organization", ', "not valid JSON: look near line 1"),
        ("map.jsonld", b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        ("map.jsonld", b'{"@graph":' * 20 + b"1" + b"}" * 20, "nested too deeply"),
        ("map.jsonld", b'{"@type": "Event", "name": "Day"}', "no schema.org Organization"),
        ("map.jsonld", '{"@type": "Organization", "name": "é"}'.encode("latin-1"), "must be UTF-8"),
        ("map.jsonld", b'{"@type": "Organization", "name": NaN}', "not valid JSON"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_leaves_nothing(
    client: FlaskClient, scene: Scene, name: str, data: bytes, sentence: str
) -> None:
    answer = scenes.send(client, data, name=name)

    assert answer.status_code == 422
    (said,) = errors(answer)
    assert any(words in said for words in sentence.split("|")), said
    assert scenes.batches() == 0
    assert 'value="Belgian map"' in answer.text  # what was typed is still there


def test_fifty_megabytes_are_refused_before_they_are_read(client: FlaskClient, scene: Scene) -> None:
    class Endless(io.RawIOBase):
        """A body that says how much of it was read."""

        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            size = len(buffer)  # type: ignore[arg-type]  # io gives a buffer
            self.taken += size
            return size

    body = Endless()
    answer = client.post(
        "/imports/new",
        input_stream=body,
        content_type="multipart/form-data; boundary=x",
        content_length=50 * 1024 * 1024,
    )

    assert answer.status_code == 413
    assert "The largest file that can be sent here is 5 MB" in scenes.words_of(answer)
    assert body.taken < 1024 * 1024


def test_a_file_of_four_megabytes_is_read(client: FlaskClient, scene: Scene) -> None:
    rows = [{**WINGS, "id": str(number), "name": f"W{number}", "description": "x" * 4000} for number in range(1000)]

    assert scenes.send(client, table(*rows)).status_code == 302
    assert scenes.newest().counts == {"new": 1000}


def test_other_pages_still_refuse_files_and_more_than_two_megabytes(client: FlaskClient, scene: Scene) -> None:
    data = {"csrf_token": token(client.get("/about")), "file": (BytesIO(b"x"), "x.csv")}
    assert client.post("/organisations/new", data=data, content_type="multipart/form-data").status_code == 415
    large = {"csrf_token": token(client.get("/about")), "name": "x" * (3 * 1024 * 1024)}
    assert client.post("/organisations/new", data=large).status_code == 413


def test_a_file_needs_the_forms_token(client: FlaskClient, scene: Scene) -> None:
    assert scenes.send(client, GOOD, csrf_token="").status_code == 400
    assert scenes.batches() == 0


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"country": "Atlantis"}, ["country", "country", {"value": "Atlantis"}]),
        ({"sectors": "aerospace|wizardry"}, ["sectors", "sector", {"value": "wizardry"}]),
        ({"name": ""}, ["name", "needed", {}]),
        ({"name": "Wings\0"}, ["name", "unreadable", {}]),
        ({"name": "x" * 201}, ["name", "too_long", {"most": 200}]),
        ({"website": "http://localhost/"}, ["website", "website", {}]),
        ({"website": "javascript:alert(1)"}, ["website", "website", {}]),
        ({"kind": "wizard"}, ["kind", "kind", {"value": "wizard"}]),
        ({"member_of": "Nobody's"}, ["member_of", "cluster_unknown", {"value": "Nobody's"}]),
    ],
)
def test_a_wrong_cell_is_told_with_row_and_column(
    client: FlaskClient, scene: Scene, change: dict[str, str], problem: list[object]
) -> None:
    batch = scenes.sent(client, GLIDE, {**WINGS, **change})

    assert scenes.row(batch, 3).problems == [problem]
    assert scenes.row(batch, 2).problems == []


@pytest.mark.parametrize(
    "second", [{**GLIDE, "id": "7"}, {**WINGS, "id": "9", "name": "WALLONIE WINGS SA"}, {**WINGS, "id": ""}]
)
def test_the_same_organisation_twice_in_a_file_is_wrong(
    client: FlaskClient, scene: Scene, second: dict[str, str]
) -> None:
    batch = scenes.sent(client, WINGS, second)

    assert scenes.row(batch, 3).problems == [["name", "duplicate", {"row": 2}]]
    assert "This is the same organisation as in row 2." in scenes.words_of(client.get(f"/imports/{batch.id}"))


def test_formulas_of_a_workbook_are_wrong_and_texts_like_formulas_are_texts(client: FlaskClient, scene: Scene) -> None:
    file = workbook(
        ["name", "kind", "country", "city", "founded"],
        ["=1+1", "sme", "BE", "Namur", 2006.0],
        ["Wings", "sme", "BE", '=HYPERLINK("http://evil.example")', 1999],
    )
    scenes.send(client, file, name="map.xlsx")
    batch = scenes.newest()
    assert scenes.row(batch, 2).problems == [["name", "formula", {}]]
    assert scenes.row(batch, 3).problems == [["city", "formula", {}]]

    scenes.say(client, batch, 2, "correct", **{"cell-name": "Two"})
    scenes.say(client, batch, 3, "correct", **{"cell-city": "Namur"})

    assert scenes.newest().counts == {"new": 2}
    assert scenes.row(batch, 2).cells["founded"] == "2006"


def test_a_text_that_begins_like_a_formula_is_kept_as_it_is_meant(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.imported(client, {**WINGS, "name": "+Wings", "description": "'=Wings & tails"})

    assert scenes.row(batch, 2).cells["description"] == "=Wings & tails"  # as our own exports write it
    assert scenes.named("+Wings").description == "=Wings & tails"


@pytest.mark.parametrize(("encoding", "noted"), [("utf-8", False), ("utf-8-sig", False), ("cp1252", True)])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_usual_encodings_and_separators_are_read(
    client: FlaskClient, scene: Scene, encoding: str, delimiter: str, *, noted: bool
) -> None:
    data = table({**WINGS, "name": "Élan d’été"}, delimiter=delimiter).decode().encode(encoding)

    scenes.send(client, data)

    batch = scenes.newest()
    assert scenes.row(batch, 2).cells["name"] == "Élan d’été"
    assert ("read as Windows-1252" in client.get(f"/imports/{batch.id}").text) is noted


def test_columns_that_are_not_ours_are_told(client: FlaskClient, scene: Scene) -> None:
    scenes.send(client, b"name,kind,country,Secret <b>\nWings,sme,BE,x\n")

    assert "Passed over, since they are not columns of ours: Secret <b> ." in scenes.words_of(
        client.get(f"/imports/{scenes.newest().id}")
    ).replace("&lt;", "<").replace("<b>.", "<b> .")


def test_linked_data_is_read_as_other_maps_write_it(client: FlaskClient, scene: Scene) -> None:
    node = {
        "@type": ["Organization", "Thing"],
        "@id": "https://map.example/1",
        "name": {"@value": "Wings", "@language": "en"},
        "additionalType": "https://map.example/terms#cluster",
        "url": "https://wings.example.org/",
        "foundingDate": "2006-05-01",
        "address": {
            "@type": "PostalAddress",
            "addressCountry": {"@type": "Country", "name": "Belgium"},
            "addressLocality": "Namur",
        },
        "knowsAbout": [{"@type": "DefinedTerm", "termCode": "aerospace"}, "Photonics"],
        "makesOffer": {"@type": "Offer", "name": "Light wings", "additionalType": "technology_offer"},
        "additionalProperty": {"propertyID": "members_sme", "value": 12.0},
    }
    data = json.dumps({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": [{"item": node}]})

    scenes.send(client, data.encode(), name="map.json")

    batch = scenes.newest()
    assert batch.counts == {"new": 1}
    scenes.apply(client, batch)
    wings = scenes.named("Wings")
    assert (wings.kind, wings.country_code, wings.founded_year) == ("cluster", "BE", 2006)
    assert [sector.code for sector in wings.sectors] == ["aerospace", "photonics"]
    assert [(offer.kind, offer.title) for offer in wings.listings] == [("technology_offer", "Light wings")]
    assert wings.cluster is not None
    assert wings.cluster.members_sme == 12
