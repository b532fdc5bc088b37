"""The register of agreements and its picture: filters, order, who may see what, and that the picture tells the same."""

from __future__ import annotations

from html import unescape

import pytest
from flask.testing import FlaskClient

from matchmaking.cooperation.models import AgreementKind, EntryState
from matchmaking.cooperation.queries.network import MOST_AGREEMENTS
from matchmaking.db import session
from matchmaking.demo.load import load_public_facts
from matchmaking.organisations.models import Organisation, OrganisationState
from tests import factories
from tests.functional.cooperation.pages import SVG, drawings, links, titles, words
from tests.functional.queries import count_queries

NETWORK = "/agreements/network"


def pair() -> tuple[Organisation, Organisation]:
    return factories.organisation("Skywin", country_code="BE"), factories.organisation("MEDTEQ", country_code="CA")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Food", "Old wings", "Wings"]),
        ("q=montre", ["Food", "Wings"]),
        ("q=AEROSPACE+pologne", ["Wings"]),
        ("q=wings", ["Old wings", "Wings"]),
        ("q=nothing+of+it", []),
        ("country=PL", ["Wings"]),
        ("country=PL&country=CA", ["Food", "Wings"]),
        ("country=XX", ["Food", "Old wings", "Wings"]),
        ("sector=agri-food", ["Food"]),
        ("kind=network", ["Old wings"]),
        ("kind=mou&kind=rubbish", ["Wings"]),
        ("organisation=skywin-x", ["Old wings"]),
        ("sort=title&direction=desc", ["Wings", "Old wings", "Food"]),
        ("sort=kind", ["Food", "Wings", "Old wings"]),
        ("sort=signed", ["Old wings", "Wings", "Food"]),
        ("sort=signed&direction=desc", ["Wings", "Old wings", "Food"]),
        ("sort=until", ["Food", "Old wings", "Wings"]),
        ("page=9", []),
    ],
)
def test_register_is_filtered_and_sorted(client: FlaskClient, query: str, found: list[str]) -> None:
    aero = factories.organisation("Aéro Montréal", country_code="CA", slug="aero-x")
    poles = factories.organisation("Aviation Valley", country_code="PL", slug="aviation-x")
    skywin = factories.organisation("Skywin", country_code="BE", slug="skywin-x")
    tweed = factories.organisation("Tweed", country_code="BE", slug="tweed-x")
    food = factories.sector("agri-food")
    factories.agreement(aero, poles, title="Wings", signed="2013-05")
    factories.agreement(skywin, tweed, title="Old wings", kind=AgreementKind.NETWORK, signed="2007")
    factories.agreement(aero, tweed, title="Food", kind=AgreementKind.COOPERATION, sectors=[food], runs_until="2030")

    page = client.get(f"/agreements?{query}").text

    assert titles(page) == found


def test_party_is_found_by_its_new_name_at_once(client: FlaskClient) -> None:
    one, other = pair()
    factories.agreement(one, other)
    other.name, other.sort_name = "Medtech Québec", "medtech quebec"
    session().commit()

    assert titles(client.get("/agreements?q=medtech+skyw").text) == ["Wings together"]
    assert titles(client.get("/agreements?q=medteq").text) == []


def test_picture_tells_the_same_as_its_table(client: FlaskClient) -> None:
    load_public_facts(now=factories.NOW)
    for query in ("", "?country=FR", "?sector=clean-technologies", "?organisation=skywin&organisation=criaq"):
        page = client.get(f"{NETWORK}{query}").text
        table = page[page.index('id="as-table"') :]
        wide, narrow = drawings(page)
        for drawing in (wide, narrow):
            agreements, organisations = links(drawing, "network-tie"), links(drawing, "network-organisation")
            lines = [path for path in drawing.iter(f"{SVG}path") if "network-line" in path.attrib["class"]]
            assert agreements == {href for href in hrefs(table) if href.startswith("/agreements/")}
            assert organisations == {href for href in hrefs(table) if href.startswith("/organisations/")}
            assert len(lines) == sum(href.startswith("/organisations/") for href in hrefs(table))
            assert len(drawing.findall(f"{SVG}title")) == len(drawing.findall(f"{SVG}desc")) == 1
    assert len(lines) == 6


def hrefs(html: str) -> list[str]:
    return [unescape(part.split('"', 1)[0]) for part in html.split("<footer", maxsplit=1)[0].split('href="')[1:]]


def test_picture_escapes_what_people_wrote(client: FlaskClient) -> None:
    nasty = '</title></svg><script>alert("1")</script> & "Söhne" <b'
    one, other = factories.organisation(nasty, country_code="CA"), factories.organisation("Skywin")
    factories.agreement(one, other, title=nasty, kind=AgreementKind.NETWORK)

    for url in (NETWORK, f"/organisations/{other.slug}", "/agreements"):
        page = client.get(url).text
        assert "<script>alert" not in page
    (drawn, _narrow) = drawings(client.get(NETWORK).text)
    assert nasty in {link.attrib["aria-label"].split(", Canada")[0] for link in drawn.iter(f"{SVG}a")}


def test_picture_that_would_be_a_tangle_says_what_it_leaves_out(client: FlaskClient) -> None:
    one, other = pair()
    for number in range(MOST_AGREEMENTS + 2):
        factories.agreement(one, other, title=f"Agreement {number:03}")

    page = client.get(NETWORK).text

    assert f"The picture holds the first {MOST_AGREEMENTS} of {MOST_AGREEMENTS + 2} agreements" in page
    assert len(links(drawings(page)[0], "network-tie")) == MOST_AGREEMENTS
    assert f"25 of {MOST_AGREEMENTS + 2}" in words(client.get("/agreements").text)


def test_empty_register_and_picture_say_what_to_do_next(client: FlaskClient) -> None:
    for url in ("/agreements", NETWORK):
        page = client.get(url).text
        assert "No agreements yet" in page
        assert "/agreements/new" in page
    assert "Nothing matches all of this" in client.get(f"{NETWORK}?q=x").text


def test_suspended_party_is_named_nowhere_and_what_is_left_alone_is_hidden(client: FlaskClient) -> None:
    one, other = pair()
    third = factories.organisation("Tweed")
    two = factories.agreement(one, other, title="Of two")
    three = factories.agreement(one, other, third, title="Of three", kind=AgreementKind.NETWORK)
    other.state = OrganisationState.SUSPENDED
    session().commit()

    assert titles(client.get("/agreements").text) == ["Of three"]
    assert titles(client.get("/agreements?q=medteq").text) == []
    assert "MEDTEQ" not in client.get("/agreements").text
    assert "MEDTEQ" not in client.get(f"/agreements/{three.slug}").text
    assert "MEDTEQ" not in client.get(NETWORK).text
    assert client.get(f"/agreements/{two.slug}").status_code == 404


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.SUBMITTED, EntryState.WITHDRAWN])
def test_what_is_not_published_is_seen_by_its_people_alone(client: FlaskClient, state: EntryState) -> None:
    one, other = pair()
    alice, bob, charlie, theirs = (factories.person(name) for name in ("Alice", "Bob", "Charlie", "Theirs"))
    factories.affiliation(alice, one)
    factories.affiliation(bob, one, role="member")
    factories.affiliation(theirs, other)
    agreement = factories.agreement(one, other, state=state, submitted_for_id=one.id)
    story = factories.story(one, other, state=state, submitted_for_id=one.id)
    ada = factories.person("Ada", roles=["administrator"])

    seen = {}
    for name, who in {"alice": alice, "bob": bob, "charlie": charlie, "theirs": theirs, "ada": ada}.items():
        factories.sign_in(client, who)
        seen[name] = [
            client.get(f"/{url}").status_code for url in (f"agreements/{agreement.slug}", f"stories/{story.slug}")
        ]
        writes = [
            client.get(f"/{url}").status_code
            for url in (f"agreements/{agreement.slug}/edit", f"stories/{story.slug}/edit/about")
        ]
        allowed = name == "ada" or (name == "alice" and state is not EntryState.WITHDRAWN)
        assert writes == ([200, 200] if allowed else [404, 404]), name
    assert seen == {
        "alice": [200, 200],
        "bob": [200, 200],
        "charlie": [404, 404],
        "theirs": [404, 404],
        "ada": [200, 200],
    }
    assert titles(client.get("/agreements").text) == []
    assert "How we flew" not in client.get("/stories").text


@pytest.mark.parametrize("url", ["/agreements", NETWORK, "/stories", "/countries/CA", "/organisations/own"])
def test_lists_ask_the_database_the_same_at_one_row_and_at_three(client: FlaskClient, url: str) -> None:
    one = factories.organisation("Skywin", slug="own", country_code="CA")
    factories.agreement(one, factories.organisation("Partner 0"))
    factories.story(one)
    client.get(url)
    with count_queries() as first:
        client.get(url)
    for number in (1, 2):
        other = factories.organisation(f"Partner {number}", country_code="FR")
        factories.agreement(one, other, title=f"Agreement {number}", sectors=[factories.sector("space")])
        factories.story(one, other, title=f"Story {number}")
    with count_queries() as third:
        page = client.get(url).text

    assert page.count("Agreement 2") + page.count("Story 2") > 0
    assert third.count == first.count
