"""The facts that the service is filled with, as they stand in `data/`."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def records(name: str) -> dict[str, Any]:
    """The content of `data/<name>.json`."""
    text = files("matchmaking.demo").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
