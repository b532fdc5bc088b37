"""Pages of the cooperation room, by subject."""

from __future__ import annotations

from matchmaking.cooperation.views.blueprint import bp

__all__ = ["bp"]
