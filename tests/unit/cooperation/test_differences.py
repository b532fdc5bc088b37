from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.cooperation.differences import Change, Line, difference

TEXTS = st.lists(st.sampled_from(["a plan", "a plan of 2026", "b", "", "c d", "\tx"]), max_size=12).map("\n".join)


def told(lines: list[Line]) -> list[tuple[str, str]]:
    return [(line.change.value, line.text or str(line.count or "")) for line in lines]


def test_equal_texts_have_no_difference() -> None:
    assert difference("a\nb", "a\nb") == []


def test_lines_that_came_and_went_stand_between_a_little_of_what_stays() -> None:
    before = "1\n2\n3\n4\n5\nold\n6\n7\n8"

    assert told(difference(before, before.replace("old", "new"))) == [
        ("left_out", "4"),
        ("same", "5"),
        ("removed", "old"),
        ("added", "new"),
        ("same", "6"),
        ("left_out", "2"),
    ]


def test_a_rewritten_line_marks_the_words_that_changed() -> None:
    removed, added = difference("The plan of 2016 leads.", "The plan of 2017 leads.")

    assert [(part.text, part.changed) for part in removed.parts] == [
        ("The plan of ", False),
        ("2016", True),
        (" leads.", False),
    ]
    assert [part.text for part in added.parts if part.changed] == ["2017"]


def test_lines_with_little_in_common_are_shown_as_a_whole() -> None:
    removed, added = difference("The plan leads.", "Ask an office in Ottawa!")

    assert [len(removed.parts), len(added.parts)] == [1, 1]


def test_a_first_text_is_added_and_a_last_one_removed() -> None:
    assert told(difference("", "a\nb")) == [("added", "a"), ("added", "b")]
    assert told(difference("a", "")) == [("removed", "a")]


@given(TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_both_texts_can_be_read_from_the_difference(before: str, after: str) -> None:
    lines = difference(before, after)

    if before == after:
        assert lines == []
        return
    left_out = sum(line.count for line in lines if line.change is Change.LEFT_OUT)
    kept = [line.text for line in lines if line.change in {Change.SAME, Change.ADDED}]
    gone = [line.text for line in lines if line.change in {Change.SAME, Change.REMOVED}]
    old, new = (text.split("\n") if text else [] for text in (before, after))
    assert len(kept) + left_out == len(new)
    assert len(gone) + left_out == len(old)
    if not left_out:
        assert (gone, kept) == (old, new)
