"""What organisers do to their events: one use case, one function, one transaction."""

from __future__ import annotations

from matchmaking.events.services.details import EventDetails, create, edit, refresh
from matchmaking.events.services.layout import (
    GridChange,
    add_slot,
    change_slots,
    make_slots,
    planned_change,
    set_tables,
)
from matchmaking.events.services.listed import import_listed
from matchmaking.events.services.organisers import accept_invitation, invite_organiser, remove_organiser
from matchmaking.events.services.states import cancel, close_registration, open_registration, publish

__all__ = [
    "EventDetails",
    "GridChange",
    "accept_invitation",
    "add_slot",
    "cancel",
    "change_slots",
    "close_registration",
    "create",
    "edit",
    "import_listed",
    "invite_organiser",
    "make_slots",
    "open_registration",
    "planned_change",
    "publish",
    "refresh",
    "remove_organiser",
    "set_tables",
]
