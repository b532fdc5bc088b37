"""Pages of the organiser's plan: what stands, a run as it goes, a draft, its release."""

from __future__ import annotations

from matchmaking.scheduling.views import plans, runs
from matchmaking.scheduling.views.blueprint import bp

__all__ = ["bp", "plans", "runs"]
