"""The blueprint that the room's pages hang on, and the words that templates say kinds and states with."""

from __future__ import annotations

from flask import Blueprint

from matchmaking.organisations import words
from matchmaking.organisations.models import ListingKind, OrganisationKind, OrganisationState, SizeBand

bp = Blueprint("organisations", __name__)


@bp.app_template_filter("organisation_kind")
def organisation_kind(kind: OrganisationKind) -> str:
    """The kind in the reader's language: "Cluster"."""
    return str(words.KINDS[kind])


@bp.app_template_filter("organisation_size")
def organisation_size(size: SizeBand) -> str:
    """The size in the reader's language: "10 to 49 employees"."""
    return str(words.SIZES[size])


@bp.app_template_filter("organisation_state")
def organisation_state(state: OrganisationState) -> tuple[str, str]:
    """The state's word and meaning, for lists.state()."""
    word, meaning = words.STATES[state]
    return str(word), meaning


@bp.app_template_filter("listing_kind")
def listing_kind(kind: ListingKind) -> str:
    """The type of an offer or request: "Technology offer"."""
    return str(words.LISTING_KINDS[kind])
