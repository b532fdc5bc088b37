from __future__ import annotations

import re

from flask.testing import FlaskClient

from matchmaking.organisations.models import ClusterProfile, OrganisationState
from tests import factories
from tests.functional.organisations.mapping.clusters import cluster
from tests.functional.queries import count_queries

HEADS = re.compile(r'<li class="card">\s*<h3><a href="/organisations/[^"]+">([^<]+)</a>')


def compared(client: FlaskClient, *slugs: str) -> tuple[int, list[str], str]:
    answer = client.get("/map/compare", query_string=[("slug", slug) for slug in slugs])
    return answer.status_code, HEADS.findall(answer.text), answer.text


def test_clusters_stand_side_by_side_with_what_they_share(client: FlaskClient) -> None:
    wings, space, cures = (factories.sector(code, name_en=code.title()) for code in ("wings", "space", "cures"))
    one = cluster("One", sectors=[wings, space], target_countries=["CA", "JP"])
    one.cluster = ClusterProfile(members_sme=94, members_other=61, staff=2.5)
    two = cluster("Two", sectors=[wings, cures], target_countries=["CA"], members=10)
    factories.store(one)

    _status, heads, page = compared(client, one.slug, two.slug)

    assert heads == ["One", "Two"]
    assert '<rect class="draw-value" width="100.0%"' in page  # 155 of 155
    assert '<rect class="draw-value" width="6.45%"' in page  # 10 of 155, on the same scale
    assert re.search(r'<th scope="row">Large companies</th><td><span class="note">not known', page)
    assert re.search(r'<th scope="row">Wings</th><td>.*?yes.*?</td><td>.*?yes', page, re.DOTALL)
    assert re.search(r"<dt>Only One</dt>\s*<dd>Space</dd>\s*<dt>Only Two</dt>\s*<dd>Cures</dd>", page)
    assert re.search(r'<th scope="row">Japan</th><td>.*?yes.*?</td><td><span class="note">no<', page, re.DOTALL)


def test_countries_stand_in_the_order_of_their_names(client: FlaskClient) -> None:
    one = cluster("One", target_countries=["DE", "CA", "AT", "CH"])

    page = client.get(f"/map/compare?slug={one.slug}").text
    french = client.get(f"/map/compare?slug={one.slug}", headers={"Accept-Language": "fr"}).text

    rows = re.compile(r'<th scope="row">(Allemagne|Austria|Autriche|Canada|Germany|Suisse|Switzerland)<')
    assert rows.findall(page) == ["Austria", "Canada", "Germany", "Switzerland"]
    assert rows.findall(french) == ["Allemagne", "Autriche", "Canada", "Suisse"]


def test_a_fifth_is_refused_with_a_sentence(client: FlaskClient) -> None:
    slugs = [cluster(f"Cluster {number}").slug for number in range(5)]

    assert compared(client, *slugs[:4])[:2] == (200, [f"Cluster {number}" for number in range(4)])
    status, heads, page = compared(client, *slugs)
    assert (status, heads) == (422, [f"Cluster {number}" for number in range(4)])
    assert "Up to 4 clusters can be compared. Not added: Cluster 4. Leave one out first." in page
    assert 'id="compare-q"' not in page


def test_only_published_clusters_are_compared_each_once(client: FlaskClient) -> None:
    skywin = cluster("Skywin")
    draft = cluster("Draft", state=OrganisationState.DRAFT)
    sme = factories.organisation("Wings")

    status, heads, page = compared(client, skywin.slug, skywin.slug, draft.slug, sme.slug, "nobody", "a\0b")

    assert (status, heads) == (200, ["Skywin"])
    assert "4 of those asked for are not clusters of this directory." in page
    assert "Draft" not in page


def test_clusters_are_added_by_a_search_and_left_out_by_a_link(client: FlaskClient) -> None:
    one, two = cluster("Aéro Nord"), cluster("Skywin")
    cluster("Hidden", state=OrganisationState.DRAFT)

    page = client.get(f"/map/compare?slug={two.slug}&q=aero").text

    assert f'href="/map/compare?slug={two.slug}&amp;slug={one.slug}"' in page
    assert '<a href="/map/compare">Leave out' in page
    assert "No other cluster has this" in client.get(f"/map/compare?slug={two.slug}&q=hidden").text
    assert "None chosen yet" in client.get("/map/compare").text


def test_ties_come_from_the_register(client: FlaskClient) -> None:
    one, two, three = cluster("One"), cluster("Two"), cluster("Three")
    factories.agreement(one, two)
    factories.agreement(one, factories.organisation("Else"))

    page = compared(client, one.slug, two.slug, three.slug)[2]

    assert "<li>One and Two: cooperation agreement</li>" in page
    row = re.search(r'<th scope="row">cooperation agreement</th>(.*?)</tr>', page, re.DOTALL)
    assert row is not None
    assert re.findall(r"</svg><span>(\d+)</span>", row[1]) == ["2", "1", "0"]
    assert "None of them has a tie" in compared(client, one.slug, three.slug)[2]


def test_comparing_three_asks_no_more_per_cluster_than_their_ties(client: FlaskClient) -> None:
    slugs = [cluster(f"Cluster {number}", members=number, sectors=[factories.sector()]).slug for number in range(3)]
    with count_queries() as one:
        compared(client, slugs[0])
    with count_queries() as three:
        compared(client, *slugs)

    assert three.count - one.count == 2
