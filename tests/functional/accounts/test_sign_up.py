from flask.testing import FlaskClient

from matchmaking.accounts.queries import person_by_email
from tests import factories
from tests.functional.accounts import steps


def test_sign_up_ends_in_a_signed_in_member(client: FlaskClient) -> None:
    answer = steps.sign_up(client)

    assert (answer.status_code, answer.location) == (302, "/account/login")
    (mail,) = steps.mails()
    assert (mail.to_address, mail.to_name, mail.subject) == (
        "alice@skywin.example",
        "Alice",
        "Confirm your e-mail address - Matchmaking",
    )
    confirmed = client.get(steps.link(mail))
    assert steps.notices(client, confirmed)[-1] == ("fine", "Your e-mail address is confirmed. You can sign in now.")
    assert steps.sign_in(client, "alice@skywin.example").status_code == 302
    assert steps.is_signed_in(client)


def test_sign_in_before_confirmation_tells_the_owner_what_is_left_to_do(client: FlaskClient) -> None:
    steps.sign_up(client)

    answer = steps.sign_in(client, "alice@skywin.example")

    assert answer.status_code == 200
    assert "Confirm your e-mail address first" in answer.text
    assert not steps.is_signed_in(client)


def test_sign_up_keeps_the_language_of_the_page_and_the_zone(client: FlaskClient) -> None:
    client.get("/account/register", headers={"Accept-Language": "fr"})
    with client.session_transaction() as cookie:
        cookie["language"] = "fr"

    steps.sign_up(client, name="  Ève\r\n  Tremblay ", time_zone="America/Montreal")

    person = person_by_email("ALICE@skywin.example")
    assert (person.name, person.locale, person.time_zone) == ("Ève Tremblay", "fr", "America/Montreal")


def test_sign_up_errors_stand_beside_their_fields(client: FlaskClient) -> None:
    answer = steps.sign_up(client, "alice@", name=" ", password="short", time_zone="Mars/Olympus")

    assert steps.errors(answer) == [
        "Enter your name.",
        "This is not an e-mail address that can be written to.",
        "Use 10 characters or more.",
        "Choose a time zone of the list.",
    ]


def test_sign_up_refuses_an_address_that_no_plain_server_delivers_to(client: FlaskClient) -> None:
    answer = steps.sign_up(client, "ève@skywin.example")

    assert steps.errors(answer) == ["This is not an e-mail address that can be written to."]
    assert steps.mails() == []


def test_sign_up_on_the_way_to_a_page_leads_there_after_sign_in(client: FlaskClient) -> None:
    steps.send(
        client,
        "/account/register?next=/organisations",
        to="/account/register",
        name="Alice",
        email="alice@skywin.example",
        password=factories.PASSWORD,
        time_zone="Europe/Brussels",
        next="/organisations",
    )
    client.get(steps.link(steps.mails()[0]))

    page = client.get("/account/login").text

    assert 'name="next" type="hidden" value="/organisations"' in page
