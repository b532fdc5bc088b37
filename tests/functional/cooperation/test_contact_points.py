from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import ContactPoint, Network
from matchmaking.cooperation.services.contact_point_loading import load_contact_points
from matchmaking.db import session
from matchmaking.demo.load import load_public_facts
from matchmaking.demo.records import records
from matchmaking.organisations.models import OrganisationKind, OrganisationState
from tests import factories
from tests.functional.cooperation.pages import audit
from tests.functional.organisations.steps import errors, notices, post, seen, token
from tests.functional.queries import count_queries

NOW = factories.NOW
WRITTEN = {
    "country_code": "BE",
    "network": "een",
    "city": "Namur",
    "region": "Wallonia",
    "organisation": "",
    "website": "een.ec.europa.eu",
    "source_document": "A paper",
    "source_url": "",
}


def point(city: str = "Ottawa", **values: Any) -> ContactPoint:
    values = {"network": Network.EEN, "country_code": "CA", "source_document": "A paper", "changed_at": NOW} | values
    stored: ContactPoint = factories.store(ContactPoint(city=city, **values))
    return stored


def cities(page: TestResponse) -> list[str]:
    found = re.findall(r'<th scope="row" class="event-name" data-label="City">(.*?)(?:<span|</th>)', page.text)
    return [unescape(city) for city in found]


def stored() -> list[ContactPoint]:
    session().expire_all()
    return list(session().scalars(sa.select(ContactPoint).order_by(ContactPoint.id)))


def test_the_public_contact_points_are_loaded_once_each_with_its_office(client: FlaskClient, database: None) -> None:
    load_public_facts(now=NOW)
    again = load_contact_points(records("contact_points")["contact_points"], now=NOW)

    page = client.get("/contact-points?country=CA")

    assert again == 0
    assert cities(page) == ["Mississauga", "Montréal", "Ottawa", "Vancouver", "the whole country"]
    assert cities(client.get("/contact-points?network=ecn")) == ["the whole country"]
    for slug in ("mississauga", "montreal", "ottawa", "vancouver"):
        assert f'href="/organisations/een-canada-{slug}"' in page.text
    assert 'href="/organisations/enterprise-canada-network"' in page.text
    assert page.text.count("ECCP discussion paper D3.5 on Canada (2017), 2.1 Support to cluster cooperation") == 5
    assert cities(client.get("/countries/ca")) == cities(page)


def test_what_was_loaded_and_removed_stays_away(client: FlaskClient, ada: Person) -> None:
    load_public_facts(now=NOW)
    ottawa = next(one for one in stored() if one.city == "Ottawa")
    post(client, f"/contact-points/{ottawa.id}/remove", seen=ottawa.changed_at.isoformat())

    assert load_contact_points(records("contact_points")["contact_points"], now=NOW) == 0
    assert "Ottawa" not in cities(client.get("/contact-points"))


def test_the_list_goes_by_country_and_city_and_is_filtered(client: FlaskClient, database: None) -> None:
    point("Ottawa")
    point("Montréal")
    point("Namur", country_code="BE")
    point("", network=Network.ECN)

    assert cities(client.get("/contact-points")) == ["Namur", "Montréal", "Ottawa", "the whole country"]
    assert cities(client.get("/contact-points?country=be")) == ["Namur"]
    assert cities(client.get("/contact-points?network=een&country=CA")) == ["Montréal", "Ottawa"]
    assert len(cities(client.get("/contact-points?network=%00&country=XX"))) == 4
    assert "No contact point fits" in client.get("/contact-points?country=JP").text


def test_a_suspended_office_is_not_linked(client: FlaskClient, database: None) -> None:
    kind, gone = OrganisationKind.SUPPORT_OFFICE, OrganisationState.SUSPENDED
    point(organisation=factories.organisation("Office", kind=kind, state=gone))

    page = client.get("/contact-points").text

    assert "/organisations/office" not in page
    assert "no profile yet" in page


def test_the_list_asks_the_database_the_same_at_one_row_and_at_three(client: FlaskClient, database: None) -> None:
    def add(city: str) -> None:
        point(city, organisation=factories.organisation(city, kind=OrganisationKind.SUPPORT_OFFICE))

    add("Ottawa")
    with count_queries() as one:
        client.get("/contact-points")
    add("Montréal")
    add("Vancouver")
    with count_queries() as three:
        client.get("/contact-points")

    assert one.count == three.count


def test_an_administrator_adds_changes_and_removes_one(client: FlaskClient, ada: Person) -> None:
    office = factories.organisation("Office", kind=OrganisationKind.SUPPORT_OFFICE)
    answer = post(client, "/contact-points/new", **{**WRITTEN, "organisation": office.slug})
    [made] = stored()
    assert answer.location == "/contact-points?country=BE"
    assert (made.network, made.city, made.website) == (Network.EEN, "Namur", "https://een.ec.europa.eu")
    assert made.organisation_id == office.id

    url = f"/contact-points/{made.id}"
    page = client.get(f"{url}/edit")
    client.post(f"{url}/edit", data={**WRITTEN, "csrf_token": token(page), "seen": seen(page), "city": "Liège"})
    [changed] = stored()
    assert (changed.city, changed.organisation_id) == ("Liège", None)

    post(client, f"{url}/remove", seen=changed.changed_at.isoformat())
    assert stored() == []
    assert audit("contact_point") == ["contact_point.add", "contact_point.edit", "contact_point.remove"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"country_code": ""}, "Choose a country."),
        ({"country_code": "XX"}, "Not a valid choice."),
        ({"network": "x"}, "Not a valid choice."),
        ({"organisation": "skywin"}, "Not a valid choice."),
        ({"website": "http://localhost"}, "This is not the address of a public website."),
        ({"source_document": ""}, "Name the source, so that readers can see where it comes from."),
        ({"country_code": "CA", "city": "Ottawa"}, "This network has a contact point in that city already."),
    ],
)
def test_a_wrong_value_is_told_beside_its_field(
    client: FlaskClient, ada: Person, fields: dict[str, Any], said: str
) -> None:
    point("Ottawa")

    answer = post(client, "/contact-points/new", **{**WRITTEN, **fields})

    assert answer.status_code == 422
    assert errors(answer) == [said]
    assert len(stored()) == 1


def test_the_second_writer_is_told_and_loses_nothing(client: FlaskClient, ada: Person) -> None:
    made = point("Ottawa")
    url = f"/contact-points/{made.id}"
    opened = client.get(f"{url}/edit")
    data = {**WRITTEN, "csrf_token": token(opened), "country_code": "CA"}
    client.post(f"{url}/edit", data={**data, "seen": seen(opened), "city": "Gatineau"})

    late = client.post(f"{url}/edit", data={**data, "seen": seen(opened), "city": "Toronto"})
    removed = post(client, f"{url}/remove", seen=seen(opened))

    assert late.status_code == 409
    assert "Gatineau" in late.text
    assert 'value="Toronto"' in late.text
    assert notices(client, removed)[0][0] == "problem"
    assert [one.city for one in stored()] == ["Gatineau"]
    client.post(f"{url}/edit", data={**data, "seen": seen(late), "city": "Toronto"})
    assert [one.city for one in stored()] == ["Toronto"]


def test_only_administrators_change_contact_points(client: FlaskClient, database: None) -> None:
    made = point()
    bob = factories.person("Bob")
    factories.affiliation(bob, factories.organisation("Office", kind=OrganisationKind.SUPPORT_OFFICE))
    factories.sign_in(client, bob)

    for url in ("/contact-points/new", f"/contact-points/{made.id}/edit"):
        assert client.get(url).status_code == post(client, url, **WRITTEN).status_code == 404
    assert post(client, f"/contact-points/{made.id}/remove", seen=NOW.isoformat()).status_code == 404
    assert "/edit" not in client.get("/contact-points").text
    assert client.get(f"/contact-points/{2**63}/edit").status_code == 404
    assert len(stored()) == 1
