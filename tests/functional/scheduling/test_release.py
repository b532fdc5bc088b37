"""A draft put in force: the rows, the mails, and what stands in the way."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.errors import Conflict
from matchmaking.events.models import Event, EventState
from matchmaking.mail.models import MailState, OutboxMail
from matchmaking.mail.queries import states
from matchmaking.meetings.models import Attendance, Meeting, MeetingState, RequestState
from matchmaking.meetings.plan_application import Changes
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.execution import execute_run
from matchmaking.scheduling.models import Plan, PlanState
from tests import factories
from tests.functional.scheduling.scenes import NOW, Scene, at_once, audited, clock, count, later, make_scene


def test_a_release_schedules_the_plans_meetings_and_queues_an_invitation_to_each_side(scene: Scene) -> None:
    plan = scene.draft()

    changes = services.release(scene.event, 1, actor=scene.alice, now=NOW)

    assert changes == Changes(new=3, moved=0, cancelled=0, unchanged=0, people=3)
    meetings = session().execute(
        sa.select(Meeting.request_id, Meeting.slot_id, Meeting.table_id, Meeting.state).order_by(Meeting.request_id)
    )
    assert [tuple(row) for row in meetings] == [
        (item.request_id, item.slot_id, item.table_id, MeetingState.SCHEDULED) for item in plan.placed
    ]
    assert count(Attendance) == 6
    assert states(services.batch_of(plan))[MailState.QUEUED] == count(OutboxMail) == 6


def test_a_release_freezes_the_plan_and_tells_the_log(scene: Scene) -> None:
    plan = scene.release()

    assert (plan.state, plan.released_at, plan.released_by_id) == (PlanState.RELEASED, NOW, scene.alice.id)
    assert scene.event.released_plan_number == 1
    assert audited(scene.event, "plan.") == ["plan.release"]
    assert audited(scene.event, "meeting.") == ["meeting.schedule"] * 3


def test_a_second_release_of_the_same_plan_is_refused_and_tells_nobody(scene: Scene) -> None:
    scene.release()

    with pytest.raises(Conflict, match="not a draft any more"):
        services.release(scene.event, 1, actor=scene.alice, now=NOW)

    assert (count(Meeting), count(OutboxMail)) == (3, 6)


def test_two_presses_at_once_release_once(own_app: Flask) -> None:
    scene = make_scene()
    scene.draft()
    event_id, alice_id = scene.event.id, scene.alice.id

    def press() -> None:
        services.release(session().get_one(Event, event_id), 1, actor=session().get_one(Person, alice_id), now=NOW)

    assert sorted(at_once(own_app, press, press)) == ["Conflict", "done"]
    assert (count(Meeting), count(OutboxMail), audited(scene.event, "plan.")) == (3, 6, ["plan.release"])


def test_the_next_release_supersedes_the_last_and_tells_only_those_concerned(scene: Scene) -> None:
    first = scene.release()
    gone = scene.requests[0]
    gone.state = RequestState.EXPIRED
    session().commit()
    second = scene.draft()

    changes = services.release(scene.event, 2, actor=scene.alice, now=later(minutes=5))

    assert changes == Changes(new=0, moved=0, cancelled=1, unchanged=2, people=2)
    assert (first.state, second.state, scene.event.released_plan_number) == (
        PlanState.SUPERSEDED,
        PlanState.RELEASED,
        2,
    )
    assert states(services.batch_of(second))[MailState.QUEUED] == 2


def test_requests_that_are_no_longer_accepted_are_left_out_and_told_before(scene: Scene) -> None:
    plan = scene.draft()
    scene.requests[1].state = RequestState.EXPIRED
    session().commit()

    told = services.consequence(scene.event, plan, now=NOW)
    services.release(scene.event, 1, actor=scene.alice, now=NOW)

    assert (told.outdated, told.waiting, told.missing, told.clashes) == (1, 0, 0, ())
    assert told.changes == Changes(new=2, moved=0, cancelled=0, unchanged=0, people=3)
    assert set(session().scalars(sa.select(Meeting.request_id))) == {scene.requests[0].id, scene.requests[2].id}


def test_requests_accepted_since_are_told_before(scene: Scene) -> None:
    plan = scene.draft()
    factories.request(scene.people[0], factories.registration(scene.event))

    assert services.consequence(scene.event, plan, now=NOW).waiting == 1


def test_a_draft_that_does_not_know_a_meeting_people_were_told_of_is_refused(scene: Scene) -> None:
    scene.release()
    plan = scene.draft()
    agreed = factories.request(scene.people[0], factories.registration(scene.event))
    free = next(slot for slot in scene.slots if slot.id not in {item.slot_id for item in plan.placed})
    session().add(
        Meeting(
            event_id=scene.event.id,
            request_id=agreed.id,
            slot_id=free.id,
            table_id=scene.tables[0].id,
            during=sa.dialects.postgresql.Range(free.starts_at, free.ends_at),
            state=MeetingState.SCHEDULED,
            created_at=NOW,
            changed_at=NOW,
        )
    )
    session().commit()

    assert services.consequence(scene.event, plan, now=NOW).missing == 1
    with pytest.raises(Conflict, match="Compute it again"):
        services.release(scene.event, 2, actor=scene.alice, now=NOW)
    assert scene.event.released_plan_number == 1


def test_meetings_at_a_time_that_somebody_has_unticked_are_told_before(scene: Scene) -> None:
    plan = scene.draft()
    first = plan.placed[0]
    bob = first.request.sender
    bob.available_slots = [slot for slot in scene.slots if slot.id != first.slot_id]
    bob.availability_set_at = NOW
    session().commit()

    assert [item.request_id for item in services.consequence(scene.event, plan, now=NOW).clashes] == [first.request_id]


def test_nobody_is_double_booked_across_events(scene: Scene) -> None:
    plan = scene.draft()
    other = factories.event("Another event", starts_at=scene.event.starts_at)
    factories.slots(other, 4)
    factories.tables(other, 2)
    here = [factories.registration(other, side.person) for side in scene.people]
    for one, another in ((0, 1), (1, 2), (2, 0)):
        factories.request(here[one], here[another])
    run = services.request_run(other, actor=scene.alice, now=NOW, time_limit=5)
    execute_run(run.id, clock=clock, workers=1)
    services.release(other, 1, actor=scene.alice, now=NOW)
    mails = count(OutboxMail)

    with pytest.raises(Conflict, match=r"has a meeting at Another event at that time\. Compute the plan again\."):
        services.release(scene.event, plan.number, actor=scene.alice, now=NOW)

    session().expire_all()
    assert (plan.state, scene.event.released_plan_number) == (PlanState.DRAFT, None)
    assert (count(Meeting), count(OutboxMail)) == (3, mails)


@pytest.mark.parametrize("ending", ["over", "cancelled"])
def test_nothing_is_released_for_an_event_that_has_ended(scene: Scene, ending: str) -> None:
    scene.draft()
    if ending == "cancelled":
        scene.event.state = EventState.CANCELLED
        session().commit()

    with pytest.raises(Conflict, match=ending):
        services.release(scene.event, 1, actor=scene.alice, now=later(days=90) if ending == "over" else NOW)


def test_a_draft_is_counted_by_what_it_places_and_leaves_out(scene: Scene) -> None:
    plan = scene.draft()

    assert queries.counts([plan.id, 987654321]) == {plan.id: (3, 0), 987654321: (0, 0)}
    assert session().scalars(sa.select(Plan.id)).all() == [plan.id]
