"""Values that people wrote, checked and completed: sectors, addresses of pages."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import gettext as _

from matchmaking.db import session
from matchmaking.errors import Invalid
from matchmaking.organisations import websites
from matchmaking.organisations.models import Sector


def sectors_of(codes: Iterable[str]) -> list[Sector]:
    """The sectors of these codes, by code; Invalid where one does not exist."""
    wanted = set(codes)
    found = list(session().scalars(sa.select(Sector).where(Sector.code.in_(wanted)).order_by(Sector.code)))
    if {sector.code for sector in found} != wanted:
        raise Invalid(_("Choose sectors from the list."), field="sectors")
    return found


def page_address(text: str, field: str) -> str:
    """`text` as the whole address of a public page, empty where it is; Invalid for what is none."""
    try:
        return websites.complete(text)
    except websites.BadWebsite:
        raise Invalid(_("This is not the address of a public website."), field=field) from None
