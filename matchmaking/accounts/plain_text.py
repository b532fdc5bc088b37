"""What may be done with text that came from outside: names on one line, and paths to go on to."""

from __future__ import annotations

import re

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_OWN_PATH = re.compile(r"/(?:[^/\\\s\x00-\x1f\x7f][^\\\s\x00-\x1f\x7f]*)?")


def one_line(text: str | None) -> str | None:
    """`text` without controls and with single spaces: what a name in a mail's header may hold."""
    return " ".join(_CONTROLS.sub(" ", text).split()) if text else text


def own_path(target: str | None) -> str:
    """`target` where it is a path of this site, else nothing: nobody is led elsewhere.

    Browsers read backslashes as slashes and drop tabs and line ends, so a path with any of them is refused.
    """
    return target if target and _OWN_PATH.fullmatch(target) else ""
