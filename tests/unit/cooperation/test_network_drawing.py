"""The layout of the picture: deterministic, nothing on top of anything, each line where its ends are."""

from __future__ import annotations

from itertools import pairwise

import pytest

from matchmaking.cooperation.network_drawing import NARROW, WIDE, Drawing, Organisation, Paper, Tie, draw

ENDS = [
    Organisation("aero", "Aéro Montréal", "CA"),
    Organisation("criaq", "CRIAQ, Consortium for Research and Innovation in Aerospace in Québec", "CA"),
    Organisation("skywin", "Skywin", "BE"),
    Organisation("valley", "Aerospace Valley", "FR"),
    Organisation("alone", "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik", "AT"),
    Organisation("texas", "Texas Wings", "US"),
]
TIES = [
    Tie("a", "mou", "Aerospace", ("aero", "valley")),
    Tie("b", "mou", "Aerospace", ("criaq", "valley")),
    Tie("c", "mou", "", ("aero", "skywin", "gone")),
    Tie("d", "network", "Network, 2009", ("skywin", "valley", "texas", "alone")),
]


def drawn(paper: Paper) -> Drawing:
    return draw(ENDS, TIES, paper)


@pytest.mark.parametrize("paper", [WIDE, NARROW])
def test_same_agreements_give_the_same_picture_in_whatever_order_they_come(paper: Paper) -> None:
    assert draw(reversed(ENDS), reversed(TIES), paper) == drawn(paper)


@pytest.mark.parametrize("paper", [WIDE, NARROW])
def test_everything_is_drawn_once_on_the_paper_and_lines_end_at_their_marks(paper: Paper) -> None:
    picture = drawn(paper)
    places = {mark.key: mark for mark in picture.organisations}
    ties = {mark.key: mark for mark in picture.ties}

    assert sorted(places) == sorted(one.key for one in ENDS)
    assert sorted(ties) == ["a", "b", "c", "d"]
    assert sorted((line.tie, line.organisation) for line in picture.lines) == sorted(
        (tie.key, party) for tie in TIES for party in tie.parties if party != "gone"
    )
    for line in picture.lines:
        assert line.path.startswith(f"M{places[line.organisation].x:g} {places[line.organisation].y:g}C")
        assert line.path.endswith(f" {ties[line.tie].x:g} {ties[line.tie].y:g}")
    for mark in picture.organisations:
        assert mark.top >= 0
        assert mark.top + mark.height <= picture.height
        assert max(len(words) for _y, words in mark.lines) <= paper.letters


@pytest.mark.parametrize("paper", [WIDE, NARROW])
def test_names_countries_and_marks_do_not_overlap(paper: Paper) -> None:
    picture = drawn(paper)

    for side in ("left", "right"):
        boxes = [(mark.top, mark.top + mark.height) for mark in picture.organisations if mark.side == side]
        boxes += [(country.y - 11, country.y + 2) for country in picture.countries if country.side == side]
        boxes.sort()
        assert all(above[1] <= below[0] for above, below in pairwise(boxes))
    heights = sorted(mark.y for mark in picture.ties)
    assert min(below - above for above, below in pairwise(heights)) >= paper.tie_pitch


def test_the_americas_stand_on_the_left_with_each_country_together() -> None:
    picture = drawn(WIDE)

    assert {mark.key for mark in picture.organisations if mark.side == "left"} == {"aero", "criaq", "texas"}
    assert [country.code for country in picture.countries if country.side == "left"] in (["CA", "US"], ["US", "CA"])
    assert picture.right_is_europe
    assert not draw([*ENDS, Organisation("tokyo", "Tokyo", "JP")], TIES, WIDE).right_is_europe


def test_no_agreement_is_an_empty_picture() -> None:
    picture = draw([], [], WIDE)

    assert (picture.organisations, picture.ties, picture.lines, picture.countries) == ([], [], [], [])
