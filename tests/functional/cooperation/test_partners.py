"""The partner search: who sees it, what it shows, and the same as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.cooperation.partner_criteria import Criteria
from matchmaking.cooperation.queries.partner_corpus import corpus, forget
from matchmaking.cooperation.queries.partners import search
from matchmaking.engine.partners import DEFAULT_WEIGHTS, Name, Weights
from matchmaking.organisations.models import ListingKind, Organisation, OrganisationKind, ProfileListing
from tests import factories
from tests.functional.queries import count_queries

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _fresh_corpus(database: None) -> None:
    forget()


def cluster(name: str, country: str = "BE", *, codes: tuple[str, ...] = ("aerospace",), **values: Any) -> Organisation:
    return factories.organisation(
        name,
        kind=OrganisationKind.CLUSTER,
        country_code=country,
        sectors=[factories.sector(code) for code in codes],
        **values,
    )


def listing(kind: ListingKind, title: str) -> ProfileListing:
    return ProfileListing(kind=kind, title=title, sector_code=None)


@pytest.fixture
def skywin(database: None) -> tuple[Person, Organisation]:
    alice = factories.person("Alice")
    own = cluster(
        "Skywin",
        manager=alice,
        description="Companies that build engines and landing gear.",
        target_countries=["CA"],
        listings=[listing(ListingKind.TECHNOLOGY_OFFER, "Composite wings")],
    )
    return alice, own


def test_partners_come_in_order_of_fit_with_every_part_of_the_score(
    client: FlaskClient, skywin: tuple[Person, Organisation]
) -> None:
    alice, own = skywin
    far = cluster("Far away", "JP", codes=("tourism",))
    near = cluster(
        "Aéro Montréal",
        "CA",
        description="Les entreprises qui construisent des moteurs et des trains d'atterrissage.",
        target_countries=["BE"],
        listings=[listing(ListingKind.TECHNOLOGY_REQUEST, "Wings of composites")],
    )
    factories.organisation("Draft", state="draft", sectors=own.sectors)
    factories.sign_in(client, alice)
    page = client.get("/partners").get_data(as_text=True)
    assert page.index(near.name) < page.index(far.name)
    assert "Draft" not in page
    assert "Looks for “Wings of composites”; you offer “Composite wings”" in page
    assert page.count("Why not higher?") == 2
    assert "They work in none of your sectors." in page or "tells of other work" in page
    for name, weight in DEFAULT_WEIGHTS.items():
        assert f'name="w_{name}" min="0" max="100" value="{weight}"' in page
    found = client.get("/api/v1/partners").get_json()
    assert [one["slug"] for one in found["partners"]] == [near.slug, far.slug]
    assert found["exact"] is True
    first = found["partners"][0]
    assert first["score"] == pytest.approx(sum(factor["part"] for factor in first["factors"]), abs=0.01)
    assert {factor["name"] for factor in first["factors"]} == {name.value for name in Name}
    assert first["why_not_higher"]["sentence"] in page.replace("&#39;", "'")


def test_weights_and_filters_change_the_order_and_the_list(
    client: FlaskClient, skywin: tuple[Person, Organisation]
) -> None:
    alice, _own = skywin
    sought = cluster("Sought country", "CA", codes=("tourism",))
    same = cluster("Same sector", "JP")
    factories.sign_in(client, alice)

    def order(query: str) -> list[str]:
        return [one["slug"] for one in client.get(f"/api/v1/partners?{query}").get_json()["partners"]]

    def only(counted: Name) -> str:
        return "&".join(f"w_{name}={9 * (name is counted)}" for name in Name)

    assert order(only(Name.SHARED_SECTORS)) == [same.slug, sought.slug]
    assert order(only(Name.COUNTRY_SOUGHT)) == [sought.slug, same.slug]
    assert order("country=JP") == [same.slug]
    assert order("sector=tourism&kind=cluster") == [sought.slug]
    assert order("kind=investor") == []
    page = client.get("/partners?country=JP&w_size=77").get_data(as_text=True)
    assert sought.name not in page
    assert 'name="w_size" min="0" max="100" value="77"' in page


def test_ties_count_against_or_for_as_the_reader_chooses(
    client: FlaskClient, skywin: tuple[Person, Organisation]
) -> None:
    alice, own = skywin
    known, new = cluster("Known", "CA"), cluster("New", "CA")
    factories.agreement(own, known)
    factories.sign_in(client, alice)

    def order(stance: str) -> list[str]:
        return [one["slug"] for one in client.get(f"/api/v1/partners?stance={stance}").get_json()["partners"]]

    assert order("novelty") == [new.slug, known.slug]
    assert order("continuity") == [known.slug, new.slug]
    assert order("ignore") == [known.slug, new.slug]  # alike, so the older first
    assert "You have a tie already: an agreement" in client.get("/partners").get_data(as_text=True)


def test_only_its_own_people_look_for_an_organisation(client: FlaskClient, skywin: tuple[Person, Organisation]) -> None:
    alice, own = skywin
    bob, charlie = factories.person("Bob"), factories.person("Charlie")
    factories.affiliation(bob, own, role="member")
    cluster("Another")
    assert client.get(f"/partners?organisation={own.slug}").status_code == 302
    answer = client.get("/api/v1/partners")
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    link = f"/partners?organisation={own.slug}"
    for who, page, api in ((alice, 200, 200), (bob, 200, 200), (charlie, 404, 404)):
        factories.sign_in(client, who)
        assert client.get(link).status_code == page
        assert client.get(f"/api/v1{link}").status_code == api
        assert (link in client.get(f"/organisations/{own.slug}").get_data(as_text=True)) is (page == 200)
    assert "Register my organisation" in client.get("/partners").get_data(as_text=True)
    assert client.get("/api/v1/partners").content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("w_size=101", "w_size is a whole number from 0 to 100, not “101”."),
        ("w_size=1e2", "not “1e2”."),
        ("w_charm=5", "There is no factor “charm”."),
        ("country=XX", "“XX” is no value of country."),
        ("kind=friend", "“friend” is no value of kind."),
        ("stance=love", "“love” is no value of stance."),
        ("per_page=1000", "per_page is one of 10, 20, 50, not “1000”."),
        ("&".join(f"w_{name}=0" for name in Name), "At least one factor must count"),
    ],
)
def test_what_cannot_be_meant_is_told(
    client: FlaskClient, skywin: tuple[Person, Organisation], query: str, said: str
) -> None:
    alice, _own = skywin
    factories.sign_in(client, alice)
    answer = client.get(f"/api/v1/partners?{query}")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert said in answer.get_json()["detail"]
    page = client.get(f"/partners?{query}")
    assert page.status_code == 200
    assert said in page.get_data(as_text=True).partition('id="partners-found"')[2]  # what is renewed as sliders move


def test_the_pages_ask_the_same_of_the_database_at_one_suggestion_and_at_three(
    client: FlaskClient, skywin: tuple[Person, Organisation]
) -> None:
    alice, _own = skywin
    factories.sign_in(client, alice)
    counts: dict[str, list[int]] = {"/partners": [], "/api/v1/partners": []}
    for number in (1, 2, 3):
        cluster(f"Cluster {number}", listings=[listing(ListingKind.BUSINESS_OFFER, "Wings")])
        if number != 2:
            for path, counted in counts.items():
                client.get(path)
                with count_queries() as queries:
                    client.get(path)
                counted.append(queries.count)
    assert [len(set(counted)) for counted in counts.values()] == [1, 1]
    assert counts["/api/v1/partners"][0] <= 14


def test_pages_hold_as_many_as_chosen(client: FlaskClient, skywin: tuple[Person, Organisation]) -> None:
    alice, _own = skywin
    for number in range(12):
        cluster(f"Cluster {number}")
    factories.sign_in(client, alice)
    first, second = (client.get(f"/api/v1/partners?page={page}").get_json() for page in (1, 2))
    assert (first["total"], len(first["partners"]), len(second["partners"])) == (12, 10, 2)
    assert len(client.get("/api/v1/partners?per_page=20").get_json()["partners"]) == 12
    assert "The list ends before this page" in client.get("/partners?page=9").get_data(as_text=True)


def test_a_large_directory_is_looked_through_by_its_indexes(skywin: tuple[Person, Organisation]) -> None:
    """With a smaller bound, only the likeliest are looked at closely, and the best one is among them."""
    _alice, own = skywin
    for number in range(8):
        cluster(f"Elsewhere {number}", "JP", codes=("tourism",))
    best = cluster("Aéro", "CA", target_countries=["BE"])
    worse = cluster("Also", "JP")
    found = search(own.id, Criteria(weights=Weights()), most=2)
    assert not found.exact
    assert [number for number, _fit in found.order] == [best.id, worse.id]
    assert search(own.id, Criteria(countries=("CA",)), most=2).exact


def test_those_who_speak_of_the_same_are_ranked_first_and_alone_where_nobody_else_can_reach_them(
    skywin: tuple[Person, Organisation],
) -> None:
    alike = cluster("Alike", "JP", codes=("tourism",), description="Turboshafts for sailors.")
    near = cluster("Near", "CA", target_countries=["BE"])
    for number in range(8):
        cluster(f"Elsewhere {number}", "JP", codes=("tourism",))
    own = cluster("Own", target_countries=["CA"], description="Turboshafts for airships.")
    forget()

    def best(activity: int) -> tuple[list[int], int]:
        weights = {**DEFAULT_WEIGHTS, Name.ACTIVITY: activity, Name.THEY_OFFER: 0, Name.THEY_SEEK: 0}
        with count_queries() as queries:
            found = search(own.id, Criteria(weights=Weights(weights)), most=1)
        looks = [one for one in queries.statements if " AS score" in one]
        return [number for number, _fit in found.order], len(looks)

    assert best(activity=100) == ([alike.id], 1)
    assert best(activity=1) == ([near.id], 2)


def test_what_people_write_is_shown_as_text(client: FlaskClient, skywin: tuple[Person, Organisation]) -> None:
    alice, _own = skywin
    cluster("<b>Bold</b>")
    factories.sign_in(client, alice)
    page = client.get("/partners").get_data(as_text=True)
    assert "<b>Bold" not in page
    assert "&lt;b&gt;Bold" in page


def test_what_words_are_worth_is_read_once_and_anew_after_it_was_forgotten(
    client: FlaskClient, skywin: tuple[Person, Organisation]
) -> None:
    first = corpus()
    assert corpus() is first
    cluster("Aviation Valley", "PL", description="Turbines and engines.")
    forget()
    assert corpus().profiles == first.profiles + 1
