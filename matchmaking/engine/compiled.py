"""Functions compiled by numba. The first call compiles; the result stays on disk, in NUMBA_CACHE_DIR or beside us."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code. It releases the interpreter's lock while it runs."""
    return cast("Callable[P, R]", numba.njit(cache=True, nogil=True)(function))
