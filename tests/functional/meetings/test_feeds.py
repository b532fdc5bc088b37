"""Calendars of meetings, read back by two parsers that are not ours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import vobject
from flask.testing import FlaskClient
from icalendar import Calendar

from matchmaking.db import session, transaction
from matchmaking.meetings import agenda
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.plan_application import Placement, apply_plan
from matchmaking.web.clock import current_time
from tests import factories
from tests.functional.registrations.scenes import Scene


def plan(scene: Scene, *placements: Placement, now: datetime) -> None:
    with transaction():
        apply_plan(scene.event, placements, actor=scene.alice, now=now, batch="plan:1")


@pytest.fixture
def meeting(scene: Scene) -> Meeting:
    """Bob meets Dana at table 2, first thing."""
    request = factories.request(scene.of_bob, scene.of_dana)
    plan(scene, (request.id, scene.slots[0].id, scene.tables[1].id), now=current_time() - timedelta(minutes=5))
    return session().scalars(sa.select(Meeting)).one()


def feed_of(scene: Scene) -> str:
    return f"/calendar/{scene.bob.id}/{scene.bob.feed_token}.ics"


def test_the_feed_needs_no_sign_in_and_is_read_by_both_parsers(
    client: FlaskClient, scene: Scene, meeting: Meeting
) -> None:
    answer = client.get(feed_of(scene))
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(answer.data)
    (entry,) = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(entry["UID"])) == ("PUBLISH", f"{meeting.uid}@localhost")
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (scene.slots[0].starts_at, scene.slots[0].ends_at)
    assert str(entry["LOCATION"]) == "Table 2, Montréal"
    assert "ATTENDEE" not in entry
    other = vobject.readOne(answer.text).vevent
    assert other.summary.value == "Meeting with Aéro Nord"
    assert other.dtstart.value == scene.slots[0].starts_at
    assert "10:00-10:20 (Montréal), 15:00 in Brussels" in other.description.value


def test_the_feed_covers_all_events(client: FlaskClient, scene: Scene, meeting: Meeting) -> None:
    elsewhere = factories.event("Elsewhere", organiser=scene.alice)
    (slot,), (table,) = factories.slots(elsewhere, 1), factories.tables(elsewhere, 1)
    there = factories.request(
        factories.registration(elsewhere, scene.bob, scene.of_bob.organisation), factories.registration(elsewhere)
    )
    with transaction():
        apply_plan(elsewhere, [(there.id, slot.id, table.id)], actor=scene.alice, now=factories.NOW, batch="plan:2")
    assert len(Calendar.from_ical(client.get(feed_of(scene)).data).walk("VEVENT")) == 2


def test_a_wrong_token_and_a_wrong_person_are_not_found(client: FlaskClient, scene: Scene, meeting: Meeting) -> None:
    urls = [
        f"/calendar/{scene.bob.id}/wrong.ics",
        f"/calendar/{scene.bob.id}/é.ics",
        f"/calendar/{scene.bob.id}/{scene.dana.feed_token}.ics",
        f"/calendar/{scene.dana.id}/{scene.bob.feed_token}.ics",
        "/calendar/987654321/-.ics",
    ]
    assert [client.get(url).status_code for url in urls] == [404] * len(urls)


def test_a_closed_account_has_no_feed(client: FlaskClient, scene: Scene) -> None:
    scene.bob.active = False
    session().commit()
    assert client.get(feed_of(scene)).status_code == 404


def test_an_unchanged_feed_is_not_sent_again(client: FlaskClient, scene: Scene, meeting: Meeting) -> None:
    first = client.get(feed_of(scene))
    again = client.get(feed_of(scene), headers={"If-None-Match": first.headers["ETag"]})
    since = client.get(feed_of(scene), headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (again.status_code, again.data, since.status_code) == (304, b"", 304)
    plan(scene, now=current_time())
    changed = client.get(feed_of(scene), headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_cancelled_meeting_stays_two_weeks_in_the_feed(client: FlaskClient, scene: Scene, meeting: Meeting) -> None:
    plan(scene, now=current_time() - timedelta(days=13))
    (entry,) = Calendar.from_ical(client.get(feed_of(scene)).data).walk("VEVENT")
    assert (str(entry["STATUS"]), entry.decoded("SEQUENCE")) == ("CANCELLED", 1)
    meeting.changed_at = current_time() - timedelta(days=14, minutes=1)
    session().commit()
    assert Calendar.from_ical(client.get(feed_of(scene)).data).walk("VEVENT") == []


def test_the_invitation_and_the_feed_carry_the_same_uid(client: FlaskClient, scene: Scene, meeting: Meeting) -> None:
    from tests.functional.registrations.scenes import mails  # noqa: PLC0415 -- used here alone

    (mail,) = mails(scene.bob)
    invited = Calendar.from_ical(mail.calendar or "").walk("VEVENT")[0]["UID"]
    published = Calendar.from_ical(client.get(feed_of(scene)).data).walk("VEVENT")[0]["UID"]
    assert invited == published


def test_one_meeting_as_a_file_is_for_its_people_alone(client: FlaskClient, scene: Scene, meeting: Meeting) -> None:
    url = f"/meetings/{meeting.uid}.ics"
    erin = factories.registration(scene.event).person
    people = (scene.bob, scene.dana, scene.alice, scene.charlie, erin)
    assert [factories.sign_in(client, who).get(url).status_code for who in people] == [200, 200, 404, 404, 404]
    entry = vobject.readOne(factories.sign_in(client, scene.dana).get(url).text).vevent
    assert entry.summary.value == "Meeting with Skywin"


def test_the_agenda_as_a_file_has_the_events_meetings(client: FlaskClient, scene: Scene, meeting: Meeting) -> None:
    answer = factories.sign_in(client, scene.bob).get(f"/events/{scene.event.slug}/agenda.ics")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{scene.event.slug}.ics"'
    assert [str(entry["UID"]) for entry in Calendar.from_ical(answer.data).walk("VEVENT")] == [
        f"{meeting.uid}@localhost"
    ]


def test_where_there_are_more_meetings_than_a_calendar_takes_the_latest_are_there(scene: Scene) -> None:
    requests = [
        factories.request(scene.of_bob, scene.of_dana),
        factories.request(scene.of_bob, factories.registration(scene.event)),
        factories.request(scene.of_bob, factories.registration(scene.event)),
    ]
    placements = [(asked.id, slot.id, scene.tables[0].id) for asked, slot in zip(requests, scene.slots, strict=False)]
    plan(scene, *placements, now=current_time())

    latest = agenda.meetings_of(scene.bob, most=2)

    assert [meeting.request_id for meeting, _own in latest] == [one.id for one in requests[1:]]
