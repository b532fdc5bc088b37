"""The engine's sentences in the reader's language. It says them in English, with ids; organisers read names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.events.words import spelling


def N_(text: str) -> str:  # noqa: N802 -- gettext's own name, which pybabel looks for
    """Mark a text for translation, and leave it as it is."""
    return text


SENTENCES = (
    N_("it comes after %(other)s, which is not placed"),
    N_("no slot is late enough for all that it comes after"),
    N_("%(who)s has %(count)s meetings and takes no more"),
    N_("%(who)s has a meeting in each of their %(count)s free slots"),
    N_("%(who)s has %(others)s, and no slot is left even if those are moved"),
    N_("all tables are taken in every slot"),
    N_("all tables are taken in %(slots)s, by meetings that can be held at no other time"),
    N_("%(table)s is taken in %(slots)s, by meetings that can be held at no other time"),
    N_("it cannot be held beside %(others)s"),
    N_("holding it costs at least as much of %(others)s as it brings"),
    N_("no plan that holds it counts more than this one"),
    N_("nothing that the plan is to be good at asks for it"),
    N_("placing it would break a rule or worsen a more important objective"),
    N_("the search ended before it was placed or ruled out"),
    N_("the search ended before it was placed or ruled out; in the way are %(others)s"),
    N_("%(who)s share no free slot"),
    N_("%(who)s are not all free in a slot that it allows"),
    N_("%(who)s are bound to different tables"),
    N_("it is fixed at %(table)s, and %(who)s sits at %(own)s"),
    N_("no table that it may have is open when %(who)s are free"),
    N_("there is no plan: %(names)s stand in conflict"),
    N_("the time ran out before a plan was found"),
)
"""What engine/explain says of a meeting without a place."""

REMEDIES = (
    N_("%(who)s frees %(slot)s"),
    N_("%(who)s takes %(count)s meetings"),
    N_("%(meeting)s may also be held in %(slot)s"),
    N_("%(table)s opens in %(slot)s"),
    N_("one more table opens in %(slot)s"),
)
"""What it says would give one; two are joined by "and"."""


def translated(text: str, named: Callable[[str], str]) -> str | None:
    """The engine's `text` in the reader's language, its ids spoken by `named`; None where it is no known sentence."""
    steps = [_spoken(step, REMEDIES, named) for step in text.split(" and ")]
    told = [step for step in steps if step is not None]
    if len(told) == len(steps):
        return _joined(told)
    return _spoken(text, SENTENCES, named)


def _spoken(text: str, sentences: tuple[str, ...], named: Callable[[str], str]) -> str | None:
    told = text.removeprefix("table ")  # the table's own name says that it is one
    for sentence, pattern in _patterns(sentences).items():
        if found := pattern.fullmatch(told):
            values = {key: _listed(value, named) for key, value in found.groupdict().items()}
            return str(_(sentence, **values)) if values else str(_(sentence))
    return None


def _listed(ids: str, named: Callable[[str], str]) -> str:
    """A list of ids, the last of which may be a number of others: "m1, m2 and 3 more"."""
    if " and " not in ids:
        return named(ids)
    *first, last = ids.replace(" and ", ", ").split(", ")
    if found := re.fullmatch(r"(\d+) more", last):
        last = str(ngettext("%(num)s more", "%(num)s more", int(found.group(1))))
    else:
        last = named(last)
    return _joined([*map(named, first), last])


def _joined(parts: list[str]) -> str:
    spoken: str = format_list(parts, locale=spelling())
    return spoken


@lru_cache(maxsize=2)
def _patterns(sentences: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    """Each sentence as what it looks like with ids in it."""
    return {
        sentence: re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>[\\w, -]+)", re.escape(sentence)))
        for sentence in sentences
    }
