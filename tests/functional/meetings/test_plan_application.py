"""Making meetings equal to a plan: what is new, moved, dropped, reinstated and left alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from matchmaking.db import session, transaction
from matchmaking.errors import Conflict
from matchmaking.meetings.models import Attendance, Meeting, MeetingRequest, MeetingState, RequestState
from matchmaking.meetings.plan_application import Changes, Placement, apply_plan, preview_plan
from tests import factories
from tests.functional.registrations.scenes import NOW, Scene, mails


def apply(scene: Scene, *placements: Placement, batch: str = "plan:1") -> Changes:
    foreseen = preview_plan(scene.event, placements, now=NOW)
    with transaction():
        changes = apply_plan(scene.event, placements, actor=scene.alice, now=NOW, batch=batch)
    assert changes == foreseen
    return changes


def requests(scene: Scene) -> list[MeetingRequest]:
    """Two meetings of different people, and a third that crosses both."""
    others = [factories.registration(scene.event) for _ in range(2)]
    return [
        factories.request(scene.of_bob, scene.of_dana),
        factories.request(others[0], others[1]),
        factories.request(scene.of_bob, others[0]),
    ]


def rows(scene: Scene) -> dict[int, tuple[MeetingState, int, int | None, int]]:
    found: Iterable[Meeting] = session().scalars(sa.select(Meeting).where(Meeting.event_id == scene.event.id))
    return {
        meeting.request_id: (meeting.state, meeting.slot_id, meeting.table_id, meeting.sequence) for meeting in found
    }


def test_a_first_plan_makes_meetings_and_invites_both_sides_of_each(scene: Scene) -> None:
    one, two, _three = requests(scene)
    slot, (first, second) = scene.slots[0], scene.tables
    assert apply(scene, (one.id, slot.id, first.id), (two.id, slot.id, second.id)) == Changes(2, 0, 0, 0, 4)
    assert rows(scene) == {
        one.id: (MeetingState.SCHEDULED, slot.id, first.id, 0),
        two.id: (MeetingState.SCHEDULED, slot.id, second.id, 0),
    }
    assert [(mail.calendar_method, mail.batch) for mail in mails()] == [("REQUEST", "plan:1")] * 4


def test_the_same_plan_again_changes_nothing_and_tells_nobody(scene: Scene) -> None:
    one, two, _three = requests(scene)
    plan = [(one.id, scene.slots[0].id, scene.tables[0].id), (two.id, scene.slots[0].id, scene.tables[1].id)]
    apply(scene, *plan)
    before = len(mails())
    assert apply(scene, *plan, batch="plan:2") == Changes(0, 0, 0, 2, 0)
    assert len(mails()) == before


def test_meetings_can_change_places_with_each_other(scene: Scene) -> None:
    one, _two, three = requests(scene)  # both are Bob's
    early, late, table = scene.slots[0].id, scene.slots[1].id, scene.tables[0].id
    apply(scene, (one.id, early, table), (three.id, late, table))
    assert apply(scene, (one.id, late, table), (three.id, early, table), batch="plan:2") == Changes(0, 2, 0, 0, 3)
    assert rows(scene) == {
        one.id: (MeetingState.SCHEDULED, late, table, 1),
        three.id: (MeetingState.SCHEDULED, early, table, 1),
    }
    assert (
        session().scalars(sa.select(sa.func.lower(Attendance.during)).order_by(Attendance.meeting_id)).all()
        == [scene.slots[1].starts_at] * 2 + [scene.slots[0].starts_at] * 2
    )


def test_a_dropped_meeting_is_cancelled_and_rises_again_with_a_higher_sequence(scene: Scene) -> None:
    one, two, _three = requests(scene)
    keep = (two.id, scene.slots[0].id, scene.tables[1].id)
    place = (one.id, scene.slots[0].id, scene.tables[0].id)
    apply(scene, place, keep)
    assert apply(scene, keep, batch="plan:2") == Changes(0, 0, 1, 1, 2)
    assert rows(scene)[one.id][::3] == (MeetingState.CANCELLED, 1)
    assert apply(scene, place, keep, batch="plan:3") == Changes(0, 1, 0, 1, 2)
    assert rows(scene)[one.id][::3] == (MeetingState.SCHEDULED, 2)
    sent = [(mail.calendar_method, _sequence(mail.calendar)) for mail in mails(scene.dana)]
    assert sent == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
    assert len({_uid(mail.calendar) for mail in mails(scene.dana)}) == 1


def test_meetings_that_were_held_are_left_alone(scene: Scene) -> None:
    one, _two, _three = requests(scene)
    apply(scene, (one.id, scene.slots[0].id, scene.tables[0].id))
    session().execute(sa.update(Meeting).values(state=MeetingState.HELD))
    session().commit()
    assert apply(scene, (one.id, scene.slots[1].id, scene.tables[0].id), batch="plan:2") == Changes(0, 0, 0, 1, 0)


@pytest.mark.parametrize("state", [state for state in RequestState if state is not RequestState.ACCEPTED])
def test_a_request_that_is_not_accepted_any_more_stops_the_plan(scene: Scene, state: RequestState) -> None:
    request = factories.request(scene.of_bob, scene.of_dana, state=state)
    with pytest.raises(Conflict, match="has changed"):
        apply(scene, (request.id, scene.slots[0].id, scene.tables[0].id))


def test_a_slot_of_another_event_stops_the_plan(scene: Scene) -> None:
    one, _two, _three = requests(scene)
    (elsewhere,) = factories.slots(factories.event("Elsewhere"), 1)
    with pytest.raises(Conflict, match="has changed"):
        apply(scene, (one.id, elsewhere.id, scene.tables[0].id))


def test_a_plan_that_double_books_somebody_is_refused_by_the_database(scene: Scene) -> None:
    one, _two, three = requests(scene)
    with pytest.raises(Conflict, match="at the same time"), transaction():
        apply_plan(
            scene.event,
            [(one.id, scene.slots[0].id, scene.tables[0].id), (three.id, scene.slots[0].id, scene.tables[1].id)],
            actor=scene.alice,
            now=NOW,
            batch="plan:1",
        )
    assert (rows(scene), mails()) == ({}, [])


def test_somebody_busy_at_another_event_is_named(scene: Scene) -> None:
    other = factories.event("Aerospace Days", organiser=scene.alice, starts_at=scene.event.starts_at, ends_at=None)
    (slot,), (table,) = factories.slots(other, 1), factories.tables(other, 1)
    there = factories.request(
        factories.registration(other, scene.bob, scene.of_bob.organisation), factories.registration(other)
    )
    with transaction():
        apply_plan(other, [(there.id, slot.id, table.id)], actor=scene.alice, now=NOW, batch="plan:9")
    one, _two, _three = requests(scene)
    with pytest.raises(Conflict, match="Bob has a meeting at Aerospace Days at that time"), transaction():
        apply_plan(
            scene.event,
            [(one.id, scene.slots[0].id, scene.tables[0].id)],
            actor=scene.alice,
            now=NOW,
            batch="plan:1",
        )


def test_an_invitation_tells_all_in_its_body_and_its_calendar(scene: Scene) -> None:
    scene.event.venue = "Palais des congrès"
    session().commit()
    one, _two, _three = requests(scene)
    apply(scene, (one.id, scene.slots[0].id, scene.tables[1].id))
    (mail,) = mails(scene.bob)
    meeting = session().scalars(sa.select(Meeting)).one()
    when = "Tue 10 March 2099, 10:00-10:20 (Montréal), 15:00 in Brussels"
    assert mail.dedupe_key == f"meeting:{meeting.uid}:0:{scene.of_bob.id}:REQUEST"
    assert mail.subject == f"Meeting with Aéro Nord, {when}"
    for body in (mail.text, mail.html):
        for fact in (
            "Dana, Aéro Nord",
            when,
            "Table 2, Palais des congrès, Montréal",
            f"/events/{scene.event.slug}/agenda",
        ):
            assert fact in body
    assert mail.calendar is not None
    (entry,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert str(entry["UID"]) == f"{meeting.uid}@localhost"
    assert entry.decoded("DTSTART") == scene.slots[0].starts_at
    assert str(entry["ATTENDEE"]) == f"mailto:{scene.bob.email}"
    assert str(entry["ORGANIZER"]) == "mailto:events@matchmaking.example"
    assert str(entry["SUMMARY"]) == "Meeting with Aéro Nord"


def _sequence(calendar: str | None) -> int:
    (entry,) = Calendar.from_ical(calendar or "").walk("VEVENT")
    return int(entry.decoded("SEQUENCE"))


def _uid(calendar: str | None) -> str:
    (entry,) = Calendar.from_ical(calendar or "").walk("VEVENT")
    return str(entry["UID"])


def test_a_plan_leaves_meetings_that_have_begun_alone(scene: Scene) -> None:
    request = factories.request(scene.of_bob, scene.of_dana)
    first, *_, last = scene.slots
    apply(scene, (request.id, first.id, scene.tables[0].id))
    told = len(mails())
    begun = first.starts_at + timedelta(minutes=1)

    with transaction():
        dropped = apply_plan(scene.event, [], actor=scene.alice, now=begun, batch="plan:2")
    with transaction():
        moved = apply_plan(
            scene.event, [(request.id, last.id, scene.tables[0].id)], actor=scene.alice, now=begun, batch="plan:3"
        )

    (meeting,) = session().scalars(sa.select(Meeting))
    assert (meeting.state, meeting.slot_id, meeting.sequence) == (MeetingState.SCHEDULED, first.id, 0)
    assert (dropped.cancelled, moved.moved, len(mails())) == (0, 0, told)


def test_a_plan_with_a_meeting_at_a_time_that_has_passed_is_refused(scene: Scene) -> None:
    request = factories.request(scene.of_bob, scene.of_dana)
    placement = (request.id, scene.slots[0].id, scene.tables[0].id)
    with pytest.raises(Conflict, match="have passed meanwhile"), transaction():
        apply_plan(scene.event, [placement], actor=scene.alice, now=scene.slots[0].starts_at, batch="plan:1")
    assert list(session().scalars(sa.select(Meeting))) == []
