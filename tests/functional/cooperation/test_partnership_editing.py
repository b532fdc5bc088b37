"""Ada administers, Alice manages a member, Bob belongs to it, Charlie is a stranger."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.accounts.models import Person
from matchmaking.audit.models import AuditEntry
from matchmaking.cooperation.models import NewsItem, Partnership, PartnershipPhase
from matchmaking.cooperation.partnership_details import PartnershipDetails, details_of, with_own_fields
from matchmaking.cooperation.services import partnerships as services
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.organisations.models import OrganisationState
from tests import factories
from tests.functional.events.scenes import coming
from tests.functional.organisations.steps import errors, notices, token

SEEN = re.compile(r'name="seen"[^>]*value="([^"]*)"')
PAGES = ["/partnerships/new", "/partnerships/{}/edit", "/partnerships/{}/delete", "/partnerships/{}/members"]
ACTS = [*PAGES, "/partnerships/{}/members/named", "/partnerships/{}/members/{}/remove"]
ACTS.append("/partnerships/{}/members/{}/coordinator")
FIELDS: dict[str, Any] = {
    "acronym": "ABROAD",
    "name": "Activities and Businesses",
    "sectors": ["aerospace"],
    "sector_stated": "Aerospace Vehicles",
    "technology_stated": "INDUSTRY / Aerospace",
    "target_countries": ["CA", "BR"],
    "smes": "1355",
    "partners": "11",
    "phase": "implementation",
    "aim": "Go abroad.",
    "activities": "- missions\n- meetings",
    "website": "eacp-aero.eu",
    "source_document": "ECCP page on Canada (2017)",
    "source_url": "https://www.clustercollaboration.eu/escp-list",
    "further_sources": "Discussion paper, 4. | https://www.clustercollaboration.eu/a\n\nA talk",
}


@pytest.fixture
def partnership(database: None) -> Partnership:
    factories.sector("aerospace")
    made = factories.partnership("ABROAD", smes=9, partners=2, aim="Old aim.")
    hegan = factories.organisation("HEGAN", manager=factories.person("Alice"))
    factories.affiliation(factories.person("Bob"), hegan, role="member")
    factories.partnership_member(made, hegan)
    factories.organisation("Rival", manager=factories.person("Charlie"))
    factories.person("Ada", roles=["administrator"])
    return made


def as_(client: FlaskClient, name: str) -> FlaskClient:
    return factories.sign_in(client, person(name))


def person(name: str) -> Person:
    return session().scalars(sa.select(Person).where(Person.name == name)).one()


def send(client: FlaskClient, page: str, to: str | None = None, **fields: Any) -> TestResponse:
    """Open `page`, fill in its form and send it."""
    shown = client.get(page)
    seen = SEEN.search(shown.text)
    values = {"csrf_token": token(shown), "seen": seen[1] if seen else "", **fields}
    return client.post(to or page, data=values)


def now_stored(partnership_id: int) -> Partnership:
    session().expire_all()
    return session().get_one(Partnership, partnership_id)


def log() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    query = sa.select(AuditEntry).where(AuditEntry.subject_kind == "partnership").order_by(AuditEntry.id)
    return [(one.action, one.before, one.after) for one in session().scalars(query)]


@pytest.mark.parametrize(
    ("path", "alice"), [("/partnerships/new", 404), ("/partnerships/{}/edit", 200), ("/partnerships/{}/delete", 404)]
)
def test_managers_of_a_member_edit_and_administrators_do_all(
    client: FlaskClient, partnership: Partnership, path: str, alice: int
) -> None:
    path = path.format(partnership.slug)
    visitor = client.get(path)
    answers = {name: as_(client, name).get(path).status_code for name in ("Ada", "Alice", "Bob", "Charlie")}

    assert (visitor.status_code, visitor.location.startswith("/account/login")) == (302, True)
    assert answers == {"Ada": 200, "Alice": alice, "Bob": 404, "Charlie": 404}


@pytest.mark.parametrize("name", ["Bob", "Charlie"])
def test_nobody_else_changes_anything(client: FlaskClient, partnership: Partnership, name: str) -> None:
    paths = [path.format(partnership.slug, partnership.members[0].id) for path in ACTS]
    key = token(as_(client, name).get("/about"))

    answers = [client.post(path, data={"csrf_token": key, "seen": "1", **FIELDS}).status_code for path in paths]

    assert answers == [404] * len(ACTS)
    stored = now_stored(partnership.id)
    assert (stored.version, len(stored.members), stored.smes) == (1, 1, 9)
    assert session().scalar(sa.select(sa.func.count()).select_from(Partnership)) == 1


def test_without_a_token_nothing_is_done(client: FlaskClient, partnership: Partnership) -> None:
    paths = [path.format(partnership.slug, partnership.members[0].id) for path in ACTS]
    as_(client, "Ada")

    assert [client.post(path, data={"seen": "1", **FIELDS}).status_code for path in paths] == [400] * len(ACTS)
    assert now_stored(partnership.id).version == 1


def test_what_does_not_exist_is_not_found(client: FlaskClient, partnership: Partnership) -> None:
    as_(client, "Ada")
    paths = [path.format("nobody") for path in PAGES[1:]] + ["/partnerships/nobody", "/partnerships/a%00b"]

    assert [client.get(path).status_code for path in paths] == [404] * len(paths)


def test_an_administrator_makes_a_partnership(client: FlaskClient, database: None) -> None:
    factories.sector("aerospace")
    factories.person("Ada", roles=["administrator"])

    answer = send(as_(client, "Ada"), "/partnerships/new", **FIELDS)

    made = session().scalars(sa.select(Partnership)).one()
    assert (answer.status_code, answer.location) == (302, "/partnerships/abroad/members")
    assert (made.smes, made.partners, made.phase) == (1355, 11, PartnershipPhase.IMPLEMENTATION)
    assert (made.website, made.target_countries) == ("https://eacp-aero.eu", ["BR", "CA"])
    assert made.further_sources == "Discussion paper, 4. | https://www.clustercollaboration.eu/a\nA talk"
    assert [action for action, _before, _after in log()] == ["partnership.create"]
    page = client.get("/partnerships/abroad").text
    assert "<li>missions</li>" in page
    assert "Implementation: the strategy is being carried out" in page
    assert '<a href="https://www.clustercollaboration.eu/a" rel="nofollow noopener">Discussion paper, 4.</a>' in page


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"acronym": " "}, "Enter the acronym."),
    ({"acronym": "x" * 61}, "Keep it under 60 characters."),
    ({"acronym": "abroad"}, "There is a partnership of this acronym already."),
    ({"name": ""}, "Enter the name."),
    ({"smes": "-1"}, "Enter a whole number, 0 or more."),
    ({"smes": "many"}, "Enter a whole number, 0 or more."),
    ({"partners": "9" * 40}, "Enter a whole number, 0 or more."),
    ({"website": "javascript:alert(1)"}, "This is not the address of a public website."),
    ({"source_url": "http://10.0.0.1/"}, "This is not the address of a public website."),
    ({"further_sources": "Paper | ftp://x.example"}, "This is not the address of a public website."),
    ({"further_sources": " | https://skywin.be"}, "Write the name of the document before its address."),
    ({"aim": "x" * 5001}, "Keep it under 5000 characters."),
    ({"phase": "finished"}, "Not a valid choice"),
    ({"sectors": ["magic"]}, "is not a valid choice"),
    ({"target_countries": ["ZZ"]}, "is not a valid choice"),
]


def test_a_form_that_cannot_be_says_why_and_keeps_what_was_written(
    client: FlaskClient, partnership: Partnership
) -> None:
    as_(client, "Ada")
    missed = []
    for change, sentence in WRONG:
        answer = send(client, "/partnerships/new", **(FIELDS | {"acronym": "NEW"} | change))
        said = any(sentence in error for error in errors(answer))
        if not (answer.status_code == 422 and said and "- missions" in answer.text):
            missed.append((change, answer.status_code, errors(answer)))

    assert missed == []
    assert session().scalar(sa.select(sa.func.count()).select_from(Partnership)) == 1


def test_a_manager_of_a_member_changes_its_own_fields_and_no_other(
    client: FlaskClient, partnership: Partnership
) -> None:
    answer = send(as_(client, "Alice"), "/partnerships/abroad/edit", **(FIELDS | {"acronym": "TAKEN"}))

    stored = now_stored(partnership.id)
    assert (answer.status_code, answer.location) == (302, "/partnerships/abroad")
    assert (stored.smes, stored.partners, stored.aim, stored.website) == (
        1355,
        11,
        "Go abroad.",
        "https://eacp-aero.eu",
    )
    assert (stored.acronym, stored.name, stored.target_countries) == ("ABROAD", "ABROAD in full", [])
    assert (stored.version, stored.source_document) == (2, "")
    action, before, after = log()[-1]
    assert (action, before["smes"], after["smes"]) == ("partnership.edit", 9, 1355)
    assert sorted(after) == ["activities", "aim", "partners", "phase", "smes", "website"]


def test_the_service_itself_refuses_a_stranger_and_the_fields_of_administrators(partnership: Partnership) -> None:
    stored = details_of(partnership)
    with pytest.raises(NotFound):
        services.edit_partnership(partnership.id, stored, seen=1, actor=person("Charlie"), now=factories.NOW)

    theirs = PartnershipDetails(acronym="TAKEN", name="Taken", target_countries=("CA",), smes=10)
    services.edit_partnership(partnership.id, theirs, seen=1, actor=person("Alice"), now=factories.NOW)

    assert details_of(now_stored(partnership.id)) == with_own_fields(stored, theirs)


def test_saving_what_is_stored_changes_nothing(client: FlaskClient, partnership: Partnership) -> None:
    values = {"phase": "", "smes": "9", "partners": "2", "aim": "Old aim.", "activities": "", "website": ""}

    send(as_(client, "Alice"), "/partnerships/abroad/edit", **values)

    assert (now_stored(partnership.id).version, log()) == (1, [])


def test_the_second_of_two_who_edit_hears_of_the_first_and_loses_nothing(
    client: FlaskClient, partnership: Partnership
) -> None:
    opened = as_(client, "Alice").get("/partnerships/abroad/edit")
    send(as_(client, "Ada"), "/partnerships/abroad/edit", **(FIELDS | {"aim": "Ada's aim."}))

    mine = {"csrf_token": token(opened), "seen": "1", "aim": "Alice's aim.", "smes": "12", "phase": ""}
    as_(client, "Alice")
    mine["csrf_token"] = token(client.get("/partnerships/abroad/edit"))
    answer = client.post("/partnerships/abroad/edit", data=mine)

    text = unescape(answer.text)
    assert answer.status_code == 409
    assert "Somebody else has changed this partnership while you were writing" in text
    assert "Ada saved it a moment ago." in text
    assert "Ada's aim." in text
    assert "Alice's aim." in text
    assert now_stored(partnership.id).aim == "Ada's aim."
    again = client.post("/partnerships/abroad/edit", data={**mine, "seen": _seen(answer)})
    assert (again.status_code, now_stored(partnership.id).aim) == (302, "Alice's aim.")


def _seen(page: TestResponse) -> str:
    found = SEEN.search(page.text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("seen", ["", "one", "-1", "9" * 40, "2"])
def test_a_version_that_is_none_of_ours_saves_nothing(client: FlaskClient, partnership: Partnership, seen: str) -> None:
    answer = send(as_(client, "Ada"), "/partnerships/abroad/edit", **(FIELDS | {"seen": seen}))

    assert (answer.status_code, now_stored(partnership.id).version) == (409, 1)


def test_deleting_tells_first_what_goes_and_leaves_events_and_news(
    client: FlaskClient, partnership: Partnership
) -> None:
    event = coming("Forum", partnerships=[partnership])
    news = factories.store(
        NewsItem(
            slug="news",
            title="News",
            state="published",
            published_on=factories.NOW.date(),
            partnership_id=partnership.id,
            created_at=factories.NOW,
            changed_at=factories.NOW,
        )
    )
    page = unescape(as_(client, "Ada").get("/partnerships/abroad/delete").text)

    answer = send(client, "/partnerships/abroad/delete")

    assert "1 member no longer shows it; its profile stays." in page
    assert "1 news item stays and no longer names it." in page
    assert notices(client, answer) == [("fine", "ABROAD is deleted.")]
    session().expire_all()
    assert session().scalar(sa.select(sa.func.count()).select_from(Partnership)) == 0
    assert (news.partnership_id, event.partnerships) == (None, [])
    assert log()[-1] == ("partnership.delete", {"slug": "abroad", "name": "ABROAD in full"}, {})


def test_deleting_what_was_changed_meanwhile_asks_again(client: FlaskClient, partnership: Partnership) -> None:
    as_(client, "Ada")
    key = token(client.get("/partnerships/abroad/delete"))
    assert notices(client, send(client, "/partnerships/abroad/edit", **FIELDS)) == [
        ("fine", "The partnership is saved.")
    ]

    answer = client.post("/partnerships/abroad/delete", data={"csrf_token": key, "seen": "1"})

    assert notices(client, answer) == [
        ("problem", "Somebody else has changed this partnership. Look at it before you delete it.")
    ]
    assert now_stored(partnership.id).version == 2


def test_members_are_found_in_the_directory_and_added_without_javascript(
    client: FlaskClient, partnership: Partnership
) -> None:
    found = factories.organisation("Aerospace Valley", country_code="FR")
    factories.organisation("Aerospace Draft", state=OrganisationState.DRAFT)
    page = as_(client, "Ada").get("/partnerships/abroad/members?q=aeros").text

    answer = send(client, "/partnerships/abroad/members", organisation=found.slug, q="aeros")
    said = notices(client, answer)
    twice = notices(client, send(client, "/partnerships/abroad/members", organisation=found.slug))

    assert "Aerospace Valley" in page
    assert "Aerospace Draft" not in page
    assert answer.location == "/partnerships/abroad/members?q=aeros"
    assert said == [("fine", "Aerospace Valley is a member now.")]
    assert twice == [("problem", "Aerospace Valley is a member already.")]
    assert [one.organisation.name for one in now_stored(partnership.id).members if one.organisation] == [
        "HEGAN",
        "Aerospace Valley",
    ]
    assert log()[-1] == ("partnership.add_member", {}, {"member": "Aerospace Valley"})
    assert 'class="state state-fine"' in client.get("/partnerships/abroad/members?q=valley").text


@pytest.mark.parametrize("slug", ["nobody", "a\0b", ""])
def test_an_organisation_that_is_not_listed_does_not_become_a_member(
    client: FlaskClient, partnership: Partnership, slug: str
) -> None:
    answer = send(as_(client, "Ada"), "/partnerships/abroad/members", organisation=slug)

    assert notices(client, answer) == [("problem", "This organisation is not in the directory any more.")]
    assert len(now_stored(partnership.id).members) == 1


def test_a_member_without_a_profile_is_named_and_later_gets_its_profile(
    client: FlaskClient, partnership: Partnership
) -> None:
    to = "/partnerships/abroad/members/named"
    as_(client, "Ada")
    page = "/partnerships/abroad/members"
    assert send(client, page, to, name="Éire Space", country_code="IE").status_code == 302
    wrong = [
        (send(client, page, to, name=name, country_code=country).status_code, len(now_stored(partnership.id).members))
        for name, country in (("eire space", ""), ("Hegan", ""), ("", "IE"), ("New", "ZZ"), ("x" * 201, ""))
    ]
    named = now_stored(partnership.id).members[1]
    profile = factories.organisation("Éire Space", country_code="IE")
    send(client, page, organisation=profile.slug)

    assert wrong == [(422, 2)] * 5
    assert (named.name, named.country_code) == ("Éire Space", "IE")
    stored = now_stored(partnership.id)
    assert [(one.id, one.organisation_id) for one in stored.members[1:]] == [(named.id, profile.id)]


def test_one_member_at_most_is_the_coordinator(client: FlaskClient, partnership: Partnership) -> None:
    factories.partnership_member(partnership, name="Second")
    first, second = now_stored(partnership.id).members
    page = "/partnerships/abroad/members"
    as_(client, "Ada")

    def marked() -> list[bool]:
        return [one.is_coordinator for one in now_stored(partnership.id).members]

    send(client, page, f"{page}/{first.id}/coordinator", coordinates="yes")
    send(client, page, f"{page}/{second.id}/coordinator", coordinates="yes")
    assert marked() == [False, True]
    assert client.get("/partnerships/abroad").text.count("</svg>coordinator") == 1
    send(client, page, f"{page}/{second.id}/coordinator", coordinates="no")
    assert marked() == [False, False]
    assert [one[1:] for one in log() if one[0] == "partnership.mark_coordinator"] == [
        ({"coordinator": []}, {"coordinator": ["HEGAN"]}),
        ({"coordinator": ["HEGAN"]}, {"coordinator": ["Second"]}),
        ({"coordinator": ["Second"]}, {"coordinator": []}),
    ]


def test_who_is_removed_edits_it_no_more(client: FlaskClient, partnership: Partnership) -> None:
    page = "/partnerships/abroad/members"
    gone = partnership.members[0].id
    answer = send(as_(client, "Ada"), page, f"{page}/{gone}/remove")
    said = notices(client, answer)
    again = send(client, page, f"{page}/{gone}/remove")

    assert said == [("fine", "HEGAN is no member any more.")]
    assert notices(client, again) == [("info", "This member is gone already.")]
    assert (now_stored(partnership.id).members, now_stored(partnership.id).version) == ([], 2)
    assert as_(client, "Alice").get("/partnerships/abroad/edit").status_code == 404


def test_a_member_of_another_partnership_stays_one(client: FlaskClient, partnership: Partnership) -> None:
    other = factories.partnership("OTHER")
    theirs = factories.partnership_member(other, name="Theirs")

    send(as_(client, "Ada"), "/partnerships/abroad/members", f"/partnerships/abroad/members/{theirs.id}/remove")

    assert len(now_stored(other.id).members) == 1


def test_texts_of_people_do_no_harm(client: FlaskClient, partnership: Partnership) -> None:
    hostile = "<script>alert(1)</script>\"'{{ 7*7 }}"
    factories.partnership_member(partnership, name=hostile)
    for name in ("name", "sector_stated", "technology_stated", "aim", "activities", "source_document"):
        setattr(partnership, name, hostile)
    partnership.further_sources = f"{hostile} | javascript:alert(1)"
    session().commit()

    hegan = partnership.members[0].organisation
    assert hegan is not None
    paths = ["/partnerships", "/partnerships/abroad", f"/organisations/{hegan.slug}"]
    pages = [as_(client, "Ada").get(path.format("abroad")) for path in [*paths, *PAGES]]

    assert [(page.status_code, page.text.count("<script>alert")) for page in pages] == [(200, 0)] * 7
    assert 'href="javascript:' not in "".join(page.text for page in pages)


def test_a_suspended_member_is_named_and_neither_linked_nor_writing(
    client: FlaskClient, partnership: Partnership
) -> None:
    hegan = partnership.members[0].organisation
    assert hegan is not None
    shown = client.get("/partnerships/abroad").text
    hegan.state = OrganisationState.SUSPENDED
    session().commit()
    page = client.get("/partnerships/abroad").text

    assert as_(client, "Alice").get("/partnerships/abroad/edit").status_code == 404  # what she writes would be shown
    assert f'href="/organisations/{hegan.slug}"' in shown
    assert f'href="/organisations/{hegan.slug}"' not in page
    assert "HEGAN" in page
