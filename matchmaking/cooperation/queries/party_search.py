"""Looking for an organisation to name as a party, partner or member."""

from __future__ import annotations

import sqlalchemy as sa

from matchmaking.db import session
from matchmaking.organisations.listing import LISTED
from matchmaking.organisations.models import Organisation, OrganisationState
from matchmaking.organisations.text_search import matches


def organisations_like(words: str, *, without: set[int], most: int) -> list[Organisation]:
    """Published organisations in which every word occurs, those that have them in their name first.

    Those whose ids are in `without` are left out.
    """
    if not words:
        return []
    found = sa.select(Organisation).where(LISTED, matches(words), Organisation.id.not_in(without))
    named = matches(words, sa.func.to_tsvector(sa.literal_column("'simple'"), Organisation.sort_name))
    ordered = found.order_by(named.desc(), Organisation.sort_name, Organisation.id).limit(most)
    return list(session().scalars(ordered))


def published_organisation(slug: str) -> Organisation | None:
    """The published organisation of this slug; None where there is none."""
    if "\0" in slug:  # PostgreSQL cannot even be asked
        return None
    return session().scalar(
        sa.select(Organisation).where(Organisation.slug == slug, Organisation.state == OrganisationState.PUBLISHED)
    )
