"""The use cases of the organisations room: each is one function and one transaction."""

from __future__ import annotations

from matchmaking.organisations.services.imports import import_listed, load_sectors
from matchmaking.organisations.services.people import answer_claim, answer_joiner, claim, join, leave, promote, remove
from matchmaking.organisations.services.profiles import create, save, submit
from matchmaking.organisations.services.review import publish, send_back, suspend

__all__ = [
    "answer_claim",
    "answer_joiner",
    "claim",
    "create",
    "import_listed",
    "join",
    "leave",
    "load_sectors",
    "promote",
    "publish",
    "remove",
    "save",
    "send_back",
    "submit",
    "suspend",
]
