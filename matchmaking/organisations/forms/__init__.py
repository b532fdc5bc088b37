"""The forms of the room."""

from __future__ import annotations

from matchmaking.organisations.forms.kinds import profile_form
from matchmaking.organisations.forms.profiles import ProfileForm
from matchmaking.organisations.forms.steps import BeginForm, ClaimForm, JoinForm, NoteForm

__all__ = ["BeginForm", "ClaimForm", "JoinForm", "NoteForm", "ProfileForm", "profile_form"]
