from __future__ import annotations

import re

import pytest

from matchmaking.organisations.mapping.atlas import atlas
from matchmaking.organisations.mapping.drawing import clipped, outlines, simplified

KILOBYTE = 1024


def test_simplifying_keeps_what_can_be_seen() -> None:
    wavy = [(0.0, 0.0), (1.0, 0.1), (2.0, -0.1), (3.0, 5.0), (4.0, 0.0)]

    assert simplified(wavy, 0.5) == ((0.0, 0.0), (2.0, -0.1), (3.0, 5.0), (4.0, 0.0))
    assert simplified(wavy, 10) == ((0.0, 0.0), (4.0, 0.0))
    ring = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)]
    assert simplified(ring, 1) == tuple(ring)


def test_clipping_cuts_at_the_sides() -> None:
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]

    assert set(clipped(square, (5, -5, 20, 5))) == {(5.0, 0.0), (10.0, 0.0), (10.0, 5.0), (5.0, 5.0)}
    assert clipped(square, (20, 20, 30, 30)) == []
    assert sorted(clipped(square, (-1, -1, 11, 11))) == sorted(square)


@pytest.mark.parametrize("key", ["world", "europe", "north-america", "CA", "BE", "FJ", "RU"])
def test_outlines_are_small_and_only_paths(key: str) -> None:
    drawn = outlines(key)

    assert re.fullmatch(r"(M-?\d+ -?\d+l[\d -]+z)*", drawn.land + drawn.chosen)
    assert len(drawn.land + drawn.chosen) < 85 * KILOBYTE
    assert bool(drawn.chosen) is (key.upper() == key)


def test_nothing_is_drawn_across_the_world_from_one_edge_to_the_other() -> None:
    """Russia and Fiji lie on both sides of the 180th meridian."""
    for path in outlines("world").land.split("M")[1:]:
        steps = [int(step) for step in re.findall(r"-?\d+", path.partition("l")[2])[::2]]
        assert max(abs(step) for step in steps) < 800


def test_every_outline_has_its_arcs() -> None:
    world = atlas()

    assert len(world.shapes) > 200
    assert {"BE", "CA", "FR", "GB", "TR", "US"} <= set(world.by_code)
    numbers = {number if number >= 0 else ~number for shape in world.shapes for ring in shape.rings for number in ring}
    assert numbers == set(range(len(world.arcs)))
    assert [shape.code for shape in world.shapes if not -180 <= shape.centre[0] <= 180] == []
