"""What the public documents say of Canada: every figure, each with its source, and nobody's own text overwritten."""

from __future__ import annotations

import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.cooperation.models import CountryFact, CountrySection, RevisionState, SectionKind, SectionRevision
from matchmaking.cooperation.section_text import LONGEST_BODY, LONGEST_SUMMARY
from matchmaking.cooperation.services import sections as services
from matchmaking.cooperation.services.country_loading import load_countries
from matchmaking.cooperation.sources import sources_of
from matchmaking.db import session
from matchmaking.demo.records import records
from matchmaking.web.locale import LANGUAGES
from tests.functional.cooperation.sections import LATER, NOW, log, office_person, proposed, stored, text, written

FACT = re.compile(
    r'<tr data-fact="([^"]+)">\s*<th[^>]*>([^<]+)</th>\s*<td[^>]*>([^<]+)</td>\s*<td[^>]*>([^<]+)</td>\s*'
    r'<td[^>]*><a href="#fact-source-(\d+)">'
)
SOURCE = re.compile(r'<li id="fact-source-(\d+)">(?:<a href="([^"]+)"[^>]*>)?([^<]+)')
PAPER, PAGE = "ECCP discussion paper D3.5 on Canada (2017)", "ECCP page on Canada (2017)"
VALUES = {
    "economy-rank": ("10th", "2. Existing EU - Canada cluster cooperation"),
    "eu-for-canada": ("2nd", "2.2 Cluster to cluster cooperation"),
    "canada-for-eu": ("10th", "2.2 Cluster to cluster cooperation"),
    "ceta-signed": ("30 October 2016", "introduction"),
    "ceta-applied": ("21 September 2017", "2. Existing EU - Canada cluster cooperation"),
    "clusters": ("67", "Cluster community in the country"),
    "quebec-consortia": ("9", "3.2 Success story 2: Alsace BioValley and MEDTEQ"),
    "priority-sectors": (
        (
            "7: advanced manufacturing, agri-food, clean technologies, clean resources, digital industries, "
            "health and biosciences, infrastructure and transportation"
        ),
        "2. Existing EU - Canada cluster cooperation",
    ),
    "innovation-and-skills-plan": ("March 2017", "Cluster policies encouraging"),
    "innovation-canada": ("50 million CAD", "Cluster policies encouraging"),
    "superclusters-launched": ("May 2017", "5. Recommendations for cluster cooperation with Canada"),
    "supercluster-budget": ("950 million CAD over five years", "Cluster policies encouraging"),
    "supercluster-finalists": ("9", "introduction"),
    "superclusters-planned": ("5 to 6", "4. Opportunities/potential"),
    "superclusters-at-work": ("March 2018", "2.2 Cluster to cluster cooperation"),
    "cluster-agreements": ("8", "2.2 Cluster to cluster cooperation"),
    "cleantech-network": ("18", "2.2 Cluster to cluster cooperation"),
    "een-contact-points": ("4: Mississauga, Montréal, Ottawa, Vancouver", "2.1 Support to cluster cooperation"),
}
"""Every figure that the documents name of Canada, and where they do."""


def load() -> int:
    return load_countries(records("countries")["countries"], now=NOW)


def test_every_fact_is_shown_with_its_figure_time_and_source(client: FlaskClient) -> None:
    load()

    page = unescape(client.get("/countries/ca").text)

    sources = {number: (document.strip(), address) for number, address, document in SOURCE.findall(page)}
    shown = {code: (value, time, sources[number]) for code, _label, value, time, number in FACT.findall(page)}
    assert {code: value for code, (value, _time, _source) in shown.items()} == {
        code: value for code, (value, _place) in VALUES.items()
    }
    for code, (_value, place) in VALUES.items():
        _shown, time, (document, address) = shown[code]
        own = PAGE if place in {"introduction", "Cluster community in the country"} or "policies" in place else PAPER
        assert document.startswith(f"{own}, {place}")
        assert time == ("2017" if own is PAGE else "October 2017")
        assert address == "" or address.startswith("http")
    assert shown["een-contact-points"][2][1] == "http://een.ec.europa.eu/about/branches/canada"


def test_facts_read_in_french_too(client: FlaskClient) -> None:
    load()

    page = unescape(client.get("/countries/ca", headers={"Accept-Language": "fr"}).text)

    shown = {code: (label, value) for code, label, value, _time, _number in FACT.findall(page)}
    assert shown.keys() == VALUES.keys()
    assert shown["supercluster-budget"] == (
        "Budget des supergrappes, de 2017 à 2022",
        "950\N{NO-BREAK SPACE}millions de dollars canadiens sur cinq ans",
    )
    for code, (_label, value) in shown.items():
        assert re.findall(r"\d+", value) == re.findall(r"\d+", VALUES[code][0])


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_section_of_canada_is_written_with_its_sources(client: FlaskClient, language: str) -> None:
    load()

    page = client.get("/countries/ca", headers={"Accept-Language": language}).text

    for kind in SectionKind:
        section = session().scalars(sa.select(CountrySection).filter_by(kind=kind, language=language)).one()
        assert f'id="{kind}"' in page
        assert section.summary in unescape(page)
        assert 0 < len(section.summary) <= LONGEST_SUMMARY
        assert 500 < len(section.body) <= LONGEST_BODY
        for source in sources_of(section.sources):
            assert source.document.startswith((PAGE, PAPER))
            assert source.document in unescape(page)
            assert source.address == "" or f'href="{source.address}"' in page


@pytest.mark.parametrize(
    ("kind", "figures"),
    [
        ("introduction", ["30 October 2016", "21 September 2017", "950 million", "nine finalists", "67 clusters"]),
        ("context", ["tenth largest", "second most important", "tenth trading", "seven fields", "five years"]),
        ("community", ["67 clusters", "nine consortia", "five or six", "March 2018"]),
        ("policies", ["March 2017", "50 million", "2017 to 2022", "950 million", "nine finalists", "May 2017"]),
        ("opportunities", ["eight agreements", "five in aerospace", "2009", "18 partners", "Thirteen", "four contact"]),
    ],
)
def test_sections_hold_the_figures_of_the_documents(database: None, kind: str, figures: list[str]) -> None:
    load()

    section = session().scalars(sa.select(CountrySection).filter_by(kind=kind, language="en")).one()

    assert [figure for figure in figures if figure not in section.body] == []


def test_loading_again_changes_nothing_that_people_wrote(database: None) -> None:
    assert load() == 2 * len(SectionKind) + len(VALUES)
    assert load() == 0
    alice = office_person()
    section = session().scalars(sa.select(CountrySection).filter_by(kind="policies", language="en")).one()
    services.save("CA", section.kind, "en", text("Alices"), seen=1, actor=alice, now=LATER)
    fact = session().scalars(sa.select(CountryFact).filter_by(code="clusters")).one()
    fact.value_en = "70"
    session().commit()

    assert load() == 0

    assert stored(section.id).body == "Alices at length."
    assert stored(section.id).version == 2
    assert session().get_one(CountryFact, fact.id).value_en == "70"
    assert [action for action, *_rest in log()] == ["section.load"] * 10 + ["section.edit"]


def test_loading_after_people_wrote_or_proposed_keeps_what_they_did(client: FlaskClient) -> None:
    alice, bob = office_person(), office_person("Bob", country="US")
    own = written("Alices", by=alice, kind=SectionKind.CONTEXT)
    proposal = proposed("Bobs", by=bob)

    load()

    assert stored(own.id).body == "Alices at length."
    section = stored(proposal.section_id)
    assert section.version == 1
    assert "950 million" in section.body
    waiting = session().get_one(SectionRevision, proposal.id)
    assert (waiting.body, waiting.state, waiting.number) == ("Bobs at length.", RevisionState.PROPOSED, None)


def test_other_countries_of_the_documents_begin_empty(client: FlaskClient) -> None:
    load()

    page = client.get("/countries/br").text

    assert page.count('class="fold fold-section fold-empty"') == len(SectionKind)
    assert {row["code"] for row in records("countries")["countries"]} == {"CA"}
