"""Searches that are kept, and the weekly mail of what is new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import PartnerSearch
from matchmaking.cooperation.partner_criteria import Criteria
from matchmaking.cooperation.queries.partner_corpus import forget
from matchmaking.cooperation.services import partner_searches as services
from matchmaking.db import session
from matchmaking.errors import Conflict, Invalid
from matchmaking.mail.models import OutboxMail
from matchmaking.organisations.models import Affiliation, Organisation, OrganisationKind, OrganisationState
from tests import factories
from tests.functional.cooperation.sections import TOKEN
from tests.functional.queries import count_queries

NOW = factories.NOW
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _fresh_corpus(database: None) -> None:
    forget()


def cluster(name: str, country: str = "CA", **values: Any) -> Organisation:
    return factories.organisation(
        name,
        kind=OrganisationKind.CLUSTER,
        country_code=country,
        sectors=[factories.sector("aerospace")],
        target_countries=["BE"],
        **values,
    )


@pytest.fixture
def kept(database: None) -> PartnerSearch:
    alice = factories.person("Alice", locale="fr")
    own = factories.organisation(
        "Skywin", manager=alice, kind=OrganisationKind.CLUSTER, sectors=[factories.sector("aerospace")]
    )
    cluster("There before")
    return services.keep(alice, own, "  Canadian   wings ", Criteria(countries=("CA",)), now=NOW)


def press(client: FlaskClient, url: str, *, on: str = "/partners", **fields: str) -> TestResponse:
    """Send a form as the page `on` has it."""
    found = TOKEN.search(client.get(on).get_data(as_text=True))
    assert found is not None
    return client.post(url, data={"csrf_token": found[1], **fields})


def mails() -> list[OutboxMail]:
    return list(session().scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


def test_keeping_a_search_twice_at_once_is_keeping_it_once(client: FlaskClient, database: None) -> None:
    alice = factories.person("Alice")
    factories.organisation("Skywin", manager=alice)
    factories.sign_in(client, alice)

    answers = [press(client, "/partners?country=CA&w_size=7", name=" Canada") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1].location == answers[0].location
    assert session().scalars(sa.select(PartnerSearch)).one().name == "Canada"


def test_a_search_is_kept_with_its_filters_and_weights(client: FlaskClient, database: None) -> None:
    alice = factories.person("Alice")
    own = factories.organisation("Skywin", manager=alice)
    factories.sign_in(client, alice)
    answer = press(client, "/partners?country=CA&w_size=7&stance=ignore", name="Canada")
    assert answer.status_code == 302
    found = session().scalars(sa.select(PartnerSearch)).one()
    assert (found.person_id, found.organisation_id, found.name) == (alice.id, own.id, "Canada")
    assert found.criteria == {"country": ["CA"], "w_size": "7", "stance": "ignore"}
    page = client.get("/partners").get_data(as_text=True)
    assert "country=CA" in page
    assert "Canada</a></h3>" in page
    for name, said in (("", "Give the search a name"), ("canada", "already keep a search of this name")):
        again = press(client, "/partners", name=name)
        assert again.status_code == 422
        assert said in again.get_data(as_text=True)
    with pytest.raises(Invalid):
        services.keep(alice, own, "x" * 81, Criteria(), now=NOW)
    for number in range(19):
        services.keep(alice, own, f"Search {number}", Criteria(), now=NOW)
    with pytest.raises(Conflict):
        services.keep(alice, own, "One too many", Criteria(), now=NOW)


def test_nobody_else_sees_or_touches_a_search(client: FlaskClient, kept: PartnerSearch) -> None:
    bob, charlie = factories.person("Bob"), factories.person("Charlie")
    factories.affiliation(bob, kept.organisation)
    for stranger in (bob, charlie):
        factories.sign_in(client, stranger)
        assert press(client, f"/partners/searches/{kept.id}/remove").status_code == 404
        assert press(client, f"/partners/searches/{kept.id}/mails", wanted="no").status_code == 404
        assert client.get(f"/partners/searches/{kept.id}/stop/wrong").status_code == 404
    factories.sign_in(client, bob)
    assert "Canadian wings" not in client.get("/partners").get_data(as_text=True)
    factories.sign_in(client, kept.person)
    assert "Canadian wings" in client.get("/partners").get_data(as_text=True)
    assert press(client, f"/partners/searches/{kept.id}/remove").status_code == 302
    assert session().scalar(sa.select(sa.func.count()).select_from(PartnerSearch)) == 0


def test_the_mail_tells_of_new_matches_once_in_the_readers_language(kept: PartnerSearch) -> None:
    new = cluster("Aéro Montréal")
    cluster("Not in Canada", "JP")
    assert services.tell_of_new(kept.id, now=NOW + timedelta(days=6)) == 0
    assert services.tell_of_new(kept.id, now=NOW + WEEK) == 1
    assert services.tell_of_new(kept.id, now=NOW + WEEK) == 0
    assert services.tell_of_new(kept.id, now=NOW + 2 * WEEK) == 0
    (mail,) = mails()
    assert mail.to_address == kept.person.email
    assert new.name in mail.text
    assert "There before" not in mail.text
    assert "Not in Canada" not in mail.text
    assert f"/partners/searches/{kept.id}/stop/{kept.token}" in mail.text
    assert 'lang="fr"' in mail.html or "Bonjour" in mail.text
    assert kept.next_mail_at == NOW + 3 * WEEK


def test_a_job_that_fails_half_way_has_done_nothing(kept: PartnerSearch) -> None:
    new = cluster("Aéro Montréal")
    session().execute(sa.text("ALTER TABLE outbox_mail ADD CONSTRAINT full_up CHECK (false) NOT VALID"))
    session().commit()
    with pytest.raises(IntegrityError):
        services.tell_of_new(kept.id, now=NOW + WEEK)
    session().execute(sa.text("ALTER TABLE outbox_mail DROP CONSTRAINT full_up"))
    session().commit()
    assert mails() == []
    assert services.tell_of_new(kept.id, now=NOW + WEEK) == 1
    assert new.name in mails()[0].text


def test_a_worker_that_was_away_makes_up_for_no_week(kept: PartnerSearch) -> None:
    cluster("Aéro Montréal")
    assert services.sweep(now=NOW + 5 * WEEK + timedelta(hours=3)) == 1
    assert services.tell_of_new(kept.id, now=NOW + 5 * WEEK + timedelta(hours=3)) == 1
    assert kept.next_mail_at == NOW + 6 * WEEK
    assert services.sweep(now=NOW + 5 * WEEK + timedelta(hours=4)) == 0


def test_whoever_has_left_the_organisation_hears_no_more(kept: PartnerSearch) -> None:
    cluster("Aéro Montréal")
    session().execute(sa.delete(Affiliation))
    session().commit()
    assert services.tell_of_new(kept.id, now=NOW + WEEK) == 0
    assert (mails(), kept.sends_mail) == ([], False)


def test_an_organisation_that_is_not_public_is_looked_for_no_more(kept: PartnerSearch) -> None:
    cluster("Aéro Montréal")
    kept.organisation.state = OrganisationState.SUSPENDED
    session().commit()
    assert services.tell_of_new(kept.id, now=NOW + WEEK) == 0
    assert mails() == []


def test_the_link_of_a_mail_stops_them_without_signing_in(client: FlaskClient, kept: PartnerSearch) -> None:
    link = f"/partners/searches/{kept.id}/stop/{kept.token}"
    assert client.get(link).status_code == 200
    assert kept.sends_mail
    assert press(client, link, on=link).status_code == 200
    session().refresh(kept)
    assert not kept.sends_mail
    cluster("Aéro Montréal")
    assert services.sweep(now=NOW + WEEK) == 0
    assert services.tell_of_new(kept.id, now=NOW + WEEK) == 0
    factories.sign_in(client, kept.person)
    assert press(client, f"/partners/searches/{kept.id}/mails", wanted="yes").status_code == 302
    session().refresh(kept)
    assert kept.sends_mail


def test_the_page_asks_the_same_of_the_database_at_one_search_and_at_three(
    client: FlaskClient, kept: PartnerSearch
) -> None:
    person: Person = kept.person
    factories.sign_in(client, person)
    counts = []
    for names in ((), ("Second", "Third")):
        for name in names:
            services.keep(person, kept.organisation, name, Criteria(), now=NOW)
        client.get("/partners")
        with count_queries() as queries:
            client.get("/partners")
        counts.append(queries.count)
    assert counts[0] == counts[1]
