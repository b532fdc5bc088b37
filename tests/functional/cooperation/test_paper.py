"""Every agreement, network and story of the discussion paper, as the demonstration loads them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.cooperation.models import Agreement, AgreementKind, EntryState, SuccessStory
from matchmaking.cooperation.queries.stories import story_by_slug
from matchmaking.cooperation.queries.ties import ties
from matchmaking.cooperation.services.entry_loading import load_agreements, load_stories
from matchmaking.db import session
from matchmaking.demo.load import load_public_facts
from matchmaking.demo.records import records
from matchmaking.organisations.models import Organisation
from tests import factories
from tests.functional.cooperation.pages import words

NOW = factories.NOW
AEROSPACE_VALLEY = "http://www.aerospace-valley.com/en/page/cooperation-agreements"
MARCOURT = (
    "http://marcourt.wallonie.be/la-wallonie-sur-orbite-le-secteur-aerospacial-se-renforce-et-se-specialise-dans-des-"
    "produits-de-niche-a-haute-valeur-ajoutee/"
)
DOLINA = (
    "http://www.dolinalotnicza.pl/en/wiadomosci/agreements-of-cooperation-with-the-hegan-basque-aerospace-cluster-"
    "and-the-aro-montral,15.html"
)
AQUIMER = "http://www.poleaquimer.com/en/international/partnership.html"
VALORIAL = "http://competitivite.gouv.fr/documents/commun/Les_Poles_en_mouvement/Fiche-Valorial.pdf"
ALSACE = "http://www.alsace-biovalley.com/wp-content/uploads/2014/04/CP_PARTENARIAT-MEDTEQ-QUEBEC_vSS-et-DC.pdf"
CLEANTECH = (
    "ecotech-quebec", "tenerrdis", "clean-tech-delta", "greentech-south", "green-tech-cluster", "clean-dk",
    "renewable-energy-hamburg", "tweed", "sustainable-business-hub",
)  # fmt: skip
PAPER = {
    ("mou", "aero-montreal", "aerospace-valley"): ("aerospace", "", "", AEROSPACE_VALLEY),
    ("mou", "criaq", "aerospace-valley"): ("aerospace", "", "", AEROSPACE_VALLEY),
    ("mou", "aero-montreal", "skywin"): ("aerospace", "2007", "", MARCOURT),
    ("mou", "criaq", "skywin"): ("aerospace", "", "", MARCOURT),
    ("mou", "aero-montreal", "aviation-valley"): ("aerospace", "", "", DOLINA),
    ("cooperation", "creneau-marin-quebec", "aquimer"): ("agri-food", "", "", AQUIMER),
    ("cooperation", "saint-hyacinthe-technopole", "valorial"): ("agri-food", "", "", VALORIAL),
    ("partnership", "alsace-biovalley", "medteq"): ("biosciences", "2017-01-31", "2019", ALSACE),
    ("network", *CLEANTECH): ("clean-technologies", "2009", "", "http://internationalcleantechnetwork.com/"),
}
"""Kind and parties -> a sector, signed, until, the footnote's address: typed in from the paper, not from our data."""


@pytest.fixture
def loaded(client: FlaskClient) -> FlaskClient:
    load_public_facts(now=NOW)
    return client


def test_all_agreements_of_the_paper_are_loaded_exactly(loaded: FlaskClient) -> None:
    stored = {
        (row.kind.value, *(party.organisation.slug for party in row.parties)): (
            {sector.code for sector in row.sectors},
            row.signed,
            row.runs_until,
            row.source_url,
        )
        for row in session().scalars(sa.select(Agreement))
    }

    assert stored.keys() == PAPER.keys()
    for parties, (sector, *rest) in PAPER.items():
        assert sector in stored[parties][0]
        assert list(stored[parties][1:]) == rest


def test_register_and_pages_show_each_agreement_with_its_source(loaded: FlaskClient) -> None:
    page = loaded.get("/agreements").text

    assert "9 agreements" in page
    for row in session().scalars(sa.select(Agreement)):
        shown = loaded.get(f"/agreements/{row.slug}").text
        assert row.title in words(page)
        assert f'href="{row.source_url}"' in shown
        assert row.source_document in words(shown)
    assert "updated in 2013" in words(loaded.get("/agreements/aero-montreal-skywin").text)
    network = words(loaded.get("/agreements/international-cleantech-network").text)
    assert "created in 2009" in network
    assert "18 partners" in network


def test_stories_hold_what_the_paper_tells_and_name_no_private_person(loaded: FlaskClient) -> None:
    told = {
        "skywin-aero-montreal": (
            "aerospace", "2006", "2007", "2013", "MACH Initiative", "2013 to 2015", "Joint Committee", "Walloon",
            "Knowledge and business sharing", "one of three world capitals",
        ),
        "alsace-biovalley-medteq": (
            "155 members", "94 are SMEs", "2005", "2012", "nine", "31 January 2017", "2019", "Grand-Est", "mentors",
            "Eurométropole of Strasbourg", "three aims",
        ),
    }  # fmt: skip
    for slug, facts in told.items():
        page = words(loaded.get(f"/stories/{slug}").text)
        assert [fact for fact in facts if fact.lower() not in page.lower()] == []
        for heading in ("Context", "Type of cooperation", "Objective", "Policy support", "Results", "Source"):
            assert heading in page
        assert [name for name in ("Praet", "Legoll", "Demotte", "Marceau", "@", "+32", "+33") if name in page] == []
    assert story_by_slug("skywin-aero-montreal").agreement is not None
    assert {story.agreement.slug for story in session().scalars(sa.select(SuccessStory)) if story.agreement} == {
        "aero-montreal-skywin",
        "alsace-biovalley-medteq",
    }


def test_loading_again_changes_nothing_and_keeps_what_people_wrote(loaded: FlaskClient) -> None:
    row = session().scalars(sa.select(Agreement).where(Agreement.kind == AgreementKind.NETWORK)).one()
    row.description, row.state = "Ours", EntryState.WITHDRAWN
    session().commit()

    assert load_agreements(records("agreements")["agreements"], now=NOW) == 0
    assert load_stories(records("stories")["stories"], now=NOW) == 0
    assert (row.description, row.state) == ("Ours", EntryState.WITHDRAWN)


def test_ties_follow_from_agreements_networks_and_partnerships(loaded: FlaskClient) -> None:
    ids = dict(session().execute(sa.select(Organisation.slug, Organisation.id)).all())

    assert ties(ids["criaq"]) == {ids["aerospace-valley"]: ["agreement"], ids["skywin"]: ["agreement"]}
    assert ties(ids["ecotech-quebec"])[ids["tweed"]] == ["network"]
    assert len(ties(ids["ecotech-quebec"])) == 8
    assert ties(ids["valorial"])[ids["wagralim"]] == ["partnership"]
    assert "agreement" in ties(ids["valorial"])[ids["saint-hyacinthe-technopole"]]
    session().execute(sa.update(Agreement).values(state=EntryState.WITHDRAWN))
    assert ties(ids["criaq"]) == {}


def test_panels_stand_on_the_pages_of_organisations_and_countries(loaded: FlaskClient) -> None:
    skywin = words(loaded.get("/organisations/skywin").text)
    canada = words(loaded.get("/countries/CA").text)
    france = words(loaded.get("/countries/FR").text)

    assert "Agreements and networks" in skywin
    assert "/agreements/criaq-skywin" in loaded.get("/organisations/skywin").text
    assert "a supplier programme crosses the Atlantic" in skywin
    assert "Agreements and networks 9 agreements" in canada
    assert "Agreements and networks 6 agreements" in france
    assert "joint health projects of two regions" in canada
    assert "supplier programme" not in france
    assert "Agreements and networks" not in words(loaded.get("/organisations/awex").text)
