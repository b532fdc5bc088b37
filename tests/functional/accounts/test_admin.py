"""Alice administers, Bob organises, Charlie is a member, a visitor has no account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.accounts import waiting
from matchmaking.accounts.models import Person, RoleName
from matchmaking.accounts.waiting import Waiting
from matchmaking.audit.models import AuditEntry
from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from tests import factories
from tests.functional.accounts import steps
from tests.functional.queries import count_queries

PAGES = ["/admin", "/admin/people", "/admin/log"]


@pytest.fixture
def alice(database: None) -> Person:
    return factories.person("Alice", roles=["administrator"])


@pytest.mark.parametrize("page", PAGES)
def test_admin_pages_are_for_administrators_alone(client: FlaskClient, alice: Person, page: str) -> None:
    assert client.get(page).location == f"/account/login?next={page}"
    assert factories.sign_in(client, factories.person("Charlie")).get(page).status_code == 404
    assert factories.sign_in(client, factories.person("Bob", roles=["organiser"])).get(page).status_code == 404
    assert factories.sign_in(client, alice).get(page).status_code == 200


@pytest.mark.parametrize("step", ["grant", "revoke"])
def test_roles_are_given_and_taken_by_administrators_alone(client: FlaskClient, alice: Person, step: str) -> None:
    bob = factories.sign_in(client, factories.person("Bob", roles=["organiser"]))

    answer = steps.send(bob, "/account/preferences", to=f"/admin/people/{alice.id}/{step}", role="administrator")

    assert answer.status_code == 404
    assert alice.is_administrator
    assert session().scalars(sa.select(AuditEntry)).all() == []


def test_administrator_makes_an_organiser_and_takes_it_back(client: FlaskClient, alice: Person) -> None:
    charlie = factories.person("Charlie")
    factories.sign_in(client, alice)
    here = "/admin/people?q=char"

    granted = steps.send(client, here, to=f"/admin/people/{charlie.id}/grant", role="organiser", next=here)
    assert (granted.location, charlie.has(RoleName.ORGANISER)) == (here, True)
    assert steps.notices(client, granted) == [("fine", "Charlie can create events now.")]
    revoked = steps.send(client, here, to=f"/admin/people/{charlie.id}/revoke", role="organiser", next=here)
    assert (revoked.location, charlie.has(RoleName.ORGANISER)) == (here, False)

    rows = session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    assert [(row.action, row.actor_name, row.subject_name, row.before, row.after) for row in rows] == [
        ("person.grant_role", "Alice", "Charlie", {}, {"role": "organiser"}),
        ("person.revoke_role", "Alice", "Charlie", {"role": "organiser"}, {}),
    ]


def test_last_administrator_stays(client: FlaskClient, alice: Person) -> None:
    factories.person("Closed", roles=["administrator"], active=False)
    factories.person("Unconfirmed", roles=["administrator"], confirmed_at=None)
    factories.sign_in(client, alice)

    answer = steps.send(client, "/admin/people", to=f"/admin/people/{alice.id}/revoke", role="administrator")

    assert steps.notices(client, answer) == [
        ("problem", "Somebody must stay administrator. Make another person administrator first.")
    ]
    assert alice.is_administrator


def test_administrator_who_steps_down_is_led_away(client: FlaskClient, alice: Person) -> None:
    factories.person("Dora", roles=["administrator"])
    factories.sign_in(client, alice)

    answer = steps.send(client, "/admin/people", to=f"/admin/people/{alice.id}/revoke", role="administrator")

    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/admin").status_code == 404


@pytest.mark.parametrize("role", ["", "king"])
def test_unknown_role_is_not_found(client: FlaskClient, alice: Person, role: str) -> None:
    factories.sign_in(client, alice)

    assert steps.send(client, "/admin/people", to=f"/admin/people/{alice.id}/grant", role=role).status_code == 404
    assert steps.send(client, "/admin/people", to="/admin/people/0/grant", role="organiser").status_code == 404


def names(client: FlaskClient, query: str) -> list[str]:
    page = client.get(f"/admin/people{query}").text
    return [name for name in ("Alice", "Bob 100%", "Charlie", "Dora") if f">{name}</th>" in page]


def test_people_are_found_by_parts_of_name_and_address(client: FlaskClient, alice: Person) -> None:
    factories.person("Bob 100%", email="robert@skywin.example", roles=["organiser"])
    factories.person("Charlie", email="charlie@laval.example")
    factories.sign_in(client, alice)

    assert names(client, "") == ["Alice", "Bob 100%", "Charlie"]
    assert names(client, "?q=SKYWIN") == ["Bob 100%"]
    assert names(client, "?q=charl laval") == ["Charlie"]
    assert names(client, "?q=%25") == ["Bob 100%"]
    assert names(client, "?q=_") == []
    assert names(client, "?q=%00") == ["Alice", "Bob 100%", "Charlie"]
    assert names(client, "?role=organiser") == ["Bob 100%"]
    assert names(client, "?role=king&page=-3") == ["Alice", "Bob 100%", "Charlie"]


def test_people_come_in_pages(client: FlaskClient, alice: Person) -> None:
    session().add_all(
        Person(name=f"Member {number:03}", email=f"{number}@people.example", fs_uniquifier=f"m{number}")
        for number in range(60)
    )
    session().commit()
    factories.sign_in(client, alice)

    second = client.get("/admin/people?q=member&page=2").text

    assert second.count('<th scope="row"') == 10
    assert "60 of 60" in second
    assert 'href="/admin/people?q=member&amp;page=1"' in second


def test_people_page_asks_the_same_of_the_database_at_one_row_and_at_three(client: FlaskClient, alice: Person) -> None:
    factories.sign_in(client, alice)
    client.get("/admin/people")
    counts = []
    for _ in range(2):
        session().expire_all()
        with count_queries() as queries:
            client.get("/admin/people")
        counts.append(queries.count)
        factories.person("Bob", roles=["organiser"])
        factories.person("Charlie", roles=["organiser", "administrator"])

    assert counts == [5, 5]


def test_log_page_asks_the_same_of_the_database_at_one_row_and_at_three(client: FlaskClient, alice: Person) -> None:
    factories.sign_in(client, alice)
    counts = []
    for more in (1, 2):
        with transaction():
            for _ in range(more):
                record("person.update", alice, actor=alice, now=factories.NOW)
        session().expire_all()
        with count_queries() as queries:
            assert client.get("/admin/log").text.count("changed the preferences of") == 1 + 2 * (more - 1)
        counts.append(queries.count)

    assert counts == [4, 4]


def test_log_reads_as_sentences(client: FlaskClient, alice: Person) -> None:
    with transaction():
        record("person.change_address", alice, actor=alice, now=factories.NOW,
               before={"email": "a@old.example"}, after={"email": "<b>@new.example"})  # fmt: skip
        record("thing.unheard_of", alice, actor=None, now=factories.NOW, after={"many": [1, 2], "sure": True})

    text = words(factories.sign_in(client, alice).get("/admin/log").text)

    assert "11 Jan 2027, 10:00:00 Alice changed the e-mail address of Alice" in text
    assert "e-mail: a@old.example → becomes <b>@new.example" in text
    assert "The service thing.unheard_of Alice many: 1, 2 sure: yes" in text


def words(page: str) -> str:
    """What a page says, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def nothing_registered() -> Iterator[None]:
    """The list of what can wait, empty for one test."""
    before = list(waiting._providers)  # noqa: SLF001 -- put back as it was
    waiting._providers.clear()  # noqa: SLF001 -- as above
    yield
    waiting._providers[:] = before  # noqa: SLF001 -- as above


def test_overview_shows_what_rooms_register(client: FlaskClient, alice: Person, nothing_registered: None) -> None:
    factories.sign_in(client, alice)
    assert "Nothing waits" in client.get("/admin").text
    waiting.register(lambda: Waiting("Profiles to publish", 1234, "/admin/profiles"))
    waiting.register(lambda: Waiting("Claims to answer", 0, "/admin/claims"))

    text = client.get("/admin").text

    assert '<th scope="row"><a href="/admin/profiles">Profiles to publish</a></th><td class="num">1,234</td>' in text
    assert "Nothing waits here: Claims to answer" in words(text)


def test_overview_counts_people(client: FlaskClient, alice: Person) -> None:
    factories.person("Bob", roles=["organiser"])
    factories.person("Charlie", confirmed_at=None)

    text = words(factories.sign_in(client, alice).get("/admin").text)

    assert "Accounts 3 Address confirmed 2 Organisers 1 Administrators 1" in text
