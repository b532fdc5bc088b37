from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests import factories

ROWS = re.compile(r'<th scope="row" class="stack-head">([^<]+)</th>.*?class="crosswalk-codes">([^<]+)</td>', re.DOTALL)


def taxonomy() -> None:
    factories.sector("aerospace", name_en="Aerospace", nace=["30.3"], naics=["3364"], market="traded")
    factories.sector("space", name_en="Space", nace=["30.3", "61.3"], naics=["3364", "5174"])
    factories.sector("health", name_en="Health", nace=["86.1"], naics=["622"], market="local")


def test_crosswalk_goes_both_ways(client: FlaskClient) -> None:
    taxonomy()

    assert ROWS.findall(client.get("/map/crosswalk?code=30.30").text) == [
        ("Aerospace", "3364"),
        ("Space", "3364, 5174"),
    ]
    assert ROWS.findall(client.get("/map/crosswalk?code=622&system=naics").text) == [("Health", "86.1")]


def test_crosswalk_shows_the_whole_taxonomy_with_markets(client: FlaskClient) -> None:
    taxonomy()

    page = client.get("/map/crosswalk").text

    assert re.findall(r'data-label="Market">([^<]+)<', page) == ["traded", "local", "not known"]
    assert 'href="/map/crosswalk?code=5174&amp;system=naics"' in page
    assert "Defining clusters of related industries" in page


def test_crosswalk_says_what_is_wrong_with_a_code(client: FlaskClient) -> None:
    taxonomy()

    assert "This is not a NACE code" in client.get("/map/crosswalk?code=hello").text
    assert "No sector here has the NAICS code 92," in client.get("/map/crosswalk?code=92&system=naics").text
    assert client.get("/map/crosswalk?code=%00%3Cscript%3E").status_code == 200
    assert "No sectors yet" not in client.get("/map/crosswalk").text


def test_crosswalk_without_a_taxonomy_says_where_it_comes_from(client: FlaskClient) -> None:
    assert "No sectors yet" in client.get("/map/crosswalk").text
