"""The use cases of linked maps: each is one function and one transaction."""

from __future__ import annotations

from matchmaking.organisations.linking.services.applying import apply
from matchmaking.organisations.linking.services.batches import correct, decide, leave_out, send, set_aside, upload
from matchmaking.organisations.linking.services.fetches import execute_fetch, request_fetch, sweep
from matchmaking.organisations.linking.services.memberships import answer_membership
from matchmaking.organisations.linking.services.sources import SourceDetails, save_source

__all__ = [
    "SourceDetails",
    "answer_membership",
    "apply",
    "correct",
    "decide",
    "execute_fetch",
    "leave_out",
    "request_fetch",
    "save_source",
    "send",
    "set_aside",
    "sweep",
    "upload",
]
