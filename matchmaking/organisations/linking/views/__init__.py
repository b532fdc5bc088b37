"""Pages of linked maps, and what they add to an organisation's page."""

from __future__ import annotations

from matchmaking.organisations.linking.views import imports, memberships, rows, sources

__all__ = ["imports", "memberships", "rows", "sources"]
