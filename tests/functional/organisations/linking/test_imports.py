"""A file from the first look to what it changed, and the same again."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.audit.models import AuditEntry
from matchmaking.db import session
from matchmaking.organisations.linking.models import BatchState, FieldOrigin, Verdict
from matchmaking.organisations.models import OrganisationState
from tests import factories
from tests.functional.organisations.linking import scenes
from tests.functional.organisations.linking.conftest import Scene
from tests.functional.organisations.linking.scenes import GLIDE, WINGS
from tests.functional.organisations.steps import notices, post, save
from tests.functional.queries import count_queries


def actions() -> list[str]:
    return list(session().scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


def test_new_organisations_are_published_with_where_each_field_came_from(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(client, WINGS, {**GLIDE, "description": "Glides."})
    assert (batch.state, batch.counts) == (BatchState.OPEN, {"new": 2})
    assert "Glide" not in scenes.organisations()

    answer = scenes.apply(client, batch)

    assert notices(client, answer) == [("fine", "Applied: 2 new, 0 changed, 0 unchanged.")]
    glide = scenes.named("Glide")
    assert (glide.state, glide.country_code, glide.city) == (OrganisationState.PUBLISHED, "CA", "Laval")
    assert [sector.code for sector in glide.sectors] == ["photonics"]
    assert (glide.slug, glide.source_document, glide.is_listed_only) == ("glide", "Belgian map", True)
    assert scenes.batches() == 1
    assert actions() == ["import.upload", "organisation.import", "organisation.import", "import.apply"]
    page = scenes.words_of(client.get("/organisations/glide"))
    assert "Name, Country, City, Description, Sectors from Belgian map, " in page


def test_what_is_to_be_applied_is_counted_in_words(client: FlaskClient, scene: Scene) -> None:
    scenes.imported(client, GLIDE)

    one = scenes.sent(client, WINGS, {**GLIDE, "city": "Montreal"})
    assert "1 organisation is published. 1 is changed." in scenes.words_of(client.get(f"/imports/{one.id}"))
    two = scenes.sent(client, WINGS, {**WINGS, "id": "9", "name": "Boreal Labs"})
    assert "2 organisations are published. 0 are changed." in scenes.words_of(client.get(f"/imports/{two.id}"))


def test_the_button_pressed_twice_is_one_import_and_another_file_is_another(client: FlaskClient, scene: Scene) -> None:
    first = scenes.sent(client, WINGS)
    assert scenes.sent(client, WINGS).id == first.id
    assert scenes.sent(client, WINGS, source="Another map").id != first.id
    assert scenes.sent(client, {**WINGS, "city": "Liège"}).id != first.id
    assert scenes.batches() == 3


def test_importing_the_same_again_changes_nothing(client: FlaskClient, scene: Scene) -> None:
    scenes.imported(client, WINGS, GLIDE)

    batch = scenes.sent(client, WINGS, GLIDE)

    assert batch.counts == {"unchanged": 2}
    scenes.apply(client, batch)
    assert len(scenes.organisations()) == 3


def test_importing_again_updates_what_nobody_edited_and_keeps_what_somebody_did(
    client: FlaskClient, scene: Scene
) -> None:
    scenes.imported(client, {**WINGS, "description": "Wings."})
    wings = scenes.named("Wallonie Wings")
    save(client, wings, name="Wallonie Wings", city="Liège", description="Wings.", website="", sectors=["aerospace"])

    batch = scenes.sent(client, {**WINGS, "city": "Mons", "description": "Wings and tails."})

    row = scenes.row(batch, 2)
    assert (row.changes, row.kept) == (["description"], [["city", "edited"]])
    page = scenes.words_of(client.get(f"/imports/{batch.id}"))
    assert "City: kept, edited here (the file says: Mons)" in page
    assert "Description: Wings. → becomes Wings and tails." in page
    scenes.apply(client, batch)
    wings = scenes.named("Wallonie Wings")
    assert (wings.city, wings.description) == ("Liège", "Wings and tails.")
    assert "edited here by Ada" in scenes.words_of(client.get(f"/organisations/{wings.slug}"))


def test_a_field_emptied_here_stays_empty(client: FlaskClient, scene: Scene) -> None:
    scenes.imported(client, {**WINGS, "website": "wings.example.org"})
    save(client, scenes.named("Wallonie Wings"), name="Wallonie Wings", website="")

    batch = scenes.imported(client, {**WINGS, "website": "wings.example.org"})

    assert ["website", "edited"] in scenes.row(batch, 2).kept
    assert scenes.named("Wallonie Wings").website == ""


def test_another_source_fills_what_is_empty_and_takes_nothing_away(client: FlaskClient, scene: Scene) -> None:
    scenes.imported(client, WINGS)

    batch = scenes.sent(
        client,
        {**WINGS, "id": "x", "city": "Namur", "description": "Wings.", "sectors": "photonics"},
        source="Other map",
    )
    scenes.say(client, batch, 2, "decide", same_as=str(scenes.named("Wallonie Wings").id))
    scenes.apply(client, batch)

    row = scenes.row(batch, 2)
    assert (row.changes, row.kept) == (["description"], [["sectors", "source"]])
    wings = scenes.named("Wallonie Wings")
    assert wings.description == "Wings."
    assert [sector.code for sector in wings.sectors] == ["aerospace"]


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ({"name": "WALLONIE WINGS S.A.", "city": "Mons"}, {"name": "Wallonie Wings"}),
        ({"name": "Something else", "website": "https://www.wings.example.org/fr"}, {"website": "wings.example.org"}),
        ({"name": "Wallonie Winges", "city": "namur"}, {}),
    ],
)
def test_a_likeness_of_name_website_or_town_is_decided_by_a_person(
    client: FlaskClient, scene: Scene, stored: dict[str, Any], told: dict[str, str]
) -> None:
    here = factories.organisation(**stored)
    batch = scenes.sent(client, {**WINGS, **told})
    assert scenes.row(batch, 2).verdict is Verdict.DOUBTFUL
    assert notices(client, scenes.apply(client, batch)) == [
        ("problem", "Rows are still doubtful: 1. Say first who they are.")
    ]
    assert f"The same as {stored['name']}" in scenes.words_of(client.get(f"/imports/{batch.id}"))

    scenes.say(client, batch, 2, "decide", same_as=str(here.id))

    assert scenes.row(batch, 2).organisation_id == here.id
    scenes.apply(client, batch)
    assert scenes.organisations() == {stored["name"], "EEN Québec"}
    again = scenes.sent(client, {**WINGS, **told})
    assert scenes.row(again, 2).verdict is Verdict.UNCHANGED  # decided once, known from then on


def test_a_doubtful_row_may_be_somebody_new(client: FlaskClient, scene: Scene) -> None:
    factories.organisation("Wallonie Wings", city="Namur")
    batch = scenes.sent(client, WINGS)

    scenes.say(client, batch, 2, "decide", same_as="new")
    scenes.apply(client, batch)

    assert scenes.batches() == 1
    found = session().scalars(sa.text("SELECT slug FROM organisation WHERE name = 'Wallonie Wings' ORDER BY id"))
    assert len(list(found)) == 2


def test_a_draft_is_nobody_to_be_recognised(client: FlaskClient, scene: Scene) -> None:
    factories.organisation("Wallonie Wings", city="Namur", state=OrganisationState.DRAFT)

    assert scenes.sent(client, WINGS).counts == {"new": 1}


def test_an_export_that_comes_back_finds_its_own_organisations(client: FlaskClient, scene: Scene) -> None:
    here = factories.organisation("Glider", country_code="CA", city="Laval")

    batch = scenes.sent(client, {**GLIDE, "id": f"http://localhost/organisations/{here.slug}", "name": "Glider"})

    assert scenes.row(batch, 2).organisation_id == here.id


def test_wrong_rows_are_corrected_in_the_page(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(client, {**WINGS, "country": "Atlantis", "sectors": "aerospace; wizardry"}, GLIDE)
    assert batch.counts == {"wrong": 1, "new": 1}
    page = scenes.words_of(client.get(f"/imports/{batch.id}"))
    assert "There is no country “Atlantis”. Write its code, such as CA, or its name." in page
    assert "There is no sector “wizardry”." in page
    assert "Row 2" in page
    assert "Row 3" not in page  # what needs somebody comes first

    answer = scenes.say(client, batch, 2, "correct", **{"cell-country": "BE", "cell-sectors": "wizardry"})
    assert notices(client, answer) == [("problem", "Row 2 is still wrong: see beside its fields.")]
    answer = scenes.say(client, batch, 2, "correct", **{"cell-sectors": "aerospace"})

    assert notices(client, answer) == [("fine", "Row 2 is in order.")]
    scenes.apply(client, batch)
    assert scenes.named("Wallonie Wings").country_code == "BE"


def test_nothing_is_applied_while_one_row_is_wrong(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(client, GLIDE, {**WINGS, "kind": "wizard"})

    answer = scenes.apply(client, batch)

    assert notices(client, answer)[0] == ("problem", "Rows are still wrong: 1. Correct them or leave them out first.")
    assert scenes.organisations() == {"EEN Québec"}
    scenes.say(client, batch, 3, "leave_out")
    scenes.apply(client, batch)
    assert scenes.organisations() == {"EEN Québec", "Glide"}


def test_what_is_left_out_can_be_taken_back(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(client, WINGS)
    scenes.say(client, batch, 2, "leave_out")
    assert scenes.row(batch, 2).verdict is Verdict.LEFT_OUT

    scenes.say(client, batch, 2, "take_back")

    assert scenes.row(batch, 2).verdict is Verdict.NEW


def test_of_two_corrections_at_once_the_second_gets_a_sentence_and_keeps_its_words(
    client: FlaskClient, scene: Scene
) -> None:
    batch = scenes.sent(client, {**WINGS, "country": "Atlantis"})
    seen = scenes.row(batch, 2).version
    scenes.say(client, batch, 2, "correct", **{"cell-country": "Mu"})

    answer = scenes.say(client, batch, 2, "correct", seen=str(seen), **{"cell-country": "FR"})

    assert answer.status_code == 409
    assert "Somebody else has changed this row while you were writing." in scenes.words_of(answer)
    assert '<option value="FR" selected>' in answer.text
    assert scenes.row(batch, 2).cells["country"] == "Mu"


def test_an_import_that_was_changed_since_it_was_read_is_not_applied(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(client, WINGS, GLIDE)
    seen = batch.version
    scenes.say(client, batch, 2, "leave_out")

    scenes.apply(client, batch, seen=seen)

    assert scenes.organisations() == {"EEN Québec"}


def test_applying_looks_again_at_who_has_come_since(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(client, WINGS)
    factories.organisation("Wallonie Wings", city="Namur")

    answer = scenes.apply(client, batch)

    assert notices(client, answer)[0][0] == "problem"
    assert scenes.row(batch, 2).verdict is Verdict.DOUBTFUL


def test_what_is_gone_from_the_source_is_told_and_stays(client: FlaskClient, scene: Scene) -> None:
    scenes.imported(client, WINGS, GLIDE)

    batch = scenes.imported(client, WINGS)

    assert batch.gone == [scenes.named("Glide").id]
    assert "Gone from the source" in scenes.words_of(client.get(f"/imports/{batch.id}"))
    assert scenes.named("Glide").state is OrganisationState.PUBLISHED


def test_an_import_is_over_once_applied_or_set_aside_and_stays_readable(client: FlaskClient, scene: Scene) -> None:
    done = scenes.imported(client, WINGS)
    aside = scenes.sent(client, GLIDE)
    post(client, f"/imports/{aside.id}/set-aside")

    assert scenes.say(client, done, 2, "leave_out").status_code == 409
    assert scenes.say(client, aside, 2, "leave_out").status_code == 409
    scenes.apply(client, aside)
    assert "Glide" not in scenes.organisations()
    assert "Wallonie Wings" in client.get(f"/imports/{done.id}").text
    assert "Glide" in client.get(f"/imports/{aside.id}").text


def test_whoever_imports_nothing_finds_nothing(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(client, WINGS)
    paths = ["/imports", "/imports/new", "/imports/columns", "/imports/template.csv", f"/imports/{batch.id}"]
    factories.sign_in(client, scene.charlie)

    assert [client.get(path).status_code for path in paths] == [404] * len(paths)
    assert scenes.send(client, scenes.table(GLIDE)).status_code == 404
    assert scenes.say(client, batch, 2, "leave_out").status_code == 404
    assert scenes.apply(client, batch).status_code == 404
    factories.sign_in(client, scene.bob)  # an administrator's import is not his office's
    assert client.get(f"/imports/{batch.id}").status_code == 404


def test_a_support_office_prepares_an_import_of_its_country_and_an_administrator_applies_it(
    client: FlaskClient, scene: Scene
) -> None:
    factories.sign_in(client, scene.bob)
    batch = scenes.sent(client, GLIDE, WINGS, source="Québec", office=str(scene.office.id))
    assert scenes.row(batch, 3).problems == [["country", "country_not_yours", {"countries": "CA"}]]
    scenes.say(client, batch, 3, "leave_out")
    assert scenes.apply(client, batch).status_code == 404

    post(client, f"/imports/{batch.id}/send")

    assert scenes.say(client, batch, 3, "take_back").status_code == 409
    factories.sign_in(client, scene.ada)
    assert "Imports to decide about 1" in scenes.words_of(client.get("/admin"))
    scenes.apply(client, batch)
    assert scenes.organisations() == {"EEN Québec", "Glide"}


def test_pages_of_imports_ask_the_same_for_one_row_and_for_three(client: FlaskClient, scene: Scene) -> None:
    for name in ("A", "B", "C"):
        factories.organisation(f"Ames {name}", city="Namur")
    rows = [{**WINGS, "id": name, "name": f"Ames {name}"} for name in ("A", "B", "C")]
    one, three = scenes.sent(client, rows[0]), scenes.sent(client, *rows)

    counts = []
    for batch in (one, three):
        session().expire_all()
        with count_queries() as seen:
            assert client.get(f"/imports/{batch.id}").status_code == 200
        counts.append(seen.count)

    assert counts[0] == counts[1]


def test_list_of_imports_asks_the_same_for_one_and_for_three(client: FlaskClient, scene: Scene) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            scenes.sent(client, WINGS)
        session().expire_all()
        with count_queries() as seen:
            assert client.get("/imports").status_code == 200
        counts.append(seen.count)

    assert counts[0] == counts[1]


def test_origins_are_shown_to_managers_alone(client: FlaskClient, scene: Scene) -> None:
    scenes.imported(client, WINGS)
    wings = scenes.named("Wallonie Wings")
    assert session().scalar(sa.select(sa.func.count()).select_from(FieldOrigin)) == 4
    heading = "Where this profile comes from"
    assert heading in client.get(f"/organisations/{wings.slug}").text

    factories.sign_in(client, scene.charlie)

    assert heading not in client.get(f"/organisations/{wings.slug}").text


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonld"])
def test_a_template_is_an_import_without_a_remark(client: FlaskClient, scene: Scene, ending: str) -> None:
    file = client.get(f"/imports/template.{ending}").data

    answer = scenes.send(client, file, name=f"organisations.{ending}")

    assert answer.status_code == 302
    batch = scenes.newest()
    assert (batch.counts, batch.unknown_columns) == ({"new": 2}, [])
    scenes.apply(client, batch)
    cluster = scenes.named("Example Cluster")
    assert cluster.cluster is not None
    assert cluster.cluster.members_sme == 85
    assert "Wallonie Wings" in client.get(f"/organisations/{cluster.slug}").text


@pytest.mark.parametrize(
    ("state", "country"),
    [
        (OrganisationState.DRAFT, "CA"),
        (OrganisationState.SUBMITTED, "CA"),
        (OrganisationState.SUSPENDED, "CA"),
        (OrganisationState.PUBLISHED, "BE"),
    ],
)
def test_an_office_reads_and_writes_nobody_elses_profile_by_naming_its_address(
    client: FlaskClient, scene: Scene, state: OrganisationState, country: str
) -> None:
    other = factories.organisation("Hush", state=state, country_code=country, city="Secrettown")
    factories.sign_in(client, scene.bob)

    batch = scenes.sent(
        client,
        {**GLIDE, "id": f"http://localhost/organisations/{other.slug}"},
        source="Québec",
        office=str(scene.office.id),
    )

    assert scenes.row(batch, 2).organisation_id is None
    assert "Secrettown" not in client.get(f"/imports/{batch.id}?show=all").text


def test_a_draft_is_not_found_by_its_address_either(client: FlaskClient, scene: Scene) -> None:
    draft = factories.organisation("Hush", state=OrganisationState.DRAFT, country_code="CA", city="Secrettown")

    batch = scenes.sent(client, {**GLIDE, "id": f"http://localhost/organisations/{draft.slug}"})

    assert scenes.row(batch, 2).organisation_id is None
