"""Pages of the events room: the public listing, an event, and its organisers' set-up."""

from __future__ import annotations

from matchmaking.events import open_data
from matchmaking.events.views import organise, public, related, setup
from matchmaking.events.views.blueprint import bp

__all__ = ["bp", "open_data", "organise", "public", "related", "setup"]
