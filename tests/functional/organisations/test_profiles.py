from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.errors import Invalid
from matchmaking.organisations import queries, services
from matchmaking.organisations.models import (
    Affiliation,
    ListingKind,
    Organisation,
    OrganisationKind,
    OrganisationState,
    SizeBand,
)
from matchmaking.organisations.profile import Listing, Profile, profile_of
from tests import factories
from tests.functional.organisations.steps import (
    COMPLETE,
    actions,
    by_id,
    errors,
    log,
    notices,
    post,
    save,
    seen,
    token,
)
from tests.functional.queries import count_queries

NOW = factories.NOW


def draft(alice: Person, kind: OrganisationKind = OrganisationKind.SME, **values: Any) -> Organisation:
    return factories.organisation("Skywin", manager=alice, kind=kind, state=OrganisationState.DRAFT, **values)


def begin(client: FlaskClient, **fields: Any) -> Any:
    return post(client, "/organisations/new", **({"kind": "sme", "country_code": "BE", "name": "Skywin"} | fields))


def stored() -> list[Organisation]:
    return list(session().scalars(sa.select(Organisation).order_by(Organisation.id)))


def test_begun_profile_is_a_draft_that_its_beginner_manages(client: FlaskClient, alice: Person) -> None:
    answer = begin(client, kind="cluster")

    [organisation] = stored()
    assert answer.location == "/organisations/skywin/edit"
    assert organisation.state is OrganisationState.DRAFT
    assert organisation.kind is OrganisationKind.CLUSTER
    assert (organisation.sort_name, organisation.search_text) == ("skywin", "skywin belgium belgique cluster")
    assert queries.manages(alice, organisation)
    assert actions() == ["organisation.create"]


def test_two_presses_begin_one_profile(client: FlaskClient, alice: Person) -> None:
    assert begin(client).location == begin(client).location

    assert len(stored()) == 1


def test_same_name_in_another_country_is_another_profile(client: FlaskClient, alice: Person) -> None:
    begin(client)
    begin(client, country_code="CA")

    assert [row.slug for row in stored()] == ["skywin", "skywin-2"]


def test_name_never_takes_the_place_of_a_page(client: FlaskClient, alice: Person) -> None:
    assert begin(client, name="New").location == "/organisations/new-2/edit"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": ""}, "Enter the name."),
        ({"name": " \x00 "}, "Enter the name."),
        ({"name": "n" * 10_000}, "Keep it under 200 characters."),
        ({"country_code": "XX"}, "Not a valid choice."),
        ({"kind": "pirate"}, "Not a valid choice."),
    ],
)
def test_wrong_beginning_is_told_and_stores_nothing(
    client: FlaskClient, alice: Person, fields: dict[str, str], error: str
) -> None:
    answer = begin(client, **fields)

    assert errors(answer) == [error]
    assert stored() == []


def test_similar_names_are_shown_before_anything_is_begun(client: FlaskClient, alice: Person) -> None:
    listed = factories.organisation("Aéro Montréal", country_code="CA", source_document="A paper")
    managed = factories.organisation("Aero Montreal Technologies", country_code="CA", manager=factories.person("Bob"))
    factories.organisation("Aéro Montréal", country_code="BE")
    factories.organisation("Aéro Montréal draft", country_code="CA", state=OrganisationState.DRAFT)
    before = len(stored())

    page = begin(client, name="aero montreal inc", country_code="CA").text

    assert "Is it one of these?" in page
    assert f"/organisations/{listed.slug}/claim" in page
    assert f"/organisations/{managed.slug}#join" in page
    assert page.count("rows-actions") == 2
    assert len(stored()) == before
    assert begin(client, name="aero montreal inc", country_code="CA", step="another").status_code == 302
    assert len(stored()) == before + 1


def test_sme_form_stores_all_that_it_asks(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)

    answer = save(client, organisation)

    assert answer.location == f"/organisations/{organisation.slug}/edit"
    assert profile_of(by_id(organisation.id)) == Profile(
        name="Skywin",
        country_code="BE",
        region="Wallonia",
        city="Namur",
        website="https://skywin.be",
        description="Makes wings.",
        size=SizeBand.SMALL,
        founded_year=2006,
        target_countries=("CA", "FR"),
        sectors=("aerospace", "photonics"),
        listings=(
            Listing(ListingKind.TECHNOLOGY_OFFER, "Light wings", "Of carbon.", "aerospace"),
            Listing(ListingKind.RESEARCH_REQUEST, "A wind tunnel"),
        ),
        cluster=None,
    )
    assert by_id(organisation.id).search_text == (
        "skywin namur wallonia makes wings aerospace photonics light of carbon a wind tunnel belgium belgique sme pme"
    )


def test_cluster_form_stores_all_that_it_asks(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice, OrganisationKind.CLUSTER)
    facts = {
        "members_sme": "94",
        "members_large": "0",
        "members_research": "",
        "members_other": "61",
        "staff": "2,5",
        "recognised_by": "Pôles de compétitivité",
        "services": "Partner search",
    }

    answer = save(client, organisation, "send", **facts)

    kept = by_id(organisation.id)
    assert answer.location == f"/organisations/{organisation.slug}"
    assert kept.state is OrganisationState.SUBMITTED
    assert kept.size is None
    assert kept.cluster is not None
    assert (kept.cluster.members_sme, kept.cluster.members_large, kept.cluster.members_research) == (94, 0, None)
    assert (float(kept.cluster.staff or 0), kept.cluster.recognised_by) == (2.5, "Pôles de compétitivité")
    shown = client.get(f"/organisations/{organisation.slug}").text
    assert "155 members" in shown
    assert "2.5 full-time equivalents" in shown
    assert "Partner search" in shown
    assert 'value="2.5"' in client.get(f"/organisations/{organisation.slug}/edit").text


def test_what_was_stored_stands_in_the_form_and_saving_it_changes_nothing(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    save(client, organisation)
    first = by_id(organisation.id)
    ids, changed = [row.id for row in first.listings], first.changed_at
    page = client.get(f"/organisations/{organisation.slug}/edit").text
    for written in ("Light wings", "Of carbon.", "A wind tunnel", "https://skywin.be", "2006"):
        assert written in page

    save(client, organisation, **{"offers-0-id": str(ids[0]), "seeks-0-id": str(ids[1])})

    again = by_id(organisation.id)
    assert ([row.id for row in again.listings], again.changed_at) == (ids, changed)
    assert actions() == ["organisation.edit"]


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_every_kind_has_its_form(client: FlaskClient, alice: Person, kind: OrganisationKind) -> None:
    page = client.get(f"/organisations/{draft(alice, kind).slug}/edit").text

    assert ('name="size"' in page) == (kind is not OrganisationKind.CLUSTER)
    assert ('name="members_sme"' in page) == (kind is OrganisationKind.CLUSTER)
    assert ('value="large"' in page) == (kind not in {OrganisationKind.SME, OrganisationKind.CLUSTER})


def test_country_decides_about_words_and_codes(client: FlaskClient, alice: Person) -> None:
    belgian = client.get(f"/organisations/{draft(alice).slug}/edit").text
    canadian = client.get(f"/organisations/{draft(alice, country_code='CA').slug}/edit").text

    assert "Aerospace (NACE 30.3)" in belgian
    assert "Aerospace (NAICS 3364)" in canadian
    assert "Province or territory" in canadian


def test_draft_may_lack_anything_and_says_what_is_missing(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    kept = {"name", "country_code", "offers-0-kind", "seeks-0-kind"}
    nothing: dict[str, Any] = {
        key: [] if isinstance(COMPLETE[key], list) else "" for key in COMPLETE if key not in kept
    }

    answer = save(client, organisation, "send", **nothing)

    assert [meaning for meaning, _words in notices(client, answer)] == ["waiting"]
    assert by_id(organisation.id).state is OrganisationState.DRAFT
    page = client.get(f"/organisations/{organisation.slug}/edit").text
    for field in ("city", "description", "size", "sectors", "offers"):
        assert f'<a href="#{field}">' in page
        assert f'id="{field}"' in page


def test_draft_keeps_a_row_without_title_and_asks_for_it(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)

    save(client, organisation, "send", **{"offers-0-title": ""})

    assert by_id(organisation.id).state is OrganisationState.DRAFT
    assert [row.description for row in by_id(organisation.id).listings] == ["Of carbon.", ""]
    assert '<a href="#offers-0-title">' in client.get(f"/organisations/{organisation.slug}/edit").text


def test_complete_draft_is_sent_once(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    save(client, organisation)

    first = notices(client, post(client, f"/organisations/{organisation.slug}/submit"))
    second = notices(client, post(client, f"/organisations/{organisation.slug}/submit"))

    assert by_id(organisation.id).state is OrganisationState.SUBMITTED
    assert first[-1][0] == "fine"
    assert second == [("info", "This profile has been sent for publication already.")]
    assert actions() == ["organisation.edit", "organisation.submit"]


def test_incomplete_draft_is_not_sent(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)

    answer = post(client, f"/organisations/{organisation.slug}/submit")

    assert answer.location == f"/organisations/{organisation.slug}/edit"
    assert by_id(organisation.id).state is OrganisationState.DRAFT


def test_published_profile_stays_published_and_the_log_tells_what_changed(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    save(client, organisation)
    organisation.state = OrganisationState.PUBLISHED
    session().commit()

    answer = save(client, organisation, city="Liège", sectors=["photonics"])

    assert answer.location == f"/organisations/{organisation.slug}"
    assert by_id(organisation.id).state is OrganisationState.PUBLISHED
    assert "Liège" in client.get(answer.location).text
    entry = log()[-1]
    assert entry.before == {
        "city": "Namur",
        "sectors": ["aerospace", "photonics"],
    }
    assert entry.after == {"city": "Liège", "sectors": ["photonics"]}


def test_published_profile_cannot_become_incomplete(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    save(client, organisation)
    organisation.state = OrganisationState.PUBLISHED
    session().commit()

    answer = save(client, organisation, city="", description="")

    assert answer.status_code == 422
    assert errors(answer) == ["Say in which city it is.", "Describe in a few sentences what it does."]
    assert by_id(organisation.id).city == "Namur"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": "n" * 10_000}, "Keep it under 200 characters."),
        ({"city": "c" * 10_000}, "Keep it under 120 characters."),
        ({"description": "d" * 10_000}, "Keep it under 5000 characters."),
        ({"offers-0-title": "t" * 10_000}, "Keep it under 200 characters."),
        ({"country_code": "XX"}, "Not a valid choice."),
        ({"sectors": ["aerospace", "piracy"]}, "'piracy' is not a valid choice for this field."),
        ({"target_countries": ["XX"]}, "'XX' is not a valid choice for this field."),
        ({"offers-0-sector": "piracy"}, "Not a valid choice."),
        ({"offers-0-kind": "research_request"}, "Not a valid choice."),
        ({"size": "large"}, "Not a valid choice."),
        ({"founded_year": "12"}, "Enter a year with four digits."),
        ({"founded_year": "9" * 400}, "Enter a year with four digits."),
        ({"founded_year": "9" * 5000}, "Enter a year with four digits."),
        (
            {"website": "javascript:alert(1)"},
            "This is not the address of a public website. Write it like skywin.be or https://www.skywin.be.",
        ),
    ],
)
def test_wrong_shape_is_told_and_what_was_written_stays(
    client: FlaskClient, alice: Person, fields: dict[str, Any], error: str
) -> None:
    organisation = draft(alice)

    answer = save(client, organisation, **({"region": "Something typed"} | fields))

    assert answer.status_code == 422
    assert errors(answer) == [error]
    assert "Something typed" in answer.text
    assert by_id(organisation.id).region == ""


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "99999999999999999999"])
def test_members_are_counted_in_whole_numbers(client: FlaskClient, alice: Person, value: str) -> None:
    organisation = draft(alice, OrganisationKind.CLUSTER)

    answer = save(client, organisation, members_sme=value)

    assert answer.status_code == 422
    assert len(errors(answer)) == 1


@pytest.mark.parametrize("value", ["-1", "NaN", "Infinity", "1e99", "two"])
def test_staff_is_a_number(client: FlaskClient, alice: Person, value: str) -> None:
    answer = save(client, draft(alice, OrganisationKind.CLUSTER), staff=value)

    assert answer.status_code == 422
    assert len(errors(answer)) == 1


def test_hostile_text_is_stored_and_shown_as_text(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    hostile = "<script>alert(1)</script>\x00\x07 {{ 7*7 }} \u202ereversed"

    answer = save(
        client, organisation, name=hostile, description=hostile + " [x](javascript:alert(1))",
        **{"offers-0-title": hostile},
    )  # fmt: skip

    assert answer.status_code == 302
    for page in (f"/organisations/{organisation.slug}", f"/organisations/{organisation.slug}/edit"):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert 'href="javascript' not in text
        assert "\x00" not in text
        assert "\u202e" not in text


@pytest.mark.parametrize("name", ["offers-²-title", f"offers-{'9' * 5000}-title", "offers--title", "offers-x-title"])
def test_rows_that_no_page_makes_are_passed_over(client: FlaskClient, alice: Person, name: str) -> None:
    organisation = draft(alice)

    assert save(client, organisation, **{name: "x"}).status_code == 302
    assert [row.title for row in by_id(organisation.id).listings] == ["Light wings", "A wind tunnel"]


def test_too_many_rows_are_refused(client: FlaskClient, alice: Person) -> None:
    rows = {f"offers-{number}-{part}": value for number in range(21)
            for part, value in (("title", f"Offer {number}"), ("kind", "business_offer"))}  # fmt: skip

    answer = save(client, draft(alice), **rows)

    assert errors(answer) == ["Keep to the 20 most important ones."]


def test_row_is_added_without_javascript_and_without_saving(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    url = f"/organisations/{organisation.slug}/edit"
    page = client.get(url)

    answer = client.post(url, data={**COMPLETE, "csrf_token": token(page), "seen": seen(page), "add": "offers"})

    assert answer.status_code == 200
    assert 'name="offers-1-title"' in answer.text
    assert "Light wings" in answer.text
    assert errors(answer) == []
    assert by_id(organisation.id).city == ""


def test_emptied_row_goes_and_the_others_keep_their_ids(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    save(client, organisation, **{"offers-1-title": "Second", "offers-1-kind": "business_offer"})
    ids = {row.title: row.id for row in by_id(organisation.id).listings}

    save(
        client, organisation,
        **{"offers-0-id": str(ids["Light wings"]), "offers-0-title": "", "offers-0-description": "",
           "offers-1-id": str(ids["Second"]), "offers-1-title": "Second, better", "offers-1-kind": "business_offer",
           "seeks-0-id": str(ids["A wind tunnel"])},
    )  # fmt: skip

    assert {row.title: row.id for row in by_id(organisation.id).listings} == {
        "Second, better": ids["Second"],
        "A wind tunnel": ids["A wind tunnel"],
    }


def test_row_of_another_organisation_is_never_taken(client: FlaskClient, alice: Person) -> None:
    theirs = factories.organisation("Theirs", manager=factories.person("Bob"))
    services.save(
        theirs.id,
        Profile("Theirs", "BE", city="X", description="X", size=SizeBand.SMALL, sectors=("aerospace",),
                listings=(Listing(ListingKind.BUSINESS_OFFER, "Keep me"),)),
        seen=NOW, actor=alice, now=factories.NOW,
    )  # fmt: skip
    [row] = by_id(theirs.id).listings

    save(client, draft(alice), **{"offers-0-id": str(row.id)})

    assert [(kept.id, kept.title) for kept in by_id(theirs.id).listings] == [(row.id, "Keep me")]


def test_second_writer_is_told_and_loses_nothing(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    bob = factories.person("Bob")
    factories.affiliation(bob, organisation)
    url = f"/organisations/{organisation.slug}/edit"
    opened = client.get(url)
    factories.sign_in(client, bob)
    save(client, organisation, city="Liège")

    factories.sign_in(client, alice)
    page = client.get("/about")
    late = client.post(
        url, data={**COMPLETE, "csrf_token": token(page), "seen": seen(opened), "step": "save", "city": "Mons"}
    )

    assert late.status_code == 409
    assert "Somebody else has changed this profile while you were writing" in late.text
    assert "Bob saved it a moment ago." in late.text
    assert "<strong>City</strong>: Liège" in late.text
    assert 'value="Mons"' in late.text
    assert by_id(organisation.id).city == "Liège"
    again = client.post(
        url, data={**COMPLETE, "csrf_token": token(page), "seen": seen(late), "step": "save", "city": "Mons"}
    )
    assert again.status_code == 302
    assert by_id(organisation.id).city == "Mons"


@pytest.mark.parametrize("value", ["", "yesterday", "2027-01-11T09:00:00"])
def test_form_without_its_moment_is_a_conflict(client: FlaskClient, alice: Person, value: str) -> None:
    organisation = draft(alice)

    answer = save(client, organisation, seen=value)

    assert answer.status_code == 409
    assert by_id(organisation.id).city == ""


def test_only_managers_and_administrators_edit(client: FlaskClient, alice: Person) -> None:
    organisation = factories.organisation("Skywin", manager=alice)
    bob, charlie = factories.person("Bob"), factories.person("Charlie")
    factories.affiliation(bob, organisation, role="member")
    admin = factories.person("Ada", roles=["administrator"])
    url = f"/organisations/{organisation.slug}/edit"

    for who, status in ((alice, 200), (admin, 200), (bob, 404), (charlie, 404)):
        factories.sign_in(client, who)
        assert client.get(url).status_code == status
        if status == 404:
            assert post(client, url, **COMPLETE).status_code == 404
            assert post(client, f"/organisations/{organisation.slug}/submit").status_code == 404
    assert by_id(organisation.id).city == ""


def test_visitors_are_sent_to_sign_in(client: FlaskClient) -> None:
    organisation = factories.organisation("Skywin")
    pages = ("/my/organisations", "/organisations/new", f"/organisations/{organisation.slug}/edit")

    for url in pages:
        assert client.get(url).location.startswith("/account/login")


def test_services_refuse_what_forms_would_not_send(client: FlaskClient, alice: Person) -> None:
    organisation = draft(alice)
    wrong: list[tuple[Profile, str]] = [
        (Profile("Skywin", "XX"), "country_code"),
        (Profile("Skywin", "BE", target_countries=("XX",)), "target_countries"),
        (Profile("Skywin", "BE", sectors=("piracy",)), "sectors"),
        (Profile("Skywin", "BE", website="javascript:alert(1)"), "website"),
    ]
    for profile, field in wrong:
        with pytest.raises(Invalid) as caught:
            services.save(organisation.id, profile, seen=organisation.changed_at, actor=alice, now=NOW)
        assert caught.value.field == field


def test_my_organisations_tell_what_comes_next(client: FlaskClient, alice: Person) -> None:
    assert "Register an SME" in client.get("/my/organisations").text
    begun = draft(alice)
    listed = factories.organisation("Aquimer", source_document="A paper")
    services.claim(listed.id, person=alice, position="Boss", note="See the site", now=NOW)

    page = client.get("/my/organisations").text

    assert "Go on with the profile" in page
    assert f"/organisations/{begun.slug}/edit" in page
    assert "your claim waits for an administrator" in page


def test_my_organisations_ask_the_database_the_same_at_one_row_and_at_three(client: FlaskClient, alice: Person) -> None:
    draft(alice)
    with count_queries() as one:
        client.get("/my/organisations")
    draft(alice)
    draft(alice)
    with count_queries() as three:
        client.get("/my/organisations")

    assert session().scalar(sa.select(sa.func.count()).select_from(Affiliation)) == 3
    assert one.count == three.count
