"""Asking, answering and being placed at once, as use cases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matchmaking.db import session
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.events.models import EventMode
from matchmaking.meetings import queries, services
from matchmaking.meetings.models import MeetingRequest, MeetingState, Priority, RequestState
from matchmaking.meetings.services import Outcome
from matchmaking.registrations.models import Registration, RegistrationState
from matchmaking.registrations.services import set_availability
from tests import factories
from tests.functional.registrations.scenes import NOW, Scene, audited, mails

State = RequestState


def ask(sender: Registration, recipient: Registration, priority: Priority = Priority.NORMAL, **values: str) -> Outcome:
    return services.ask(sender, recipient, message=values.get("message", "Let us talk."), priority=priority, now=NOW)


def release(scene: Scene) -> None:
    scene.event.released_plan_number = 1
    session().commit()


def test_asking_leaves_a_pending_request_and_a_mail(scene: Scene) -> None:
    outcome = ask(scene.of_bob, scene.of_dana, Priority.HIGH, message="About wings <b>")
    assert (outcome.request.state, outcome.request.priority, outcome.meeting) == (State.PENDING, Priority.HIGH, None)
    (mail,) = mails(scene.dana)
    assert mail.subject == "Skywin asks to meet you: Matchmaking Day"
    assert "About wings <b>" in mail.text
    assert "About wings &lt;b&gt;" in mail.html
    assert queries.waiting(scene.of_dana) == 1
    assert audited(scene.event) == ["request.ask"]


def test_what_people_write_is_not_in_the_log(scene: Scene) -> None:
    from matchmaking.audit.models import AuditEntry  # noqa: PLC0415 -- the one test that reads whole entries

    ask(scene.of_bob, scene.of_dana, message="A secret")
    assert ["A secret" in str((entry.before, entry.after)) for entry in session().query(AuditEntry)] == [False]


def test_asking_twice_is_refused(scene: Scene) -> None:
    ask(scene.of_bob, scene.of_dana)
    with pytest.raises(Conflict, match="asked already"):
        ask(scene.of_bob, scene.of_dana)


def test_asking_a_colleague_is_refused(scene: Scene) -> None:
    colleague = factories.registration(scene.event, of=scene.of_bob.organisation)
    with pytest.raises(Invalid, match="same organisation"):
        ask(scene.of_bob, colleague)


def test_asking_somebody_of_another_event_finds_nobody(scene: Scene) -> None:
    elsewhere = factories.registration(factories.event("Elsewhere"))
    with pytest.raises(NotFound):
        ask(scene.of_bob, elsewhere)


@pytest.mark.parametrize("state", [one for one in RegistrationState if one is not RegistrationState.APPROVED])
def test_asking_somebody_who_does_not_take_part_finds_nobody(scene: Scene, state: RegistrationState) -> None:
    with pytest.raises(NotFound):
        ask(scene.of_bob, factories.registration(scene.event, state=state))


def test_a_message_too_long_is_refused_at_its_field(scene: Scene) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(scene.of_bob, scene.of_dana, message="x" * 1001)
    assert refusal.value.field == "message"


def test_a_sixth_must_is_refused_at_its_field(scene: Scene) -> None:
    for _ in range(5):
        ask(scene.of_bob, factories.registration(scene.event), Priority.MUST)
    assert queries.musts_left(scene.of_bob) == 0
    with pytest.raises(Invalid) as refusal:
        ask(scene.of_bob, scene.of_dana, Priority.MUST)
    assert refusal.value.field == "priority"
    ask(scene.of_bob, scene.of_dana, Priority.HIGH)


def test_a_withdrawn_must_can_be_used_again(scene: Scene) -> None:
    asked = ask(scene.of_bob, scene.of_dana, Priority.MUST).request
    services.withdraw(asked, scene.of_bob, now=NOW)
    assert queries.musts_left(scene.of_bob) == queries.MOST_MUSTS


def test_crossed_requests_turn_into_an_acceptance(scene: Scene) -> None:
    first = ask(scene.of_bob, scene.of_dana, Priority.HIGH).request
    outcome = ask(scene.of_dana, scene.of_bob, Priority.MUST, message="Gladly")
    assert outcome.request.id == first.id
    assert (first.state, first.priority, first.return_priority, first.answer_note) == (
        State.ACCEPTED,
        Priority.HIGH,
        Priority.MUST,
        "Gladly",
    )
    assert queries.musts_left(scene.of_dana) == queries.MOST_MUSTS - 1
    assert [mail.subject for mail in mails(scene.bob)] == ["Aéro Nord will meet you: Matchmaking Day"]


ACTS: dict[str, Callable[[MeetingRequest, Registration], object]] = {
    "accept": lambda request, of: services.accept(request, of, note="", now=NOW),
    "decline": lambda request, of: services.decline(request, of, note="", now=NOW),
    "withdraw": lambda request, of: services.withdraw(request, of, now=NOW),
}
AFTER = {"accept": State.ACCEPTED, "decline": State.DECLINED, "withdraw": State.WITHDRAWN}


def may(act: str, scene: Scene) -> Registration:
    return scene.of_bob if act == "withdraw" else scene.of_dana


@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize("before", list(State))
def test_answers_follow_the_states(scene: Scene, act: str, before: State) -> None:
    request = factories.request(scene.of_bob, scene.of_dana, state=before)
    if before is State.PENDING:
        ACTS[act](request, may(act, scene))
        assert request.state is AFTER[act]
        assert [mail.to_address for mail in mails()] == [scene.dana.email if act == "withdraw" else scene.bob.email]
        assert audited(scene.event) == [f"request.{act}"]
    else:
        with pytest.raises(Conflict):
            ACTS[act](request, may(act, scene))
        assert (request.state, mails()) == (before, [])


@pytest.mark.parametrize("act", list(ACTS))
def test_only_the_right_side_can_act(scene: Scene, act: str) -> None:
    request = factories.request(scene.of_bob, scene.of_dana, state=State.PENDING)
    wrong = scene.of_dana if act == "withdraw" else scene.of_bob
    for other in (wrong, factories.registration(scene.event)):
        with pytest.raises(NotFound):
            ACTS[act](request, other)


def test_after_a_decline_only_the_decliner_can_ask(scene: Scene) -> None:
    declined = ask(scene.of_bob, scene.of_dana).request
    services.decline(declined, scene.of_dana, note="No time", now=NOW)
    with pytest.raises(Conflict, match="They have declined"):
        ask(scene.of_bob, scene.of_dana)
    assert ask(scene.of_dana, scene.of_bob).request.state is State.PENDING


def test_accepting_before_the_first_release_places_nothing(scene: Scene) -> None:
    request = ask(scene.of_bob, scene.of_dana).request
    outcome = services.accept(request, scene.of_dana, note="", now=NOW)
    assert (outcome.meeting, outcome.placing_tried) == (None, False)
    assert [mail.calendar_method for mail in mails()] == [None, None]


def accepted(scene: Scene, sender: Registration, recipient: Registration) -> Outcome:
    request: MeetingRequest = factories.request(sender, recipient, state=State.PENDING)
    return services.accept(request, recipient, note="", now=NOW)


def test_accepting_after_the_release_takes_the_earliest_common_free_slot(scene: Scene) -> None:
    release(scene)
    third = factories.registration(scene.event)
    set_availability(third, [slot.id for slot in scene.slots[1:]], now=NOW)
    first = accepted(scene, scene.of_bob, scene.of_dana).meeting
    assert first is not None
    assert (first.slot_id, first.table_id, first.sequence) == (scene.slots[0].id, scene.tables[0].id, 0)
    second = accepted(scene, scene.of_bob, third).meeting
    assert second is not None
    assert (second.slot_id, second.table_id) == (scene.slots[1].id, scene.tables[0].id)
    invited = [mail for mail in mails() if mail.calendar_method == "REQUEST"]
    assert sorted(mail.to_address for mail in invited) == sorted(
        [scene.bob.email, scene.dana.email, scene.bob.email, third.person.email]
    )


def test_accepting_with_no_table_free_waits_for_the_next_plan(scene: Scene) -> None:
    release(scene)
    everybody = [factories.registration(scene.event) for _ in range(6)]
    for one in everybody:
        set_availability(one, [scene.slots[0].id], now=NOW)
    outcomes = [accepted(scene, everybody[at], everybody[at + 1]) for at in (0, 2, 4)]
    tables = [outcome.meeting.table_id if outcome.meeting else None for outcome in outcomes]
    assert tables == [scene.tables[0].id, scene.tables[1].id, None]
    assert [outcome.placing_tried for outcome in outcomes] == [True, True, True]
    assert outcomes[2].request.state is State.ACCEPTED


def test_accepting_at_an_online_event_needs_no_table(scene: Scene) -> None:
    scene.event.mode = EventMode.ONLINE
    release(scene)
    meeting = accepted(scene, scene.of_bob, scene.of_dana).meeting
    assert meeting is not None
    assert (meeting.slot_id, meeting.table_id) == (scene.slots[0].id, None)


def test_whoever_has_enough_meetings_waits_for_the_next_plan(scene: Scene) -> None:
    release(scene)
    scene.of_bob.max_meetings = 1
    session().commit()
    assert accepted(scene, scene.of_bob, scene.of_dana).meeting is not None
    assert accepted(scene, scene.of_bob, factories.registration(scene.event)).meeting is None


def test_a_meeting_at_another_event_keeps_its_time_free_of_others(scene: Scene) -> None:
    release(scene)
    elsewhere = factories.event("Elsewhere", starts_at=scene.event.starts_at, ends_at=scene.event.ends_at)
    factories.slots(elsewhere, 1)
    factories.tables(elsewhere, 1)
    elsewhere.released_plan_number = 1
    session().commit()
    bob_there = factories.registration(elsewhere, scene.bob, scene.of_bob.organisation)
    there = accepted(scene, bob_there, factories.registration(elsewhere)).meeting
    here = accepted(scene, scene.of_bob, scene.of_dana).meeting
    assert there is not None
    assert here is not None
    assert (there.during, here.slot_id) != (here.during, scene.slots[0].id)
    assert here.state is MeetingState.SCHEDULED


def test_nobody_asks_at_an_event_without_meetings(scene: Scene) -> None:
    scene.event.has_meetings = False
    session().commit()
    with pytest.raises(Conflict, match="no B2B meetings"):
        ask(scene.of_bob, scene.of_dana)
    assert mails(scene.dana) == []
