"""Files that are not what they should be: a sentence each, and nothing of them is kept."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from tests.functional.organisations.linking import scenes
from tests.functional.organisations.linking.conftest import Scene
from tests.functional.organisations.linking.scenes import GLIDE, WINGS, table
from tests.functional.organisations.steps import errors, token
from tests.unit.organisations import import_files as files

GOOD = table(WINGS)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("map.csv", GOOD.decode().encode("utf-16"), "The file is neither UTF-8 nor Windows-1252 text."),
        ("map.csv", b"name,city\nWings,Namur\n", "These columns are missing: kind, country."),
        ("map.xlsx", files.bomb(80 * 1024 * 1024), "Unpacked, this XLSX file would be far larger"),
        ("map.jsonld", b"[" * 100_000, "This JSON is nested too deeply."),
    ],
    ids=["encoding", "head", "bomb", "deep"],
)
def test_a_bad_file_gets_a_sentence_and_leaves_nothing(
    client: FlaskClient, scene: Scene, name: str, data: bytes, sentence: str
) -> None:
    answer = scenes.send(client, data, name=name)

    assert answer.status_code == 422
    (said,) = errors(answer)
    assert said.startswith(sentence)
    assert scenes.batches() == 0
    assert 'value="Belgian map"' in answer.text  # what was typed is still there


class Counted(BytesIO):
    """A body that knows how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.taken += len(found)
        return found


def test_fifty_megabytes_are_refused_before_they_are_read(client: FlaskClient, scene: Scene) -> None:
    body = Counted(bytes(50 * 1024 * 1024))

    answer = client.post("/imports/new", input_stream=body, content_type="multipart/form-data; boundary=x")

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


def test_wrong_cells_are_told_with_row_and_column(client: FlaskClient, scene: Scene) -> None:
    wrong: list[tuple[dict[str, str], list[object]]] = [
        ({"country": "Atlantis"}, ["country", "country", {"value": "Atlantis"}]),
        ({"sectors": "aerospace|wizardry"}, ["sectors", "sector", {"value": "wizardry"}]),
        ({"name": ""}, ["name", "needed", {}]),
        ({"name": "Wings\0"}, ["name", "unreadable", {}]),
        ({"name": "x" * 201}, ["name", "too_long", {"most": 200}]),
        ({"website": "http://localhost/"}, ["website", "website", {}]),
        ({"website": "javascript:alert(1)"}, ["website", "website", {}]),
        ({"kind": "wizard"}, ["kind", "kind", {"value": "wizard"}]),
        ({"member_of": "Nobody's"}, ["member_of", "cluster_unknown", {"value": "Nobody's"}]),
    ]
    rows = [
        {**WINGS, "id": f"w{number}", "city": f"Town {number}", **change} for number, (change, _) in enumerate(wrong)
    ]

    batch = scenes.sent(client, GLIDE, *rows)

    assert scenes.row(batch, 2).problems == []
    found = [scenes.row(batch, number).problems for number in range(3, 3 + len(wrong))]
    assert found == [[problem] for _change, problem in wrong]
    page = scenes.words_of(client.get(f"/imports/{batch.id}"))
    assert "There is no country “Atlantis”. Write its code, such as CA, or its name." in page


@pytest.mark.parametrize("second", [{**WINGS, "id": "9", "name": "WALLONIE WINGS SA"}, {**WINGS, "id": ""}])
def test_the_same_organisation_twice_in_a_file_is_wrong(
    client: FlaskClient, scene: Scene, second: dict[str, str]
) -> None:
    batch = scenes.sent(client, WINGS, second)

    assert scenes.row(batch, 3).problems == [["name", "duplicate", {"row": 2}]]
    assert "This is the same organisation as in row 2." in scenes.words_of(client.get(f"/imports/{batch.id}"))


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("identifier", ["8", ""])
def test_an_identifier_used_twice_is_what_is_wrong_and_can_be_corrected(
    client: FlaskClient, scene: Scene, identifier: str, *, known: bool
) -> None:
    if known:
        scenes.imported(client, WINGS)
    batch = scenes.sent(client, WINGS, {**GLIDE, "id": "7"})

    assert scenes.row(batch, 3).problems == [["id", "same_id", {"row": 2}]]
    page = client.get(f"/imports/{batch.id}")
    assert "Row 2 has this identifier too." in scenes.words_of(page)
    assert ('name="cell-id"' in page.text, 'name="cell-name"' in page.text) == (True, False)

    scenes.say(client, batch, 3, "correct", **{"cell-id": identifier})
    row = scenes.row(batch, 3)
    assert (row.problems, row.verdict) == ([], "new")


def test_formulas_of_a_workbook_are_wrong_and_texts_like_formulas_are_texts(client: FlaskClient, scene: Scene) -> None:
    file = files.workbook(
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


def test_a_file_in_an_older_encoding_is_read_with_a_remark(client: FlaskClient, scene: Scene) -> None:
    data = table({**WINGS, "name": "Élan d'été"}, delimiter=";").decode().encode("cp1252")

    scenes.send(client, data)

    batch = scenes.newest()
    assert scenes.row(batch, 2).cells["name"] == "Élan d'été"
    assert "read as Windows-1252" in client.get(f"/imports/{batch.id}").text


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
