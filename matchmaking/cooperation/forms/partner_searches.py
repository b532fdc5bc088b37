"""Keeping a search for partners."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from matchmaking.cooperation.services.partner_searches import LONGEST_NAME
from matchmaking.organisations.forms.fields import line


class KeepSearchForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The name of a search; what it looks for stands in the address."""

    name = line(
        _l("Name of the search"),
        DataRequired(_l("Give the search a name, so that you know it again.")),
        longest=LONGEST_NAME,
    )
