"""Pages of the organisations room."""

from __future__ import annotations

from matchmaking.organisations.views import directory, logos, people, profiles, review
from matchmaking.organisations.views.blueprint import bp

__all__ = ["bp", "directory", "logos", "people", "profiles", "review"]
