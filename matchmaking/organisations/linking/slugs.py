"""Slugs for many new organisations at once."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from matchmaking.db import session
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.services.profiles import RESERVED_SLUGS
from matchmaking.web.folding import slugify


def new_slugs(names: Sequence[str]) -> list[str]:
    """A slug for each name that nobody has yet: "skywin", and "skywin-2" for the next of the name."""
    bases = [slugify(name) for name in names]
    without_number = sa.func.regexp_replace(Organisation.slug, "-[0-9]+$", "")
    query = sa.select(Organisation.slug).where(sa.or_(Organisation.slug.in_(bases), without_number.in_(bases)))
    taken = {*session().scalars(query), *RESERVED_SLUGS}
    following: dict[str, int] = {}
    slugs = []
    for base in bases:
        number = following.get(base, 1)
        while (slug := base if number == 1 else f"{base}-{number}") in taken:
            number += 1
        taken.add(slug)
        following[base] = number
        slugs.append(slug)
    return slugs
