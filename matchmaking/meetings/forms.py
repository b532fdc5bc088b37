"""The shape of asking and answering."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from matchmaking.meetings.models import Priority
from matchmaking.meetings.services import LONGEST_MESSAGE


def _stripped(text: str | None) -> str:
    # A browser sends each line end as two characters; what was counted while typing is one.
    return (text or "").replace("\r\n", "\n").strip()


class AskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    message = TextAreaField(
        _l("Message"),
        filters=[_stripped],
        validators=[Length(max=LONGEST_MESSAGE, message=_l("Write at most %(max)d characters."))],
        description=_l("What you would like to talk about. Only the two of you and the organiser can read it."),
    )
    priority = RadioField(
        _l("How much you want this meeting"),
        choices=[
            (Priority.NORMAL.value, _l("normal: good to have")),
            (Priority.HIGH.value, _l("high: rather this than others")),
            (Priority.MUST.value, _l("must: the reason why you come")),
        ],
        default=Priority.NORMAL.value,
        validators=[InputRequired()],
    )


class NoteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    note = TextAreaField(
        _l("Note"),
        filters=[_stripped],
        validators=[Length(max=LONGEST_MESSAGE, message=_l("Write at most %(max)d characters."))],
    )
