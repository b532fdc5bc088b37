"""What the open data gives out, an import takes in: here it changes nothing, elsewhere it is compared."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.db import session
from matchmaking.organisations.linking.models import ImportRow, Verdict
from matchmaking.organisations.models import (
    ClusterProfile,
    ListingKind,
    OrganisationKind,
    ProfileListing,
    Sector,
    SizeBand,
)
from matchmaking.organisations.services.searching import refresh
from tests import factories
from tests.functional.organisations.linking import scenes
from tests.functional.organisations.linking.conftest import Scene


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonld"])
def test_an_export_is_an_import_that_changes_nothing_here_and_is_whole_elsewhere(
    client: FlaskClient, scene: Scene, form: str
) -> None:
    sky = factories.organisation(
        "=Sky, “Wings”",
        kind=OrganisationKind.CLUSTER,
        city="Liège",
        website="https://sky.example.org",
        description="Makes wings.\n\nAnd tails.",
        founded_year=2006,
        target_countries=["CA", "JP"],
        sectors=[session().get_one(Sector, "aerospace")],
        listings=[ProfileListing(kind=ListingKind.TECHNOLOGY_OFFER, title="Light wings")],
        cluster=ClusterProfile(members_sme=12, staff=2.5),
    )
    factories.organisation("Kite", city="Mons", size=SizeBand.SMALL)
    refresh(sky)
    session().commit()
    file = client.get(f"/data/organisations.{form}").data

    scenes.send(client, file, name=f"organisations.{form}")

    batch = scenes.newest()
    assert batch.counts == {"unchanged": 3}
    rows = session().scalars(sa.select(ImportRow).where(ImportRow.batch_id == batch.id))
    assert [(row.changes, row.kept) for row in rows] == [([], [])] * 3
    elsewhere = file.replace(b"http://localhost/", b"https://other.example/") if form != "xlsx" else b""
    if elsewhere:
        scenes.send(client, elsewhere, name=f"organisations.{form}", source="Elsewhere")
        batch = scenes.newest()
        assert batch.counts == {Verdict.DOUBTFUL.value: 3}  # the same names in the same towns: a person decides
