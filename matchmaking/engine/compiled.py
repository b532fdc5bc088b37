"""Functions compiled by numba. The first call compiles; the machine code stays on disk for the next process.

It lies in a folder of NUMBA_CACHE_DIR, else beside this file, that is named for the sources with kernels: numba sees
a change in a compiled function's own file, but not one in a file that it calls into.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")

HERE = Path(__file__).parent
WITH_KERNELS = ("climb/*.py", "bounds/*.py", "tables*.py", "compiled.py")


def _cache_folder() -> Path:
    root = Path(os.environ.get("NUMBA_CACHE_DIR") or HERE / "__pycache__" / "numba")
    digest = hashlib.sha256()
    for path in sorted(path for kind in WITH_KERNELS for path in HERE.glob(kind)):
        digest.update(path.read_bytes())
    return root / digest.hexdigest()[:16]


numba.config.CACHE_DIR = str(_cache_folder())  # type: ignore[attr-defined] # numba makes its settings as it starts


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code. It releases the interpreter's lock while it runs."""
    return _kept(function, {"nogil": True})


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """As `compiled`, for functions that make no array: their arrays' references are not counted.

    Counting them, which is atomic, took more than half of the time of the hot loops here, and most of the compile time.
    The option is numba's own, though not a documented one; without it the functions do the same, slower.
    """
    return _kept(function, {"nogil": True, "_nrt": False})


def _kept(function: Callable[P, R], options: dict[str, Any]) -> Callable[P, R]:
    """Kept on disk where there is a folder that can be written, else compiled anew by each process."""
    try:
        return cast("Callable[P, R]", numba.njit(cache=True, **options)(function))
    except RuntimeError:
        return cast("Callable[P, R]", numba.njit(**options)(function))
