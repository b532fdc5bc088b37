"""The short forms: beginning a profile, joining, claiming, and an administrator's note."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired

from matchmaking.organisations import words
from matchmaking.organisations.forms.fields import LONGEST_NAME, LONGEST_NOTE, length, line, paragraphs, text
from matchmaking.web.locale import countries, current_language


class BeginForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Kind, country and name: what decides which form follows, and whether the organisation is here already."""

    kind = RadioField(_l("What is it?"), validators=[DataRequired(_l("Choose what it is."))])
    country_code = SelectField(_l("Country"), validators=[DataRequired(_l("Choose a country."))])
    name = line(
        _l("Name"),
        DataRequired(_l("Enter the name.")),
        longest=LONGEST_NAME,
        description=_l("As it is registered, or as it is known."),
    )

    def prepare(self) -> None:
        """Fill in the choices, in the reader's language."""
        self.kind.choices = [(kind.value, str(label)) for kind, label in words.KINDS.items()]
        self.country_code.choices = [("", _("Choose a country")), *countries(current_language()).items()]


class JoinForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What a joiner tells the managers."""

    position = line(_l("What you do there"))
    note = text(_l("Message"), longest=LONGEST_NOTE, render_kw={"rows": 3})


class ClaimForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What a claimant tells the administrator."""

    position = line(
        _l("What you do there"),
        DataRequired(_l("Say what you do there.")),
        description=_l("For example: international relations."),
    )
    note = TextAreaField(
        _l("How can an administrator see that it is so?"),
        description=_l("For example your e-mail address at the organisation, or a page of it that names you."),
        filters=[paragraphs],
        validators=[DataRequired(_l("Give the administrator something to go by.")), length(LONGEST_NOTE)],
        render_kw={"rows": 4},
    )


class NoteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What an administrator writes to the people of an organisation."""

    note = text(_l("Note to its people"), longest=LONGEST_NOTE, render_kw={"rows": 3})
    seen = HiddenField()
