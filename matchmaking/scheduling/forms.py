"""What an organiser fills in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, NumberRange

from matchmaking.scheduling.services import LEAST_SECONDS, MOST_SECONDS
from matchmaking.web.numbers import WholeNumber


class ComputeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """How long the engine may take."""

    seconds = WholeNumber(
        _l("Seconds to compute"),
        validators=[
            InputRequired(_l("Say how many seconds.")),
            NumberRange(
                LEAST_SECONDS,
                MOST_SECONDS,
                _l("Choose from %(min)s to %(max)s seconds."),
            ),
        ],
    )
