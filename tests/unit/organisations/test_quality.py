from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from matchmaking.organisations.models import ListingKind, OrganisationKind, SizeBand
from matchmaking.organisations.profile import ClusterFacts, Listing, Profile
from matchmaking.organisations.quality import checklist, gaps, lost

SME, CLUSTER = OrganisationKind.SME, OrganisationKind.CLUSTER
EVERYBODY = Profile(
    "Skywin",
    "BE",
    city="Namur",
    website="https://skywin.be",
    description="Makes wings.",
    sectors=("aerospace",),
    listings=(Listing(ListingKind.BUSINESS_OFFER, "Wings"),),
)
ENOUGH = ClusterFacts(members_sme=14, members_research=1, staff=0.5, website_in_english=True)


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def cluster(facts: ClusterFacts = ENOUGH, website: str = "https://skywin.be") -> Profile:
    return replace(EVERYBODY, cluster=facts, website=website)


def fields(profile: Profile, kind: OrganisationKind) -> list[str]:
    return [gap.field for gap in gaps(profile, kind)]


def test_a_cluster_that_just_reaches_all_four_lacks_nothing() -> None:
    assert gaps(cluster(), CLUSTER) == []


@pytest.mark.parametrize(
    ("facts", "website", "missing"),
    [
        (replace(ENOUGH, staff=0.4), "https://skywin.be", ["staff"]),
        (replace(ENOUGH, staff=None), "https://skywin.be", ["staff"]),
        (replace(ENOUGH, members_sme=13), "https://skywin.be", ["members_sme"]),
        (replace(ENOUGH, members_sme=15, members_research=0), "https://skywin.be", ["members_large"]),
        (replace(ENOUGH, website_in_english=False), "https://skywin.be", ["website_in_english"]),
        (ENOUGH, "", ["website"]),
        (ClusterFacts(), "", ["website", "members_sme", "members_large", "staff"]),
    ],
)
def test_a_cluster_is_asked_for_each_of_the_four(facts: ClusterFacts, website: str, missing: list[str]) -> None:
    assert fields(cluster(facts, website), CLUSTER) == missing


def test_official_recognition_makes_up_for_the_four_and_for_nothing_else() -> None:
    recognised = ClusterFacts(recognised_by="Pôles de compétitivité")

    assert gaps(cluster(recognised, ""), CLUSTER) == []
    assert fields(replace(cluster(recognised), city=""), CLUSTER) == ["city"]
    assert checklist(cluster(recognised), CLUSTER).leans_on_recognition
    assert not checklist(cluster(replace(ENOUGH, recognised_by="A label")), CLUSTER).leans_on_recognition


def test_an_sme_has_a_short_list_and_the_others_theirs() -> None:
    empty = Profile("Skywin", "BE")

    assert fields(empty, SME) == ["city", "size", "description", "sectors", "offers"]
    assert fields(empty, OrganisationKind.INVESTOR) == ["city", "description", "sectors", "offers"]
    assert gaps(replace(EVERYBODY, size=SizeBand.SMALL), SME) == []


def test_the_checklist_counts_what_is_reached() -> None:
    found = {one.label: (one.reached, one.needed) for one in checklist(cluster(), CLUSTER).of_cluster}

    assert found == {
        "Website in English": (None, None),
        "Members": (15, 15),
        "Kinds of members": (2, 2),
        "Full-time staff": (0.5, 0.5),
    }


def test_a_public_profile_may_lack_what_it_lacked_and_lose_nothing() -> None:
    before = cluster(replace(ENOUGH, members_sme=3), "")

    assert lost(before, cluster(replace(ENOUGH, members_sme=2, website_in_english=False)), CLUSTER) == []
    assert [gap.field for gap in lost(before, cluster(replace(ENOUGH, staff=0.1)), CLUSTER)] == ["staff"]
    assert [gap.field for gap in lost(cluster(), cluster(ENOUGH, ""), CLUSTER)] == ["website"]


def test_a_recognition_that_is_taken_back_no_longer_makes_up() -> None:
    recognised = ClusterFacts(recognised_by="A label", staff=1.0)

    fallen = lost(cluster(recognised), cluster(replace(recognised, recognised_by="")), CLUSTER)

    assert [gap.field for gap in fallen] == ["website_in_english", "members_sme", "members_large"]
