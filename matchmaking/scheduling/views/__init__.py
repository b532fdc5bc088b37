"""Pages of the organiser's plan: what stands, what is possible, a run as it goes, a draft, its release."""

from __future__ import annotations

from matchmaking.scheduling.views import forecasts, plans, runs, waiting
from matchmaking.scheduling.views.blueprint import bp

__all__ = ["bp", "forecasts", "plans", "runs", "waiting"]
