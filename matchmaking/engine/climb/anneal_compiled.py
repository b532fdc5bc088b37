"""Compiled functions that allocate nothing."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """As `compiled`, for functions that make no array: their arrays' references are not counted.

    Counting them, which is atomic, took more than half of the time of the hot loops here, and most of the compile time.
    The option is numba's own, though not a documented one; without it the functions do the same, slower.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
    return cast("Callable[P, R]", numba.njit(**options)(function))
