"""The use cases of the organisations room: each is one function and one transaction."""

from __future__ import annotations

from matchmaking.organisations.services.imports import import_listed, load_sectors

__all__ = ["import_listed", "load_sectors"]
