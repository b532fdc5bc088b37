from __future__ import annotations

from datetime import UTC, datetime

from flask.testing import FlaskClient

from matchmaking.db import session
from matchmaking.demo.records import records
from matchmaking.events import services
from matchmaking.events.models import Event
from tests.functional.events.scenes import names

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def test_the_four_events_of_the_public_page_are_stored_once_with_their_source(client: FlaskClient) -> None:
    listed = records("events")["events"]

    new = [services.import_listed(listed, now=NOW) for _ in range(2)]

    assert new == [4, 0]
    assert names(client.get("/?when=past")) == [
        "Business Connection Forum Albany 2017",
        "Information event: &#34;Cooperation with USA &amp; Canada&#34;",
        "3rd Atlantic Stakeholder Platform Conference promoting entrepreneurship and innovation in the Atlantic Area",
        "World Investment Forum 2016",
    ]
    assert [
        (event.starts_at, event.ends_at, event.type, event.audiences, event.source_document)
        for event in session().query(Event).order_by(Event.starts_at)
    ] == [
        (datetime(2016, 7, 17, 8, 0, tzinfo=UTC), None, "conference", ["large_audience"], "ECCP page on Canada (2017)"),
        (
            datetime(2016, 9, 27, 7, 0, tzinfo=UTC), None, "conference",
            ["cluster_managers", "large_audience", "project_coordinators", "sme"], "ECCP page on Canada (2017)",
        ),
        (
            datetime(2017, 4, 27, 14, 0, tzinfo=UTC), None, "matchmaking", ["cluster_managers", "sme"],
            "ECCP page on Canada (2017)",
        ),
        (
            datetime(2017, 10, 3, 7, 15, tzinfo=UTC), None, "matchmaking", ["cluster_managers", "sme"],
            "ECCP page on Canada (2017)",
        ),
    ]  # fmt: skip


def test_what_an_organiser_has_changed_is_left_as_it_is(client: FlaskClient) -> None:
    listed = records("events")["events"]
    services.import_listed(listed, now=NOW)
    event = session().query(Event).order_by(Event.id).first()
    assert event is not None
    event.city = "Nairobi"
    session().commit()

    services.import_listed(listed, now=NOW)

    assert event.city == "Nairobi"
