"""What the demo prints: what the database says now, and what was so when the plan was released."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from matchmaking.demo.report import figures, standing
from matchmaking.registrations.services import cancel
from tests import factories
from tests.functional.scheduling.scenes import NOW, Scene, make_scene


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    """Three people who meet each other, in the place of the demo's."""
    return make_scene()


def test_before_a_release_there_are_no_figures(scene: Scene) -> None:
    assert not standing(scene.event.slug).released


def test_a_plan_just_released_is_told_as_it_is(scene: Scene) -> None:
    scene.release()
    found = standing(scene.event.slug)

    meetings, weight, mails = figures(found)
    assert (found.placed, found.possible) == (found.placed_then, found.possible_then) == (3, 3)
    assert meetings == "  Meetings      3 of 3 accepted requests have a slot and a table"
    assert "at the release" not in weight + mails


def test_meetings_that_fell_away_are_no_longer_told(scene: Scene) -> None:
    scene.release()
    cancel(scene.people[0], actor=scene.bob, now=NOW)

    meetings, weight, mails = figures(standing(scene.event.slug))
    assert meetings == "  Meetings      1 of 1 accepted requests have a slot and a table (3 of 3 at the release)"
    assert " at the release; " in weight
    assert mails.endswith(" people at the release")


def test_a_request_accepted_since_waits_for_the_next_plan(scene: Scene) -> None:
    scene.release()
    factories.request(scene.people[0], factories.registration(scene.event))

    meetings = figures(standing(scene.event.slug))[0]
    assert meetings == "  Meetings      3 of 4 accepted requests have a slot and a table (3 of 3 at the release)"
