from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.organisations.models import Organisation, OrganisationState
from tests import factories
from tests.functional.organisations.steps import COMPLETE, by_id, errors, log, save, seen, token
from tests.functional.queries import count_queries


@pytest.fixture
def skywin(alice: Person) -> Organisation:
    return factories.organisation("Skywin", manager=alice)


def file_of(colour: str = "red", size: tuple[int, int] = (900, 300), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def chosen(data: bytes, name: str = "logo.png", content_type: str = "image/png") -> tuple[BytesIO, str, str]:
    """The file as a browser sends it."""
    return BytesIO(data), name, content_type


def send(client: FlaskClient, skywin: Organisation, data: bytes | None = None, **fields: Any) -> TestResponse:
    logo: dict[str, Any] = {"logo": chosen(data)} if data is not None else {}
    return save(client, skywin, **logo, **fields)


def address(organisation: Organisation) -> str:
    logo = by_id(organisation.id).logo
    assert logo is not None
    return f"/organisations/{organisation.slug}/logo/{logo.digest}.webp"


def test_a_logo_is_drawn_anew_kept_and_shown(client: FlaskClient, skywin: Organisation) -> None:
    answer = send(client, skywin, file_of(), logo_alt="A red wing")

    assert answer.status_code == 302
    shown = client.get(f"/organisations/{skywin.slug}").text
    assert f'<img src="{address(skywin)}" width="512" height="171" alt="A red wing"' in shown
    logo = by_id(skywin.id).logo
    assert logo is not None
    entry = log()[-1]
    assert (entry.action, entry.before["logo"], entry.after["logo"]) == ("organisation.edit", None, logo.digest)


def test_its_address_is_for_ever_and_says_what_it_is(client: FlaskClient, skywin: Organisation, app: Any) -> None:
    send(client, skywin, file_of())
    visitor = app.test_client()

    answer = visitor.get(address(skywin))

    assert answer.status_code == 200
    assert answer.content_type == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    with Image.open(BytesIO(answer.data)) as image:
        assert (image.format, image.size) == ("WEBP", (512, 171))
    again = visitor.get(address(skywin), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert visitor.get(f"/organisations/{skywin.slug}/logo/{'0' * 32}.webp").status_code == 404


def test_another_picture_has_another_address_and_other_words_do_not(client: FlaskClient, skywin: Organisation) -> None:
    send(client, skywin, file_of("red"))
    first = address(skywin)

    send(client, skywin, logo_alt="A wing")
    described = address(skywin)
    send(client, skywin, file_of("blue"), logo_alt="A wing")

    assert described == first != address(skywin)
    assert client.get(first).status_code == 404


def test_a_logo_is_removed(client: FlaskClient, skywin: Organisation) -> None:
    send(client, skywin, file_of())
    old = address(skywin)

    send(client, skywin, logo_removed="y")

    assert by_id(skywin.id).logo is None
    assert client.get(old).status_code == 404
    assert log()[-1].after == {"logo": None}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG drawings are not taken"),
        (b"<html><script>alert(1)</script>", "This is no PNG, JPEG or WebP picture, whatever its name says."),
        (file_of()[:400], "The picture is damaged or breaks off."),
        (b"\x89PNG" + bytes(3 * 1024 * 1024), "The file is larger than 1 MB."),
    ],
    ids=["svg", "named otherwise", "cut off", "3 MB"],
)
def test_what_is_no_logo_is_told_beside_the_field_and_nothing_is_lost(
    client: FlaskClient, skywin: Organisation, data: bytes, said: str
) -> None:
    answer = send(client, skywin, data, city="Mons")

    assert answer.status_code == 422
    [error] = errors(answer)
    assert error.startswith(said)
    assert 'value="Mons"' in answer.text
    assert (by_id(skywin.id).logo, by_id(skywin.id).city) == (None, "")


def test_a_good_file_with_a_wrong_form_has_to_be_chosen_again(client: FlaskClient, skywin: Organisation) -> None:
    answer = send(client, skywin, file_of(), founded_year="12")

    assert errors(answer) == [
        "Enter a year with four digits.",
        "Choose the file again: it is not kept until the profile is saved.",
    ]
    assert by_id(skywin.id).logo is None


def test_a_file_in_a_field_of_text_is_refused(client: FlaskClient, skywin: Organisation) -> None:
    page = client.get(f"/organisations/{skywin.slug}/edit")

    answer = client.post(
        f"/organisations/{skywin.slug}/edit",
        data={**COMPLETE, "csrf_token": token(page), "seen": seen(page), "name": chosen(b"x")},
    )

    assert answer.status_code == 415


def test_bob_and_charlie_cannot_change_the_logo_of_alice(client: FlaskClient, skywin: Organisation) -> None:
    send(client, skywin, file_of("red"))
    kept = address(skywin)
    bob, charlie = factories.person("Bob"), factories.person("Charlie")
    factories.affiliation(bob, skywin, role="member")

    for who in (bob, charlie):
        factories.sign_in(client, who)
        answer = client.post(
            f"/organisations/{skywin.slug}/edit",
            data={**COMPLETE, "csrf_token": token(client.get("/about")), "logo": chosen(file_of("blue"))},
        )
        assert answer.status_code == 404

    assert address(skywin) == kept


def test_the_logo_is_seen_by_whoever_sees_the_organisation(client: FlaskClient, skywin: Organisation, app: Any) -> None:
    send(client, skywin, file_of())
    url = address(skywin)
    skywin.state = OrganisationState.SUSPENDED
    session().commit()

    own = client.get(url)
    factories.sign_in(client, factories.person("Charlie"))

    assert (own.status_code, own.headers["Cache-Control"]) == (200, "private, max-age=31536000, immutable")
    assert client.get(url).status_code == 404
    assert app.test_client().get(url).status_code == 404


def test_the_directory_shows_logos_with_the_same_queries_at_one_and_at_three(
    client: FlaskClient, alice: Person, app: Any
) -> None:
    visitor = app.test_client()

    def add(name: str) -> None:
        send(client, factories.organisation(name, manager=alice), file_of())

    add("One")
    with count_queries() as one:
        first = visitor.get("/organisations")
    add("Two")
    add("Three")
    with count_queries() as three:
        page = visitor.get("/organisations")

    assert (first.text.count('class="logo logo-small"'), page.text.count('class="logo logo-small"')) == (1, 3)
    assert one.count == three.count
    assert not any("organisation_logo.content" in statement for statement in three.statements)
