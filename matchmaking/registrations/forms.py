"""The shape of what people fill in about a registration."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from matchmaking.organisations.models import Organisation
from matchmaking.web.numbers import WholeNumber

LONGEST_NOTE = 1000
LONGEST_ROLE = 120
MOST_MEETINGS = 100


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class RegistrationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    organisation_id = SelectField(
        _l("Organisation"),
        coerce=int,
        validators=[InputRequired(_l("Choose one of your organisations."))],
        description=_l("Others see this organisation's profile."),
    )
    role_title = StringField(
        _l("What you do there"),
        filters=[_stripped],
        validators=[Length(max=LONGEST_ROLE, message=_l("Write at most %(max)d characters."))],
        description=_l("Such as “International relations”. Other participants see it."),
    )
    note = TextAreaField(
        _l("Note to the organiser"),
        filters=[_stripped],
        validators=[Length(max=LONGEST_NOTE, message=_l("Write at most %(max)d characters."))],
        description=_l("Only the organiser reads it."),
    )
    max_meetings = WholeNumber(
        _l("Most meetings you want"),
        validators=[
            MayBeEmpty(),
            NumberRange(1, MOST_MEETINGS, message=_l("A number from %(min)d to %(max)d, or nothing.")),
        ],
        description=_l("Over the whole event. Leave it empty for as many as fit."),
    )

    def __init__(self, organisations: list[Organisation], **values: Any) -> None:
        super().__init__(**values)
        self.organisation_id.choices = [(own.id, own.name) for own in organisations]


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    note = TextAreaField(
        _l("Note to the person"),
        filters=[_stripped],
        validators=[Length(max=LONGEST_NOTE, message=_l("Write at most %(max)d characters."))],
    )
