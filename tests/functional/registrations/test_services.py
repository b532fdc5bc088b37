"""Registering, answers, availability and leaving, as use cases."""

from __future__ import annotations

from functools import partial

import pytest
import sqlalchemy as sa

from matchmaking.accounts.models import Person
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid
from matchmaking.events.models import EventState
from matchmaking.meetings.models import MeetingState, RequestState
from matchmaking.meetings.plan_application import apply_plan
from matchmaking.registrations import following, queries, services
from matchmaking.registrations.models import Registration, RegistrationState
from tests import factories
from tests.functional.registrations.scenes import NOW, Scene, audited, mails

State = RegistrationState


def register(scene: Scene, who: Person, organisation_id: int, **values: object) -> Registration:
    fields = {"role_title": "Director", "note": "", "max_meetings": None} | values
    return services.register(scene.event, who, organisation_id=organisation_id, now=NOW, **fields)  # type: ignore[arg-type]  # as given


def test_registering_leaves_a_pending_registration_a_mail_and_an_entry(scene: Scene) -> None:
    own = factories.organisation("Baltic Clean", manager=scene.charlie)
    made = register(scene, scene.charlie, own.id, note="Vegetarian", max_meetings=4)
    assert (made.state, made.organisation_id, made.note, made.max_meetings) == (State.PENDING, own.id, "Vegetarian", 4)
    assert [mail.subject for mail in mails(scene.charlie)] == ["We have your registration: Matchmaking Day"]
    assert audited(scene.event) == ["registration.create"]


def test_registering_for_anothers_organisation_is_refused_at_its_field(scene: Scene) -> None:
    with pytest.raises(Invalid) as refusal:
        register(scene, scene.charlie, scene.of_bob.organisation_id)
    assert refusal.value.field == "organisation_id"


def test_registering_twice_is_refused(scene: Scene) -> None:
    with pytest.raises(Conflict, match="already registered"):
        register(scene, scene.bob, scene.of_bob.organisation_id)


@pytest.mark.parametrize("change", [{"registration_open": False}, {"state": "cancelled"}])
def test_registering_needs_an_open_event(scene: Scene, change: dict[str, object]) -> None:
    own = factories.organisation(manager=scene.charlie)
    for name, value in change.items():
        setattr(scene.event, name, value)
    session().commit()
    with pytest.raises(Conflict, match="not open"):
        register(scene, scene.charlie, own.id)


def test_whoever_cancelled_can_register_again_in_the_same_row(scene: Scene) -> None:
    services.cancel(scene.of_bob, actor=scene.bob, now=NOW)
    again = register(scene, scene.bob, scene.of_bob.organisation_id)
    assert (again.id, again.state) == (scene.of_bob.id, State.PENDING)


ANSWERED = {
    (State.PENDING, State.APPROVED),
    (State.PENDING, State.DECLINED),
    (State.PENDING, State.WAITLISTED),
    (State.WAITLISTED, State.APPROVED),
    (State.WAITLISTED, State.DECLINED),
    (State.DECLINED, State.APPROVED),
}


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("after", [State.APPROVED, State.DECLINED, State.WAITLISTED])
def test_answers_follow_the_states(scene: Scene, before: State, after: State) -> None:
    registration = factories.registration(scene.event, scene.charlie, state=before)
    if (before, after) in ANSWERED:
        services.answer(registration, after, actor=scene.alice, note="Welcome", now=NOW)
        assert (registration.state, registration.answer_note) == (after, "Welcome")
        assert ["Welcome" in mail.text and "Welcome" in mail.html for mail in mails(scene.charlie)] == [True]
    else:
        with pytest.raises(Conflict):
            services.answer(registration, after, actor=scene.alice, note="", now=NOW)
        assert mails(scene.charlie) == []


def test_approving_all_answers_only_those_who_wait(scene: Scene) -> None:
    waiting = [factories.registration(scene.event, state=State.PENDING) for _ in range(2)]
    listed = factories.registration(scene.event, state=State.WAITLISTED)
    assert services.approve_all(scene.event, actor=scene.alice, note="See you", now=NOW) == 2
    assert [one.state for one in waiting] == [State.APPROVED, State.APPROVED]
    assert listed.state is State.WAITLISTED
    assert sorted(mail.to_address for mail in mails()) == sorted(one.person.email for one in waiting)


def test_mails_are_in_the_language_of_the_person(scene: Scene) -> None:
    french = factories.person("Élise", locale="fr")
    registration = factories.registration(scene.event, french, state=State.PENDING)
    services.answer(registration, State.APPROVED, actor=scene.alice, note="", now=NOW)
    assert ['lang="fr"' in mail.html for mail in mails(french)] == [True]


def test_availability_is_every_slot_until_it_is_said(scene: Scene) -> None:
    every = {slot.id for slot in scene.slots}
    assert queries.available_slot_ids(scene.event, [scene.of_bob])[scene.of_bob.id] == every
    services.set_availability(scene.of_bob, [scene.slots[0].id, 987654321], now=NOW)
    assert queries.available_slot_ids(scene.event, [scene.of_bob, scene.of_dana]) == {
        scene.of_bob.id: {scene.slots[0].id},
        scene.of_dana.id: every,
    }


def test_availability_of_no_slot_is_refused(scene: Scene) -> None:
    with pytest.raises(Invalid, match="at least one"):
        services.set_availability(scene.of_bob, [], now=NOW)


def test_a_new_grid_makes_everybody_free_again(scene: Scene) -> None:
    services.set_availability(scene.of_bob, [scene.slots[0].id], now=NOW)
    session().execute(sa.delete(type(scene.slots[0])))
    session().commit()
    session().expire_all()
    fresh = factories.slots(scene.event, 2)
    found = queries.available_slot_ids(scene.event, [scene.of_bob])
    assert found[scene.of_bob.id] == {slot.id for slot in fresh}


def test_taking_away_the_time_of_a_meeting_keeps_it_and_tells_the_organiser(scene: Scene) -> None:
    request = factories.request(scene.of_bob, scene.of_dana)
    with transaction():
        apply_plan(
            scene.event,
            [(request.id, scene.slots[1].id, scene.tables[0].id)],
            actor=scene.alice,
            now=NOW,
            batch="plan:1",
        )
    stranded = services.set_availability(scene.of_bob, [scene.slots[0].id], now=NOW)
    assert [slot.id for slot in stranded] == [scene.slots[1].id]
    assert request.meeting is not None
    assert (request.meeting.state, request.meeting.slot_id) == (MeetingState.SCHEDULED, scene.slots[1].id)
    (told,) = mails(scene.alice)
    assert told.subject == "Bob is no longer free for some meetings: Matchmaking Day"
    assert "10:25-10:45 (Montréal): Aéro Nord" in told.text


def test_leaving_ends_requests_and_meetings_and_tells_both_sides(scene: Scene) -> None:
    other, third = factories.registration(scene.event), factories.registration(scene.event)
    placed = factories.request(scene.of_bob, scene.of_dana)
    asked = factories.request(scene.of_bob, other, state=RequestState.PENDING)
    received = factories.request(third, scene.of_bob, state=RequestState.PENDING)
    with transaction():
        apply_plan(
            scene.event,
            [(placed.id, scene.slots[0].id, scene.tables[0].id)],
            actor=scene.alice,
            now=NOW,
            batch="plan:1",
        )
    services.cancel(scene.of_bob, actor=scene.bob, now=NOW)
    assert scene.of_bob.state is State.CANCELLED
    assert (placed.state, asked.state, received.state) == (
        RequestState.EXPIRED,
        RequestState.WITHDRAWN,
        RequestState.EXPIRED,
    )
    assert placed.meeting is not None
    assert (placed.meeting.state, placed.meeting.sequence) == (MeetingState.CANCELLED, 1)
    assert [attendance.active for attendance in placed.meeting.attendances] == [False, False]
    cancelled = [mail for mail in mails() if mail.calendar_method == "CANCEL"]
    assert {mail.to_address for mail in cancelled} == {scene.bob.email, scene.dana.email}
    assert [mail.subject for mail in mails(other.person)] == ["Skywin no longer takes part: Matchmaking Day"]
    assert [mail.subject for mail in mails(third.person)] == ["Skywin no longer takes part: Matchmaking Day"]


def test_leaving_twice_is_refused(scene: Scene) -> None:
    services.cancel(scene.of_bob, actor=scene.bob, now=NOW)
    with pytest.raises(Conflict, match="ended already"):
        services.cancel(scene.of_bob, actor=scene.alice, now=NOW)


def test_leaving_during_the_event_keeps_what_has_taken_place(scene: Scene) -> None:
    request = factories.request(scene.of_bob, scene.of_dana)
    first = scene.slots[0]
    with transaction():
        apply_plan(
            scene.event, [(request.id, first.id, scene.tables[0].id)], actor=scene.alice, now=NOW, batch="plan:1"
        )
    now = first.ends_at
    told = len(mails(scene.dana))

    assert following.stake(scene.of_bob, after=now) == following.Stake()
    services.cancel(scene.of_bob, actor=scene.bob, now=now)

    meeting = request.meeting
    assert meeting is not None
    assert (meeting.state, meeting.sequence, request.state) == (MeetingState.SCHEDULED, 0, RequestState.ACCEPTED)
    assert len(mails(scene.dana)) == told


@pytest.mark.parametrize("all_at_once", [False, True])
def test_nobody_is_approved_for_an_event_that_is_called_off(scene: Scene, *, all_at_once: bool) -> None:
    waiting = factories.registration(scene.event, state=State.PENDING)
    scene.event.state = EventState.CANCELLED
    session().commit()

    one = partial(services.answer, waiting, State.APPROVED)
    approve = partial(services.approve_all, scene.event) if all_at_once else one

    with pytest.raises(Conflict, match="The event is cancelled"):
        approve(actor=scene.alice, note="", now=NOW)

    assert (waiting.state, mails(waiting.person)) == (State.PENDING, [])
