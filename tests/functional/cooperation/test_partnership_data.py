"""The 13 rows of the ECCP's table, number by number, and what the discussion paper adds."""

from __future__ import annotations

import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.audit.models import AuditEntry
from matchmaking.cooperation.models import Partnership
from matchmaking.cooperation.services.partnership_loading import load_partnerships
from matchmaking.cooperation.services.partnerships import delete_partnership
from matchmaking.db import session
from matchmaking.demo.records import records
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.services import import_listed, load_sectors
from tests import factories

ELECTRONICS = "ELECTRONICS, IT AND TELECOMMS"
FOOD = "AGROFOOD INDUSTRY / Technologies for the food industry"
TABLE = [
    (
        "DECISION",
        "DElivering Cluster International Strategies Into Overseas Networks",
        "Downstream Chemical Products",
        "ENERGY / Renewable Sources of Energy / Waste to energy - other",
        "CA CN IN US",
        320,
        2,
    ),
    (
        "PERES",
        "PERES-Promoting European Rail Excellence outSide EU",
        "Transportation and Logistics",
        "",
        "AE BR CA CN CO IN IR MX OM QA SA US",
        150,
        2,
    ),
    (
        "LASER-GO",
        "European Cluster Partnership in Photonics for Health",
        "Lighting and Electrical Equipment",
        "BIOLOGICAL SCIENCES / Medicine, Human Health / Medical Technology / Biomedical Engineering",
        "CA MY SG US ZA",
        231,
        3,
    ),
    (
        "PIMAP Partnership",
        "PIMAP Partnership – Photonics for International Markets and APplications",  # noqa: RUF001 -- the page's dash
        "Production Technology and Heavy Machinery",
        f"{ELECTRONICS} / Electronic circuits, components and equipment / Optical Networks and Systems",
        "CA US",
        900,
        4,
    ),
    (
        "MobiGoIn",
        "Mobility Goes International",
        "Transportation and Logistics",
        f"{ELECTRONICS} / IT and Telematics Applications / Applications for Transport and Logistics",
        "CA CN MY SG US",
        1100,
        4,
    ),
    (
        "New Frontier in Food",
        "New Frontiers for Emerging Industries in Food",
        "Food Processing and Manufacturing",
        f"{FOOD} / Food Technology",
        "BR CA CN JP KR TH TW US",
        514,
        4,
    ),
    (
        "REINA PLUS",
        "Renewable Energy Internationalisation ESCP project for European SMEs",
        "Electric Power Generation and Transmission",
        "ENERGY / Renewable Sources of Energy / Wind energy",
        "BR CA CL CO DZ MA MX TN US",
        322,
        4,
    ),
    (
        "bioXclusters plus",
        "ESCP on Personalised Healthcare",
        "Biopharmaceuticals",
        "BIOLOGICAL SCIENCES / Medicine, Human Health / Pharmaceutical Products / Drugs",
        "AU BR CA CN JP KR US",
        880,
        4,
    ),
    (
        "NF4",
        "New Frontiers in Food Fast Forward",
        "Food Processing and Manufacturing",
        f"{FOOD} / Food Additives/Ingredients/Functional Food",
        "BR CA CN US",
        850,
        5,
    ),
    (
        "AdPack",
        "Future Materials and products for advanced smart packaging",
        "Paper and Packaging",
        f"{FOOD} / Food Packaging / Handling",
        "BR CA CN JP US",
        373,
        5,
    ),
    (
        "ELCA4i",
        "European Lighting Cluster Alliance For Internationalisation",
        "Lighting and Electrical Equipment",
        "ENERGY / Energy efficiency / Lighting, illumination",
        "AE CA SA US",
        470,
        5,
    ),
    (
        "SPACE2ID",
        "Space Clusters International Industrial Diversification",
        "Information Technology and Analytical Instruments",
        f"{ELECTRONICS} / Telecommunications, Networking / Satellite Technology/Positioning/Communication in GPS",
        "AE CA CL CN CO",
        757,
        9,
    ),
    (
        "EACP ABROAD",
        "Activities and Businesses from Real Opportunities for Aerospace Developments (EACP network)",
        "Aerospace Vehicles and Defense",
        "INDUSTRIAL MANUFACTURING, MATERIAL AND TRANSPORT / Aerospace Technology / Aeronautical technology / Avionics",
        "AE BR CA JP MX US",
        1355,
        11,
    ),
]
"""The page's rows in the page's order: acronym, name, sector, technology area, countries, SMEs, partners."""

SECTORS = {
    "DECISION": "downstream-chemicals renewable-energy waste-to-energy",
    "PERES": "logistics rail",
    "LASER-GO": "lighting-electrical medical-technology photonics",
    "PIMAP Partnership": "electronics-telecoms photonics production-technology",
    "MobiGoIn": "digital-industries logistics smart-mobility",
    "New Frontier in Food": "agri-food food-processing",
    "REINA PLUS": "electric-power renewable-energy",
    "bioXclusters plus": "biopharmaceuticals health",
    "NF4": "agri-food food-ingredients food-processing",
    "AdPack": "agri-food materials packaging",
    "ELCA4i": "energy-efficiency lighting-electrical",
    "SPACE2ID": "electronics-telecoms instruments space",
    "EACP ABROAD": "aerospace defence",
}
MEMBERS = {
    "New Frontier in Food": "Wagralim BE, Vitagora FR, Food Valley NL, Valorial FR",
    "AdPack": "Nanoprogress CZ, Packbridge SE, Plastiwin BE, InovCluster PT",
    "bioXclusters plus": "bioPmed IT, Biocat ES, BioM Biotech Cluster Development GmbH DE, Lyonbiopôle FR",
    "LASER-GO": "Optence e.V., Kompetenznetz Optische Technologien Hessen/Rheinland-Pfalz DE, Opticsvalley FR,"
    " Human.technology Styria GmbH AT, LITEK LT",
    "REINA PLUS": "Oekoenergie-Cluster AT, Basque Energy Cluster ES, Oy Merinova Ab FI,"
    " EnergyIN, Competitiveness and Technology Cluster for Energy PT",
    "EACP ABROAD": "Aerospace Cluster Auvergne-Rhône-Alpes FR, Eskişehir Chamber of Industry TR,"
    " HEGAN, Basque Aerospace Cluster ES, Hamburg Aviation e.V. DE, Niedersachsen Aviation DE,"
    " AERA, Asociación Aeronáutica Aragonesa ES, Aerospace Valley FR",
    "MobiGoIn": "Baden-Württemberg: Connected e.V. DE, Mov’eo FR, Fondazione Torino Wireless IT,"  # noqa: RUF001 -- its name
    " Media Evolution Southern Sweden SE",
}
PLAIN = re.compile(r"<[^>]+>")


@pytest.fixture
def rows(database: None) -> None:
    """The 13 rows, without the organisations that their members are."""
    load_sectors(records("sectors")["sectors"])
    assert load_partnerships(records("partnerships")["partnerships"], now=factories.NOW) == 13


@pytest.fixture
def loaded(database: None) -> None:
    """The 13 rows with their members, and one cluster that is none."""
    data = records("partnerships")["partnerships"]
    members = {"skywin", *(member["organisation"] for row in data for member in row["members"])}
    load_sectors(records("sectors")["sectors"])
    import_listed(
        [row for row in records("organisations")["organisations"] if row["slug"] in members], now=factories.NOW
    )
    assert load_partnerships(data, now=factories.NOW) == 13


def stored() -> dict[str, Partnership]:
    return {found.acronym: found for found in session().scalars(sa.select(Partnership))}


def words(html: str) -> str:
    """What a reader reads, with single spaces."""
    return " ".join(unescape(PLAIN.sub(" ", html)).split())


def test_each_row_of_the_page_is_stored_exactly(rows: None) -> None:
    found = [
        (
            one.acronym,
            one.name,
            one.sector_stated,
            one.technology_stated,
            " ".join(one.target_countries),
            one.smes,
            one.partners,
        )
        for one in stored().values()
    ]

    assert sorted(found) == sorted(TABLE)
    assert sum(row[5] for row in TABLE) == sum(one.smes or 0 for one in stored().values()) == 8222


def test_each_row_has_the_sectors_of_the_taxonomy_that_say_the_same(rows: None) -> None:
    assert {
        acronym: " ".join(sector.code for sector in found.sectors) for acronym, found in stored().items()
    } == SECTORS


def test_members_are_those_of_the_paper_each_with_its_profile(loaded: None) -> None:
    found: dict[str, str] = {}
    for acronym, partnership in stored().items():
        members = [member.organisation for member in partnership.members]
        if members:
            found[acronym] = ", ".join(f"{one.name} {one.country_code}" for one in members if one)

    assert found == MEMBERS
    assert not any(member.is_coordinator for one in stored().values() for member in one.members)


def test_the_page_of_each_shows_its_numbers_and_sources(client: FlaskClient, loaded: None) -> None:
    for acronym, name, sector, technology, codes, smes, partners in TABLE:
        page = client.get(f"/partnerships/{stored()[acronym].slug}")

        text = words(page.text)
        assert f"SMEs involved {smes:,} Partners {partners}" in text
        assert f"{acronym} {name}" in text
        assert sector in text
        assert technology.replace(" / ", " › ") in text  # noqa: RUF001 -- the sign between levels
        assert [code for code in codes.split() if f'href="/countries/{code.lower()}"' not in page.text] == []
        assert "ECCP page on Canada (2017), ESCP-4is targetting this country" in text
        assert "ECCP discussion paper D3.5 on Canada (2017)" in text


def test_the_table_shows_every_row_with_its_numbers(client: FlaskClient, rows: None) -> None:
    page = client.get("/partnerships").text

    shown_rows = [words(row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)[1:]]
    shown = {
        acronym: text.endswith(f" {smes:,} {partners}") and text.startswith(f"{acronym} {name} ")
        for (acronym, name, _sector, _technology, _codes, smes, partners) in TABLE
        for text in shown_rows
        if text.startswith(f"{acronym} ")
    }
    assert shown == dict.fromkeys((row[0] for row in TABLE), True)
    assert len(shown_rows) == 13


def test_the_page_says_how_many_of_the_partners_are_named(client: FlaskClient, loaded: None) -> None:
    def said(slug: str) -> str:
        return words(client.get(f"/partnerships/{slug}").text)

    assert "11 partners are counted; 7 of them are named here." in said("eacp-abroad")
    assert "3 partners are counted in the table of the source; 4 clusters are named as members." in said("laser-go")
    assert "2 partners are counted, and none is named in the source." in said("peres")
    assert "partners are counted" not in said("mobigoin")


def test_loading_again_changes_nothing(loaded: None) -> None:
    before = session().scalar(sa.select(sa.func.max(AuditEntry.id)))
    members = {one.acronym: [member.id for member in one.members] for one in stored().values()}

    again = load_partnerships(records("partnerships")["partnerships"], now=factories.NOW)

    session().expire_all()
    assert again == 0
    assert session().scalar(sa.select(sa.func.max(AuditEntry.id))) == before
    assert {one.acronym: [member.id for member in one.members] for one in stored().values()} == members
    assert {one.version for one in stored().values()} == {1}


def test_loading_corrects_what_nobody_edited_and_leaves_what_somebody_did(rows: None) -> None:
    stored()["NF4"].smes = 1
    edited = stored()["AdPack"]
    edited.smes, edited.version = 400, 2
    edited.members.clear()
    session().commit()

    load_partnerships(records("partnerships")["partnerships"], now=factories.NOW)

    session().expire_all()
    assert (stored()["NF4"].smes, stored()["AdPack"].smes, stored()["AdPack"].members) == (850, 400, [])


def test_loading_does_not_bring_back_what_an_administrator_deleted(rows: None) -> None:
    gone = stored()["PERES"]
    delete_partnership(gone.id, seen=1, actor=factories.person("Ada", roles=["administrator"]), now=factories.NOW)

    assert load_partnerships(records("partnerships")["partnerships"], now=factories.NOW) == 0
    assert "PERES" not in stored()


def test_a_profile_shows_its_partnerships(client: FlaskClient, loaded: None) -> None:
    page = words(client.get("/organisations/valorial").text)
    other = client.get("/organisations/skywin")

    assert "New Frontier in Food New Frontiers for Emerging Industries in Food" in page
    assert "Partnerships that it is a member of" in page
    assert (other.status_code, "Partnerships that it is a member of" in words(other.text)) == (200, False)


def test_a_countrys_page_shows_who_targets_it_the_largest_first(client: FlaskClient, rows: None) -> None:
    canada = client.get("/countries/ca").text
    japan = client.get("/countries/jp").text
    found = re.compile(r'<a href="/partnerships/([a-z0-9-]+)">')

    largest_first = sorted(TABLE, key=lambda row: -row[5])
    assert found.findall(canada) == [stored()[row[0]].slug for row in largest_first]
    assert found.findall(japan) == ["eacp-abroad", "bioxclusters-plus", "new-frontier-in-food", "adpack"]
    assert 'href="/partnerships?country=CA">All 13 partnerships</a>' in canada
    assert "No European cluster partnership has named this country yet." in client.get("/countries/no").text


def test_no_member_is_linked_to_a_profile_that_people_registered(database: None) -> None:
    load_sectors(records("sectors")["sectors"])
    rival = factories.organisation("Wagralim of somebody else")
    rival.slug = "wagralim"
    session().commit()

    load_partnerships(records("partnerships")["partnerships"], now=factories.NOW)

    assert session().scalar(sa.select(sa.func.count()).select_from(Organisation)) == 1
    assert [one.acronym for one in stored().values() if one.members] == []
