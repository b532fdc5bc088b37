"""What changed between two texts, line by line, and word by word in a line that was rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CONTEXT = 1
"""Unchanged lines that are shown on either side of a change."""
LONGEST_IN_WORDS = 400
"""Words of a line that is compared word by word; a longer one is shown as a whole."""
_ALIKE = 0.4
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Change(StrEnum):
    """What became of a line. `LEFT_OUT` stands for unchanged lines that are not shown."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line; `changed` where the piece itself is new or gone."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference. `count` tells how many lines are left out."""

    change: Change
    parts: tuple[Part, ...] = ()
    count: int = 0

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


def difference(before: str, after: str) -> list[Line]:
    """The lines that make `after` of `before`, those removed first, with a little of what stays around them.

    Two equal texts have no difference. Nothing is lost: the added and the unchanged lines are `after`. In a long text
    a line that occurs often ties nothing together (difflib's "autojunk"), so that no text takes long to compare.
    """
    if before == after:
        return []
    old, new = _lines(before), _lines(after)
    found: list[Line] = []
    steps = SequenceMatcher(None, old, new).get_opcodes()
    for number, (step, old_start, old_end, new_start, new_end) in enumerate(steps):
        if step == "equal":
            found.extend(_kept(new[new_start:new_end], is_first=number == 0, is_last=number == len(steps) - 1))
        else:
            found.extend(_rewritten(old[old_start:old_end], new[new_start:new_end]))
    return found


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _kept(lines: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Line]:
    head, tail = (0 if is_first else CONTEXT), (0 if is_last else CONTEXT)
    hidden = len(lines) - head - tail
    if hidden <= 1:  # a line takes no more room than the words that it is left out
        yield from (_same(text) for text in lines)
        return
    yield from (_same(text) for text in lines[:head])
    yield Line(Change.LEFT_OUT, count=hidden)
    yield from (_same(text) for text in lines[len(lines) - tail :])


def _same(text: str) -> Line:
    return Line(Change.SAME, (Part(text),))


def _rewritten(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Lines that stand in each other's place are compared in their words where they are alike."""
    compared = [_in_words(one, other) for one, other in zip(old, new, strict=False)]
    for index, text in enumerate(old):
        pair = compared[index] if index < len(compared) else None
        yield Line(Change.REMOVED, pair[0] if pair else (Part(text),))
    for index, text in enumerate(new):
        pair = compared[index] if index < len(compared) else None
        yield Line(Change.ADDED, pair[1] if pair else (Part(text),))


def _in_words(one: str, other: str) -> tuple[tuple[Part, ...], tuple[Part, ...]] | None:
    old, new = _WORDS.findall(one), _WORDS.findall(other)
    if max(len(old), len(new)) > LONGEST_IN_WORDS:
        return None
    matcher = SequenceMatcher(None, old, new)
    if matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        return None
    removed: list[Part] = []
    added: list[Part] = []
    for step, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        changed = step != "equal"
        if old_start < old_end:
            removed.append(Part("".join(old[old_start:old_end]), changed))
        if new_start < new_end:
            added.append(Part("".join(new[new_start:new_end]), changed))
    return tuple(removed), tuple(added)
