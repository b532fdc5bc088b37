"""What an edit changed, as the audit log keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as they were and as they are, in the order of `before`. Both have the same fields."""
    names = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}
