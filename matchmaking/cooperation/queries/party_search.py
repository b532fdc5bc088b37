"""Looking for an organisation to name as a party, partner or member."""

from __future__ import annotations

import sqlalchemy as sa

from matchmaking.db import session
from matchmaking.organisations.listing import LISTED
from matchmaking.organisations.models import Organisation, OrganisationState
from matchmaking.organisations.text_search import DOCUMENT
from matchmaking.web.folding import fold, prefix_query

_SIMPLE: sa.ColumnElement[str] = sa.literal_column("'simple'")


def organisations_like(words: str, *, without: set[int], most: int) -> list[Organisation]:
    """Published organisations in which every word occurs, those that have them in their name first.

    Those whose ids are in `without` are left out.
    """
    if not words:
        return []
    query = prefix_query(words)
    matches: sa.ColumnElement[bool]
    named: sa.ColumnElement[bool]
    if query:
        asked = sa.func.to_tsquery(_SIMPLE, query)
        matches = DOCUMENT.bool_op("@@")(asked)
        named = sa.func.to_tsvector(_SIMPLE, Organisation.sort_name).bool_op("@@")(asked)
    else:
        matches = named = Organisation.sort_name.contains(fold(words), autoescape=True)
    found = sa.select(Organisation).where(LISTED, matches, Organisation.id.not_in(without))
    ordered = found.order_by(named.desc(), Organisation.sort_name, Organisation.id).limit(most)
    return list(session().scalars(ordered))


def published_organisation(slug: str) -> Organisation | None:
    """The published organisation of this slug; None where there is none."""
    if "\0" in slug:  # PostgreSQL cannot even be asked
        return None
    return session().scalar(
        sa.select(Organisation).where(Organisation.slug == slug, Organisation.state == OrganisationState.PUBLISHED)
    )
