"""Rows of public documents, as the files that are loaded hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def source_document(source: Mapping[str, Any]) -> str:
    """The source with the place in it: "Discussion paper on Canada (2017), 3.1 Success story 1"."""
    return ", ".join(part for part in (source["document"], source["section"]) if part)
