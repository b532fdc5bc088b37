"""What organisers fill in. Forms check shape; services check rules."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, URLInput

from matchmaking.accounts.forms import ZoneField
from matchmaking.events import words
from matchmaking.events.grid import MINUTES, MOST_DAYS, PAUSE
from matchmaking.events.models import EventMode, EventType
from matchmaking.organisations.websites import BadWebsite, complete
from matchmaking.web.numbers import WholeNumber

MOST_TABLES = 200
_REQUIRED = InputRequired(_l("This is needed."))


def _text(value: str | None) -> str:
    """One line without control characters: what a person could have meant to type."""
    return " ".join("".join(char if char.isprintable() else " " for char in value or "").split())


def _paragraphs(value: str | None) -> str:
    kept = (char for char in (value or "").replace("\r\n", "\n") if char.isprintable() or char in "\n\t")
    return "".join(kept).strip()


def _in_our_time(_form: Any, field: Field) -> None:
    """A day of these centuries: one far off is a slip, and has no instant on every clock."""
    if field.data and field.data.year not in range(2000, 2200):
        raise ValidationError(_l("Write the year with four digits, such as 2027."))


def _no_longer_than(most: int) -> Length:
    return Length(max=most, message=_l("Use %(most)s characters at most.", most=most))


class AlwaysAnswered:
    """A field that starts with an answer, or whose need depends on another: not marked as optional."""

    field_flags: ClassVar = {"optional_unmarked": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Nothing to check."""


class Checkboxes(SelectMultipleField):
    """Several choices, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WebAddress(StringField):
    """An address of a public web page; completed to https where the person leaves that out."""

    widget = URLInput()

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001 -- WTForms' signature
        if not self.errors:
            try:
                self.data = complete(self.data or "")
            except BadWebsite:
                raise ValidationError(_l("This is not the address of a public web page.")) from None


class EventForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """An event's own words."""

    name = StringField(
        _l("Name"), validators=[DataRequired(_l("This is needed.")), _no_longer_than(200)], filters=[_text]
    )
    type = SelectField(
        _l("Type"), choices=[(kind.value, name) for kind, name in words.TYPES.items()], validators=[AlwaysAnswered()]
    )
    audiences = Checkboxes(
        _l("Target"), choices=[(one.value, name) for one, name in words.AUDIENCES.items()], validators=[_REQUIRED]
    )
    summary = TextAreaField(
        _l("Summary"),
        description=_l("One or two sentences that answer: is it for me?"),
        validators=[_no_longer_than(500)],
        filters=[_text],
    )
    mode = SelectField(
        _l("On site or online"),
        choices=[(mode.value, name) for mode, name in words.MODES.items()],
        validators=[AlwaysAnswered()],
    )
    country_code = SelectField(_l("Country"), default="", validators=[AlwaysAnswered()])
    city = StringField(_l("City"), validators=[AlwaysAnswered(), _no_longer_than(100)], filters=[_text])
    venue = StringField(
        _l("Venue"), description=_l("Building and street."), validators=[_no_longer_than(200)], filters=[_text]
    )
    time_zone = ZoneField(_l("Time zone"), description=_l("All times of the event are on these clocks."))
    starts = DateTimeLocalField(
        _l("Start"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[_REQUIRED, _in_our_time],
    )
    ends = DateTimeLocalField(
        _l("End"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[_REQUIRED, _in_our_time],
    )
    has_meetings = BooleanField(
        _l("With B2B meetings"),
        description=_l("Participants ask each other for meetings; you get slots, tables and a plan."),
    )
    sectors = Checkboxes(_l("Sectors"))
    countries = SelectMultipleField(
        _l("Countries concerned"),
        description=_l("The country it takes place in is among them by itself. Hold Ctrl to choose several."),
    )
    partnerships = Checkboxes(
        _l("Cluster partnerships"),
        description=_l("The European cluster partnerships that it is an event of; their pages show it."),
    )
    programme = TextAreaField(
        _l("Programme"),
        description=_l("Markdown: ## for a heading, - for a list, **bold**, [words](address)."),
        validators=[_no_longer_than(20_000)],
        filters=[_paragraphs],
    )
    online_url = WebAddress(_l("Address of the online room"), description=_l("Shown to participants alone."))
    website = WebAddress(_l("Website"))
    seen = HiddenField()

    def validate_city(self, field: Field) -> None:
        if not field.data and self.mode.data != EventMode.ONLINE:
            raise ValidationError(_l("Say in which city people meet, or choose Online."))

    def validate_country_code(self, field: Field) -> None:
        if not field.data and self.mode.data != EventMode.ONLINE:
            raise ValidationError(_l("Say in which country people meet, or choose Online."))

    def validate_type(self, field: Field) -> None:
        if field.data == EventType.WEBINAR and self.mode.data == EventMode.ON_SITE:
            raise ValidationError(_l("A webinar is online: choose so, or another type."))


class GridForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The slot grid in one step."""

    first_day = DateField(_l("First day"), validators=[_REQUIRED, _in_our_time])
    days = WholeNumber(
        _l("Days"),
        default=1,
        validators=[_REQUIRED, NumberRange(1, MOST_DAYS, _l("Choose 1 to %(most)s days.", most=MOST_DAYS))],
    )
    day_start = TimeField(_l("From"), validators=[_REQUIRED])
    day_end = TimeField(_l("To"), validators=[_REQUIRED])
    slot_minutes = WholeNumber(
        _l("Minutes per slot"),
        default=20,
        validators=[_REQUIRED, NumberRange(MINUTES[0], MINUTES[-1], _l("A slot takes 5 to 240 minutes."))],
    )
    gap_minutes = WholeNumber(
        _l("Minutes between"),
        default=5,
        validators=[
            InputRequired(_l("This is needed.")),
            NumberRange(PAUSE[0], PAUSE[-1], _l("Between two slots lie 0 to 120 minutes.")),
        ],
    )
    lunch_start = TimeField(_l("Lunch from"), validators=[Optional()])
    lunch_end = TimeField(_l("Lunch to"), validators=[Optional()])
    accept = HiddenField()


class SlotForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One slot more."""

    day = DateField(_l("Day"), validators=[_REQUIRED, _in_our_time])
    start = TimeField(_l("From"), validators=[_REQUIRED])
    end = TimeField(_l("To"), validators=[_REQUIRED])


class TablesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """How many tables, and what they are called; the labels are read from the request by number."""

    count = WholeNumber(
        _l("Number of tables"),
        validators=[
            InputRequired(_l("This is needed.")),
            NumberRange(0, MOST_TABLES, _l("There are 0 to %(most)s tables.", most=MOST_TABLES)),
        ],
    )
    accept = HiddenField()


class OrganiserForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Whom to invite."""

    email = EmailField(_l("E-mail address"), validators=[_REQUIRED, _no_longer_than(254)])


class ConfirmForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One button; the token is all that is sent."""
