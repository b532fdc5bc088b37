"""Clusters for the tests of the map, and what its pages show."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient

from matchmaking.organisations.models import ClusterProfile, Organisation, OrganisationKind
from tests import factories

NAMES = re.compile(r'class="event-name stack-head"><a href="/organisations/[^"]+">([^<]+)</a>')
LABELS = re.compile(r'class="map-place[^"]*" aria-label="([^"]+)"')
LEADS = re.compile(r'<a href="([^"]+)" class="map-place[^"]*" aria-label="([^"]+)"')


def cluster(name: str, **values: Any) -> Organisation:
    """A published cluster in Belgium; `members` of it are SMEs, or not known."""
    members = values.pop("members", None)
    values = {"kind": OrganisationKind.CLUSTER} | values
    profile = None if members is None else ClusterProfile(members_sme=members)
    return factories.organisation(name, cluster=profile, **values)


def names(client: FlaskClient, query: str = "") -> list[str]:
    """Who is in the list beside the map."""
    answer = client.get(f"/map{query}")
    assert answer.status_code == 200
    return [unescape(name) for name in NAMES.findall(answer.text)]


def circles(client: FlaskClient, query: str = "") -> list[str]:
    """What the circles say."""
    return sorted(unescape(label) for label in LABELS.findall(client.get(f"/map{query}").text))


def leads(client: FlaskClient, query: str = "") -> dict[str, str]:
    """Where each circle leads."""
    found = LEADS.findall(client.get(f"/map{query}").text)
    return {unescape(label): unescape(href) for href, label in found}
