"""The rows of offers and requests in a profile's form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, SelectField

from matchmaking.db import BIGGEST_ID
from matchmaking.organisations.forms.fields import LONGEST_NAME, line, text
from matchmaking.organisations.models import ListingKind
from matchmaking.organisations.profile import Listing

LONGEST_LISTING = 2000
MOST_ROWS = 20


class ListingRow(Form):
    """One offer or request. A row without any words is left out."""

    id = HiddenField()
    kind = SelectField(_l("Type"))
    title = line(_l("Title"), longest=LONGEST_NAME)
    description = text(_l("More about it"), longest=LONGEST_LISTING, render_kw={"rows": 3})
    sector = SelectField(_l("Sector"), default="")

    def says_something(self) -> bool:
        return bool(self.title.data or self.description.data)

    def to_listing(self) -> Listing:
        number = self.id.data or ""
        known = number.isascii() and number.isdecimal() and len(number) < len(str(BIGGEST_ID))
        return Listing(
            kind=ListingKind(self.kind.data),
            title=self.title.data or "",
            description=self.description.data or "",
            sector_code=self.sector.data or None,
            id=int(number) if known else None,
        )
