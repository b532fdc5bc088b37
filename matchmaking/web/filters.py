"""The filters beside a list: the values that each offers, and those that were chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from matchmaking.web.folding import fold
from matchmaking.web.locale import countries

Value = TypeVar("Value", bound=str)
Option = tuple[str, str, int]
"""A value of a filter, its name, and how many rows it would show."""


def offered(counts: Mapping[Value, int], chosen: Iterable[Value], name: Callable[[Value], str]) -> list[Option]:
    """The values to offer, the most frequent first, then by name; a chosen one stays even where it shows nothing."""
    options = [(str(value), name(value), counts.get(value, 0)) for value in {*counts, *chosen}]
    return sorted(options, key=lambda option: (-option[2], fold(option[1])))


def chosen_values(args: Mapping[str, Any], options: Mapping[str, list[Option]]) -> list[tuple[str, dict[str, Any]]]:
    """Each value that the query string `args` asks for, the words searched for first, with one that lets go of it."""
    chosen: list[tuple[str, dict[str, Any]]] = []
    if args.get("q"):
        chosen.append((f"“{args['q']}”", {**args, "q": None}))
    for name, choices in options.items():
        held = args.get(name, [])
        chosen.extend((label, without(args, name, value)) for value, label, _count in choices if value in held)
    return chosen


def without(args: Mapping[str, Any], name: str, value: str) -> dict[str, Any]:
    """The query string `args` without this one value of `name`."""
    return {**args, name: [other for other in args[name] if other != value]}


def countries_asked(args: MultiDict[str, str]) -> tuple[str, ...]:
    """The countries that a query string asks for, in capitals or not, in the order of their codes."""
    asked = {value.upper() for value in args.getlist("country") if value.isascii()}
    return tuple(sorted(asked & countries("en").keys()))
