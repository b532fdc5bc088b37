"""JSON read strictly: no duplicate keys, no NaN, no guessing of types; every complaint names its place."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Never, TypeVar

from matchmaking.engine.parts import InstanceError

T = TypeVar("T")


class JsonObject(dict[str, Any]):
    """A JSON object that remembers the first key that stood in it twice."""

    repeated: str | None = None


def parse(text: str | bytes) -> object:
    """The JSON value in `text`. Raises InstanceError with line and column where it is not JSON."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        value: object = json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_constant=_refuse_constant
        )
    except UnicodeDecodeError as error:
        raise InstanceError(f"not UTF-8 text: byte {error.start} cannot be read") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InstanceError(f"not JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise InstanceError("not a schedule: it is nested too deeply") from None
    except InstanceError:
        raise
    except ValueError:  # Python reads no whole number of more than 4300 digits
        raise InstanceError("not a schedule: it holds a number that is too long") from None
    return value


def as_object(value: object, place: str, *, needed: tuple[str, ...], allowed: tuple[str, ...]) -> JsonObject:
    """`value`, once it is an object with all needed keys and none but the allowed ones."""
    if not isinstance(value, JsonObject):
        _wrong("an object", value, place)
    if value.repeated is not None:
        raise InstanceError(f'the key "{value.repeated}" stands twice', place)
    for key in value:
        if key not in needed and key not in allowed:
            choices = ", ".join((*needed, *allowed))
            raise InstanceError(f'unknown key "{_short(key)}"; there are {choices}', place)
    for key in needed:
        if key not in value:
            raise InstanceError(f'the key "{key}" is missing', place)
    return value


def as_list(value: object, place: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    """The items of a list, each read by `read(item, place[at])`."""
    if not isinstance(value, list):
        _wrong("a list", value, place)
    return tuple(read(item, f"{place}[{at}]") for at, item in enumerate(value))


def as_text(value: object, place: str) -> str:
    """`value`, once it is a string."""
    if not isinstance(value, str):
        _wrong("a text", value, place)
    return value


def as_whole(value: object, place: str) -> int:
    """`value`, once it is a whole number (true and 1.0 are none)."""
    if type(value) is not int:
        _wrong("a whole number", value, place)
    return value


def as_truth(value: object, place: str) -> bool:
    """`value`, once it is true or false."""
    if not isinstance(value, bool):
        _wrong("true or false", value, place)
    return value


def as_moment(value: object, place: str) -> datetime:
    """A moment with its offset, from its ISO 8601 text."""
    text = as_text(value, place)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InstanceError(f'"{_short(text)}" is not a time such as 2027-03-10T09:00:00-05:00', place) from None
    if moment.utcoffset() is None:
        raise InstanceError(f'"{_short(text)}" lacks its offset, as in 2027-03-10T09:00:00-05:00', place)
    return moment


def optional(value: object, place: str, read: Callable[[object, str], T]) -> T | None:
    """None for a key left out or null, else what `read` makes of it."""
    return None if value is None else read(value, place)


def texts(value: object, place: str) -> tuple[str, ...]:
    """A list of strings."""
    return as_list(value, place, as_text)


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    made = JsonObject(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                made.repeated = key
                break
            seen.add(key)
    return made


def _refuse_constant(name: str) -> Never:
    raise InstanceError(f"not JSON: {name} is no number")


def _wrong(wanted: str, value: object, place: str) -> Never:
    raise InstanceError(f"{wanted} is needed here, not {_kind(value)}", place)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {_short(str(value))}" if abs(value) < 1e18 else "a huge number"  # noqa: PLR2004 -- short enough to show
    if isinstance(value, str):
        return f'the text "{_short(value)}"'
    return "a list" if isinstance(value, list) else "an object"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 -- fits in a sentence
