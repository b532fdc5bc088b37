"""At an event, everybody is ranked by the open score, with its parts and what keeps it from being higher."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from matchmaking.organisations.models import ListingKind, ProfileListing
from tests import factories

SCORE = re.compile(r"Score (\d+) of 100")


def test_participants_show_the_score_with_its_parts_and_the_list_and_the_page_agree(
    client: FlaskClient, database: None
) -> None:
    aerospace = factories.sector("aerospace")
    event = factories.event()
    alice = factories.person("Alice")
    own = factories.organisation("Skywin", manager=alice, sectors=[aerospace], target_countries=["CA"])
    viewer = factories.registration(event, alice, own)
    near = factories.organisation(
        "Aero Nord",
        country_code="CA",
        sectors=[aerospace],
        listings=[ProfileListing(kind=ListingKind.BUSINESS_REQUEST, title="Composite wings")],
    )
    other = factories.registration(event, factories.person("Bob"), near)
    factories.registration(event, factories.person("Carol"), factories.organisation("Bakery", country_code="JP"))
    factories.sign_in(client, alice)
    page = client.get(f"/events/{event.slug}/participants").text
    assert page.index("Aero Nord") < page.index("Bakery")
    scores = [int(score) for score in SCORE.findall(page)]
    assert scores == sorted(scores, reverse=True)
    assert page.count("Why not higher?") == 2
    assert "Existing ties" not in page  # at an event they do not count
    shown = client.get(f"/events/{event.slug}/participants/{other.id}").text
    assert f'<strong class="figure-large">{scores[0]}</strong>' in shown
    assert "Shared sectors" in shown
    assert viewer.organisation_id == own.id
