"""The forms of linked maps: a file to send, and a source to fetch."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import DataRequired

from matchmaking.organisations.forms.fields import Between, line
from matchmaking.organisations.linking import words
from matchmaking.organisations.linking.models import FileFormat, LinkedSource
from matchmaking.organisations.linking.services import SourceDetails
from matchmaking.organisations.linking.services.batches import LONGEST_SOURCE
from matchmaking.web.numbers import WholeNumber

LONGEST_ADDRESS = 1000
MOST_HOURS = 8760


class UploadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A file, and which source it comes from."""

    file = FileField(
        _l("File"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("CSV, XLSX or JSON-LD, at most 5 MB and 5,000 rows."),
        render_kw={"accept": ".csv,.xlsx,.json,.jsonld"},
    )
    source = line(
        _l("Source"),
        DataRequired(_l("Name the source, such as “Canadian cluster map”.")),
        longest=LONGEST_SOURCE,
        description=_l(
            "Where the file comes from. The same name the next time brings the same organisations up to date."
        ),
        render_kw={"list": "source-names", "autocomplete": "off"},
    )
    office = SelectField(_l("For"), validators=[DataRequired()])

    def prepare(self, offices: dict[int, str]) -> None:
        """Offer the offices that the person may import for; an administrator has none to choose."""
        if offices:
            self.office.choices = [(str(office), name) for office, name in offices.items()]
        else:
            del self.office


class SourceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Another mapping site that is read again and again."""

    seen = HiddenField(default="0")
    name = line(
        _l("Name"),
        DataRequired(_l("Name the source, such as “Canadian cluster map”.")),
        longest=LONGEST_SOURCE,
        description=_l("It stands beside everything that comes from there."),
    )
    address = line(
        _l("Address of the file"),
        DataRequired(_l("Write the whole address of the file, beginning with https://.")),
        longest=LONGEST_ADDRESS,
        render_kw={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false", "placeholder": "https://"},
    )
    format = SelectField(_l("Format"), validators=[DataRequired()])
    every_hours = WholeNumber(
        _l("Every how many hours"),
        default=24,
        validators=[
            DataRequired(_l("Enter a whole number of hours, at least 1.")),
            Between(1, MOST_HOURS, _l("Enter a whole number of hours, at least 1.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    is_active = BooleanField(_l("Fetch it on this schedule"), default=True)
    applies_clear_rows = BooleanField(
        _l("Apply clear rows without asking"),
        description=_l(
            "Rows that are neither wrong nor doubtful are published as they come. The others wait for a person."
        ),
    )

    def prepare(self) -> None:
        """Fill in the choices."""
        self.format.choices = [(kind.value, word) for kind, word in words.FORMATS.items()]

    def to_details(self) -> SourceDetails:
        """What was written, of a form that has been validated."""
        return SourceDetails(
            name=self.name.data or "",
            address=(self.address.data or "").strip(),
            format=FileFormat(self.format.data),
            every_hours=self.every_hours.data or 24,
            is_active=bool(self.is_active.data),
            applies_clear_rows=bool(self.applies_clear_rows.data),
        )

    @property
    def seen_version(self) -> int:
        """The version that the form started from."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < len("9999999999") else -1


def source_form(source: LinkedSource | None) -> SourceForm:
    """The form: what was posted, else what is stored."""
    stored = {}
    if source is not None:
        stored = {
            "name": source.name,
            "address": source.address,
            "format": source.format.value if source.format else "",
            "every_hours": source.every_hours,
            "is_active": source.is_active,
            "applies_clear_rows": source.applies_clear_rows,
        }
    form = SourceForm(data=stored)
    form.prepare()
    if not form.is_submitted() and source is not None:
        form.seen.data = str(source.version)
    return form
