"""The demo's data files keep their own rules: facts with sources, no private person, requests that can be loaded."""

# ruff: noqa: RUF001 (names are spelt with the apostrophe that their language prints)
import json
import re
from collections import Counter
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

DATA = files("matchmaking") / "demo" / "data"
FILES = ("sectors", "organisations", "events", "partnerships", "demo_event", "demo_smes")
ORGANISATION_KINDS = {
    "sme",
    "cluster",
    "large_company",
    "research_organisation",
    "support_office",
    "public_authority",
    "investor",
}
OFFERS = {"business_offer", "technology_offer"}
REQUESTS = {"business_request", "technology_request", "research_request"}
PAGE = "ECCP page on Canada (2017)"
PAPER = "ECCP discussion paper D3.5 on Canada (2017)"
EMERGING_INDUSTRIES = {
    "advanced-packaging",
    "biopharmaceuticals",
    "blue-growth",
    "creative-industries",
    "digital-industries",
    "environmental-industries",
    "experience-industries",
    "logistical-services",
    "medical-devices",
    "mobility-technologies",
}
ORGANISATION_KEYS = [
    "slug",
    "name",
    "kind",
    "country",
    "region",
    "city",
    "website",
    "founded",
    "sectors",
    "target_countries",
    "description",
    "offers",
    "seeks",
    "members",
    "note",
    "source",
]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
UNAVAILABLE = re.compile(r"day[12](-(morning|afternoon|before-([01]\d|2[0-3]):[0-5]\d|after-([01]\d|2[0-3]):[0-5]\d))?")
# a leading + or 00, or seven digits with nothing but spaces, dots, slashes, hyphens and brackets between them
PHONE = re.compile(r"(\+|\b00)\s?\d|\d(?:[\s()./-]{0,3}\d){6,}")
CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}|\d{2}:\d{2}-\d{2}:\d{2}")
NAMED = {
    # the paper's agreements and success stories
    "skywin": ("Skywin", "BE"),
    "aero-montreal": ("Aéro Montréal", "CA"),
    "aerospace-valley": ("Aerospace Valley", "FR"),
    "criaq": ("CRIAQ, Consortium for Research and Innovation in Aerospace in Québec", "CA"),
    "aviation-valley": ("Aviation Valley Association", "PL"),
    "creneau-marin-quebec": ("Créneau marin d’excellence (Québec)", "CA"),
    "aquimer": ("Aquimer", "FR"),
    "saint-hyacinthe-technopole": ("Saint-Hyacinthe Technopole", "CA"),
    "valorial": ("Valorial", "FR"),
    "alsace-biovalley": ("Alsace BioValley", "FR"),
    "medteq": ("MEDTEQ", "CA"),
    "eurometropole-strasbourg": ("Eurométropole de Strasbourg", "FR"),
    # International Cleantech Network
    "international-cleantech-network": ("International Cleantech Network", "DK"),
    "ecotech-quebec": ("Écotech Québec", "CA"),
    "tenerrdis": ("Tenerrdis", "FR"),
    "clean-tech-delta": ("Clean Tech Delta", "NL"),
    "greentech-south": ("Greentech South", "GB"),
    "green-tech-cluster": ("Green Tech Cluster (Austria)", "AT"),
    "clean-dk": ("CLEAN", "DK"),
    "renewable-energy-hamburg": ("Renewable Energy Hamburg", "DE"),
    "tweed": ("TWEED", "BE"),
    "sustainable-business-hub": ("Sustainable Business Hub", "SE"),
    # New Frontiers in Food, AdPack
    "wagralim": ("Wagralim", "BE"),
    "vitagora": ("Vitagora", "FR"),
    "food-valley": ("Food Valley", "NL"),
    "nanoprogress": ("Nanoprogress", "CZ"),
    "packbridge": ("Packbridge", "SE"),
    "plastiwin": ("Plastiwin", "BE"),
    "inovcluster": ("InovCluster", "PT"),
    # bioXclusters plus, LASER-GO
    "biopmed": ("bioPmed", "IT"),
    "biocat": ("Biocat", "ES"),
    "biom": ("BioM Biotech Cluster Development GmbH", "DE"),
    "lyonbiopole": ("Lyonbiopôle", "FR"),
    "optence": ("Optence e.V., Kompetenznetz Optische Technologien Hessen/Rheinland-Pfalz", "DE"),
    "opticsvalley": ("Opticsvalley", "FR"),
    "human-technology-styria": ("Human.technology Styria GmbH", "AT"),
    "litek": ("LITEK", "LT"),
    # REINA PLUS
    "oekoenergie-cluster": ("Oekoenergie-Cluster", "AT"),
    "basque-energy-cluster": ("Basque Energy Cluster", "ES"),
    "merinova": ("Oy Merinova Ab", "FI"),
    "energyin": ("EnergyIN, Competitiveness and Technology Cluster for Energy", "PT"),
    # EACP ABROAD
    "eacp": ("European Aerospace Cluster Partnership (EACP)", "DE"),
    "aerospace-cluster-auvergne-rhone-alpes": ("Aerospace Cluster Auvergne-Rhône-Alpes", "FR"),
    "eskisehir-chamber-of-industry": ("Eskişehir Chamber of Industry", "TR"),
    "hegan": ("HEGAN, Basque Aerospace Cluster", "ES"),
    "hamburg-aviation": ("Hamburg Aviation e.V.", "DE"),
    "niedersachsen-aviation": ("Niedersachsen Aviation", "DE"),
    "aera": ("AERA, Asociación Aeronáutica Aragonesa", "ES"),
    # MobiGoIn
    "baden-wuerttemberg-connected": ("Baden-Württemberg: Connected e.V.", "DE"),
    "moveo": ("Mov’eo", "FR"),
    "torino-wireless": ("Fondazione Torino Wireless", "IT"),
    "media-evolution": ("Media Evolution Southern Sweden", "SE"),
    # the page's Canadian clusters, the support networks and the public bodies
    "toronto-waterloo-corridor": ("Toronto Waterloo Corridor", "CA"),
    "ontario-aerospace-council": ("Ontario Aerospace Council", "CA"),
    "toronto-human-health-sciences": ("Toronto region’s Human Health & Sciences cluster", "CA"),
    "montreal-metropolitan-clusters": ("Montréal’s Metropolitan clusters", "CA"),
    "institute-competitiveness-prosperity": ("Institute for Competitiveness & Prosperity", "CA"),
    "een-canada-mississauga": ("Enterprise Europe Network contact point, Mississauga", "CA"),
    "een-canada-montreal": ("Enterprise Europe Network contact point, Montréal", "CA"),
    "een-canada-ottawa": ("Enterprise Europe Network contact point, Ottawa", "CA"),
    "een-canada-vancouver": ("Enterprise Europe Network contact point, Vancouver", "CA"),
    "enterprise-canada-network": ("Enterprise Canada Network", "CA"),
    "innovation-canada": ("Innovation Canada", "CA"),
    "eu-delegation-canada": ("Delegation of the European Union to Canada", "CA"),
    "mission-canada-eu": ("Mission of Canada to the European Union", "BE"),
    "dg-growth": (
        "European Commission, Directorate-General for Internal Market, Industry, Entrepreneurship and SMEs (DG GROWTH)",
        "BE",
    ),
    "easme": ("Executive Agency for Small and Medium-sized Enterprises (EASME)", "BE"),
    "awex": ("AWEX, Walloon Export and Foreign Investment Agency", "BE"),
}


def load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def strings(value: Any) -> list[str]:
    """Every text in a file's values, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return []


SECTORS: list[dict[str, Any]] = load("sectors")["sectors"]
CODES = {sector["code"] for sector in SECTORS}
LISTED: list[dict[str, Any]] = load("organisations")["organisations"]
SMES: list[dict[str, Any]] = load("demo_smes")["organisations"]
EVENTS: list[dict[str, Any]] = load("events")["events"]
DEMO: dict[str, Any] = load("demo_event")
TERRITORIES = {str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))} - {
    "EU",
    "UN",
    "ZZ",
}


def test_sector_codes_are_unique_slugs_in_stable_order() -> None:
    codes: list[str] = [sector["code"] for sector in SECTORS]
    assert codes == sorted(set(codes))
    assert [code for code in codes if not SLUG.fullmatch(code)] == []


def test_sectors_carry_both_names_and_codes_of_both_classifications() -> None:
    for sector in SECTORS:
        assert list(sector) == ["code", "name_en", "name_fr", "nace", "naics", "emerging_industry", "market"]
        assert sector["name_en"], sector["code"]
        assert sector["name_fr"], sector["code"]
        assert sector["nace"], sector["code"]
        assert sector["naics"], sector["code"]
        assert [c for c in sector["nace"] if not re.fullmatch(r"\d{2}(\.\d{1,2})?", c)] == []
        assert [c for c in sector["naics"] if not re.fullmatch(r"\d{3,6}", c)] == []


def test_sectors_cover_the_ten_emerging_industries() -> None:
    assert {s["emerging_industry"] for s in SECTORS} - {None} == EMERGING_INDUSTRIES


def test_sectors_include_those_the_eccp_page_writes_for_partnerships() -> None:
    names = {s["code"]: s["name_en"].lower() for s in SECTORS}
    assert {
        "downstream-chemicals": "downstream chemical products",
        "logistics": "transportation and logistics",
        "lighting-electrical": "lighting and electrical equipment",
        "production-technology": "production technology and heavy machinery",
        "food-processing": "food processing and manufacturing",
        "electric-power": "electric power generation and transmission",
        "biopharmaceuticals": "biopharmaceuticals",
        "packaging": "paper and packaging",
        "instruments": "information technology and analytical instruments",
    }.items() <= names.items()


def test_organisations_named_in_the_documents_are_all_listed_and_no_other() -> None:
    assert {o["slug"]: (o["name"], o["country"]) for o in LISTED} == NAMED


def test_organisation_slugs_are_unique_across_files_and_ordered() -> None:
    slugs: list[str] = [o["slug"] for o in LISTED]
    invented: list[str] = [o["slug"] for o in SMES]
    assert slugs == sorted(slugs)
    assert invented == sorted(invented)
    assert [s for s, n in Counter(slugs + invented).items() if n > 1 or not SLUG.fullmatch(s)] == []


@pytest.mark.parametrize("organisation", LISTED + SMES, ids=lambda o: o["slug"])
def test_organisation_is_complete_and_uses_known_words(organisation: dict[str, Any]) -> None:
    extra = ["size", "year"] if organisation in SMES else []
    assert list(organisation) == ORGANISATION_KEYS + extra
    assert organisation["kind"] in ORGANISATION_KINDS
    assert organisation["country"] in TERRITORIES
    assert organisation["sectors"]
    assert len(set(organisation["sectors"])) == len(organisation["sectors"])
    assert set(organisation["sectors"]) <= CODES
    assert organisation["target_countries"] == sorted(set(organisation["target_countries"]))
    assert set(organisation["target_countries"]) <= TERRITORIES
    assert organisation["description"].endswith(".")
    assert organisation["website"] is None or re.match(r"https?://\S+$", organisation["website"])
    assert organisation["founded"] is None or 1900 < organisation["founded"] <= 2017


@pytest.mark.parametrize("organisation", LISTED + SMES, ids=lambda o: o["slug"])
def test_organisation_offers_and_seeks_in_its_own_sectors(organisation: dict[str, Any]) -> None:
    assert 1 <= len(organisation["offers"]) <= 2
    assert 1 <= len(organisation["seeks"]) <= 2
    assert {listing["kind"] for listing in organisation["offers"]} <= OFFERS
    assert {listing["kind"] for listing in organisation["seeks"]} <= REQUESTS
    listings = organisation["offers"] + organisation["seeks"]
    assert {listing["sector"] for listing in listings} <= set(organisation["sectors"])
    assert all(listing["title"] for listing in listings)


def test_listed_organisations_name_their_source_and_no_sme_is_among_them() -> None:
    for organisation in LISTED:
        source = organisation["source"]
        assert list(source) == ["document", "url", "section"]
        assert source["document"] in {PAGE, PAPER}, organisation["slug"]
        assert source["section"], organisation["slug"]
        assert organisation["kind"] != "sme"


def test_countries_the_paper_gets_wrong_are_corrected_with_a_note() -> None:
    notes = {o["slug"]: (o["country"], o["note"]) for o in LISTED}
    assert notes["optence"] == (
        "DE",
        "The paper gives Austria (AT); Hesse and Rhineland-Palatinate are in Germany.",
    )
    assert notes["merinova"] == ("FI", "The paper gives “FL”; Merinova is Finnish (FI).")


def test_stated_figures_are_those_of_the_documents() -> None:
    members = {o["slug"]: o["members"] for o in LISTED if o["members"]}
    assert members == {
        "alsace-biovalley": {"total": 155, "sme": 94},
        "international-cleantech-network": {"total": 18, "sme": None},
    }
    founded = {o["slug"]: o["founded"] for o in LISTED}
    stated = ("skywin", "aero-montreal", "alsace-biovalley", "medteq", "international-cleantech-network")
    assert [founded[slug] for slug in stated] == [2006, 2006, 2005, 2012, 2009]


def test_target_countries_are_those_of_the_stated_partnerships() -> None:
    targets = {o["slug"]: o["target_countries"] for o in LISTED}
    assert targets["wagralim"] == ["BR", "CA", "CN", "JP", "KR", "TH", "TW", "US"]
    assert targets["packbridge"] == ["BR", "CA", "CN", "JP", "US"]
    assert targets["biocat"] == ["AU", "BR", "CA", "CN", "JP", "KR", "US"]
    assert targets["optence"] == ["CA", "MY", "SG", "US", "ZA"]
    assert targets["merinova"] == ["BR", "CA", "CL", "CO", "DZ", "MA", "MX", "TN", "US"]
    assert targets["hegan"] == ["AE", "BR", "CA", "JP", "MX", "US"]
    assert targets["moveo"] == ["CA", "CN", "MY", "SG", "US"]


def test_no_profile_tells_of_the_agreements_that_the_bench_hides() -> None:
    """Of those whose targets only an agreement or network would tell, none are stated."""
    listed = {o["slug"]: o for o in LISTED}
    named = [one for one in LISTED if one["country"] == "CA" and one["kind"] == "cluster"]
    untold = ("skywin", "aviation-valley", "aquimer", "alsace-biovalley", "tenerrdis", "tweed", "clean-dk")
    assert [o["slug"] for o in (*named, *(listed[slug] for slug in untold)) if o["target_countries"]] == []
    for agreement in load("agreements")["agreements"]:
        for one in agreement["parties"]:
            said = " ".join(strings({key: listed[one][key] for key in ("description", "offers", "seeks")})).lower()
            others = [listed[other]["name"].lower() for other in agreement["parties"] if other not in (one, "clean-dk")]
            assert [name for name in others if name in said] == [], one  # CLEAN is a word of its own


def test_invented_smes_say_so_and_have_addresses_that_cannot_exist() -> None:
    assert len(SMES) == 6
    for sme in SMES:
        assert re.fullmatch(r"Demo: .+ \(invented\)", sme["name"])
        assert sme["slug"].startswith("demo-")
        assert sme["kind"] == "sme"
        assert re.fullmatch(r"https://[a-z-]+\.example", sme["website"])
        assert sme["source"] == {"document": "Invented for the demonstration", "url": None, "section": None}
        assert sme["size"] in {"micro", "small", "medium"}
        assert sme["year"] == sme["founded"]


def test_events_are_the_four_of_the_eccp_page() -> None:
    facts = [(e["start"], e["name"], e["audiences"], e["type"]) for e in EVENTS]
    assert facts == [
        ("2016-07-17T10:00", "World Investment Forum 2016", ["large_audience"], "conference"),
        (
            "2016-09-27T09:00",
            (
                "3rd Atlantic Stakeholder Platform Conference promoting entrepreneurship and innovation"
                " in the Atlantic Area"
            ),
            ["cluster_managers", "large_audience", "project_coordinators", "sme"],
            "conference",
        ),
        (
            "2017-04-27T16:00",
            'Information event: "Cooperation with USA & Canada"',
            ["cluster_managers", "sme"],
            "matchmaking",
        ),
        (
            "2017-10-03T09:15",
            "Business Connection Forum Albany 2017",
            ["cluster_managers", "sme"],
            "matchmaking",
        ),
    ]
    weekdays = [datetime.fromisoformat(e["start"]).strftime("%A") for e in EVENTS]
    assert weekdays == ["Sunday", "Tuesday", "Thursday", "Tuesday"]


def test_events_invent_nothing_the_page_leaves_open() -> None:
    for event in EVENTS:
        assert (event["end"], event["place"], event["mode"], event["sectors"]) == (None, None, None, [])
        assert event["countries"] == ["CA"]
        assert event["source"]["document"] == PAGE
        assert event["time_zone"] == "Europe/Brussels"
        assert event["note"].startswith("The page states no time zone; Europe/Brussels is assumed.")


def test_demo_event_is_two_days_from_a_wednesday_in_montreal() -> None:
    event = DEMO["event"]
    grid = {
        key: event[key]
        for key in (
            "time_zone",
            "first_weekday",
            "days",
            "day_start",
            "day_end",
            "slot_minutes",
            "gap_minutes",
            "lunch_start",
            "lunch_end",
        )
    }
    assert grid == {
        "time_zone": "America/Toronto",
        "first_weekday": "wednesday",
        "days": 2,
        "day_start": "09:00",
        "day_end": "17:00",
        "slot_minutes": 20,
        "gap_minutes": 5,
        "lunch_start": "12:30",
        "lunch_end": "13:30",
    }
    assert (event["type"], event["audiences"]) == ("matchmaking", ["cluster_managers", "sme"])
    assert set(event["sectors"]) <= CODES
    assert event["days_from_today"] >= 60
    assert "demonstration" in event["programme"]
    assert "will not take place" in event["summary"]


def test_demo_participants_are_organisations_with_roles_and_example_addresses() -> None:
    participants = DEMO["participants"]
    slugs = [p["organisation"] for p in participants]
    assert slugs == sorted(set(slugs))
    assert set(slugs) <= {o["slug"] for o in LISTED + SMES}
    assert 48 <= len([s for s in slugs if not s.startswith("demo-")]) <= 56
    emails = [p["email"] for p in participants]
    assert len(set(emails)) == len(emails)
    for participant in participants:
        assert re.fullmatch(r"[a-z]+@[a-z-]+\.example", participant["email"])
        assert participant["role"] in {
            "International relations",
            "Cluster cooperation",
            "Partnerships",
            "Business development",
            "Contact point",
            "Research cooperation",
            "Export sales",
        }
        assert participant["language"] in {"en", "fr"}
        assert ZoneInfo(participant["time_zone"])
        assert [p for p in participant["unavailable"] if not UNAVAILABLE.fullmatch(p)] == []


def test_demo_requests_join_two_participants_and_no_pair_twice() -> None:
    requests = DEMO["requests"]
    assert 280 <= len(requests) <= 340
    slugs = {p["organisation"] for p in DEMO["participants"]}
    pairs = [frozenset((r["from"], r["to"])) for r in requests]
    assert set().union(*pairs) == slugs
    assert {len(pair) for pair in pairs} == {2}
    assert [sorted(pair) for pair, n in Counter(pairs).items() if n > 1] == []
    assert {r["priority"] for r in requests} == {"must", "high", "normal"}
    assert {r["answer"] for r in requests} == {"accepted", "pending", "declined"}
    assert all(20 <= len(r["message"]) <= 250 for r in requests)


def test_demo_requests_of_highest_priority_are_the_stated_agreements() -> None:
    must = {(r["from"], r["to"]) for r in DEMO["requests"] if r["priority"] == "must"}
    assert must == {
        ("aerospace-valley", "aero-montreal"),
        ("aerospace-valley", "criaq"),
        ("skywin", "aero-montreal"),
        ("skywin", "criaq"),
        ("aviation-valley", "aero-montreal"),
        ("aquimer", "creneau-marin-quebec"),
        ("valorial", "saint-hyacinthe-technopole"),
        ("alsace-biovalley", "medteq"),
    }


def test_demo_requests_are_mostly_accepted_and_mostly_cross_the_atlantic() -> None:
    requests = DEMO["requests"]
    country = {o["slug"]: o["country"] for o in LISTED + SMES}
    accepted = sum(r["answer"] == "accepted" for r in requests)
    crossing = sum((country[r["from"]] == "CA") != (country[r["to"]] == "CA") for r in requests)
    assert 0.75 <= accepted / len(requests) <= 0.85
    assert crossing / len(requests) > 0.9


def slots() -> list[tuple[int, str, str]]:
    """(day, start, end) of the demo event's slots, laid out as its grid says: 16 a day."""
    event = DEMO["event"]
    length = timedelta(minutes=event["slot_minutes"])
    step = length + timedelta(minutes=event["gap_minutes"])
    found = []
    for day in range(1, event["days"] + 1):
        for start, end in ((event["day_start"], event["lunch_start"]), (event["lunch_end"], event["day_end"])):
            moment = datetime.fromisoformat(f"2000-01-01T{start}")
            until = datetime.fromisoformat(f"2000-01-01T{end}")
            while moment + length <= until:
                found.append((day, f"{moment:%H:%M}", f"{moment + length:%H:%M}"))
                moment += step
    return found


def blocks(pattern: str, slot: tuple[int, str, str]) -> bool:
    day, start, end = slot
    on, _, part = pattern.partition("-")
    if on != f"day{day}":
        return False
    word, _, clock = part.partition("-")
    lunch_start: str = DEMO["event"]["lunch_start"]
    lunch_end: str = DEMO["event"]["lunch_end"]
    return {
        "": True,
        "morning": end <= lunch_start,
        "afternoon": start >= lunch_end,
        "before": start < clock,
        "after": end > clock,
    }[word]


@pytest.mark.parametrize("slug", ["aero-montreal", "criaq", "ecotech-quebec", "medteq"])
def test_demo_participants_in_demand_have_more_accepted_requests_than_slots(slug: str) -> None:
    unavailable = next(p["unavailable"] for p in DEMO["participants"] if p["organisation"] == slug)
    free = [slot for slot in slots() if not any(blocks(pattern, slot) for pattern in unavailable)]
    accepted = [r for r in DEMO["requests"] if slug in (r["from"], r["to"]) and r["answer"] == "accepted"]
    assert len(slots()) == 32
    assert 0 < len(free) < len(accepted)


@pytest.mark.parametrize("name", FILES)
def test_file_holds_no_private_address_and_no_telephone_number(name: str) -> None:
    content = load(name)
    at = [text for text in strings(content) if "@" in text]
    assert [text for text in at if not (name == "demo_event" and text.endswith(".example"))] == []
    prose = [CLOCK.sub("", text) for text in strings(content) if not text.startswith("http")]
    assert [text for text in prose if PHONE.search(text)] == []
    people = "Praet|Legoll|Marcourt|Demotte|Marceau|Trudeau"
    assert [text for text in strings(content) if re.search(people, text) and not text.startswith("http")] == []


@pytest.mark.parametrize("number", ["+32 (0) 10 48.94.07.", "+33 (3) 90 40 5740", "514-555-0100", "03 90 40 57 40"])
def test_telephone_numbers_are_recognised_as_such(number: str) -> None:
    assert PHONE.search(number)


@pytest.mark.parametrize("name", FILES)
def test_file_is_indented_utf8_and_says_what_it_is(name: str) -> None:
    text = (DATA / f"{name}.json").read_text(encoding="utf-8")
    content = json.loads(text)
    assert text == json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    assert content["about"].endswith(".")
