"""Pages of the organisations room."""

from __future__ import annotations

from matchmaking.organisations import open_data
from matchmaking.organisations.linking import views as linking
from matchmaking.organisations.views import clusters, directory, logos, mapping, people, profiles, review
from matchmaking.organisations.views.blueprint import bp

__all__ = ["bp", "clusters", "directory", "linking", "logos", "mapping", "open_data", "people", "profiles", "review"]
