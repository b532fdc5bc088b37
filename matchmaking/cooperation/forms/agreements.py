"""The forms of an agreement: beginning one, and what is written about it."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, ValidationError

from matchmaking.cooperation import agreement_words, partial_dates
from matchmaking.cooperation.entries import AgreementText
from matchmaking.cooperation.models import Agreement, AgreementKind
from matchmaking.organisations.forms.fields import LONGEST_NAME, CheckboxesField, address, line, sector_choices, text
from matchmaking.organisations.models import Organisation, Sector

BAD_ADDRESS = _l("This is not the address of a public page. Write it like https://www.skywin.be/en.")
_DATE_HELP = _l("A year, a month or a day: 2013, 2013-05 or 2013-05-31.")


class BeginAgreementForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Who hands it in, what it is, and what it is called."""

    organisation = SelectField(_l("Your organisation"), validators=[DataRequired(_l("Choose an organisation."))])
    kind = RadioField(_l("What is it?"), validators=[DataRequired(_l("Choose what it is."))])
    title = line(
        _l("Title"),
        DataRequired(_l("Enter a title.")),
        longest=LONGEST_NAME,
        description=_l("Usually the names of the two: “Skywin and Aéro Montréal”. A network has a name of its own."),
    )

    def prepare(self, organisations: Iterable[Organisation]) -> None:
        """Fill in the choices, in the reader's language."""
        self.organisation.choices = [(one.slug, one.name) for one in organisations]
        self.kind.choices = kind_choices()


class AgreementForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What is written about an agreement. Only what has a wrong shape is an error; a draft may lack anything."""

    seen = HiddenField()
    title = line(_l("Title"), DataRequired(_l("Enter a title.")), longest=LONGEST_NAME)
    kind = RadioField(_l("What is it?"), validators=[DataRequired(_l("Choose what it is."))])
    signed = line(_l("Signed"), description=_DATE_HELP, render_kw={"autocomplete": "off"})
    runs_until = line(
        _l("Runs until"),
        description=_l("Leave it empty where it has no end."),
        render_kw={"autocomplete": "off"},
    )
    sectors = CheckboxesField(_l("Sectors"))
    description = text(
        _l("What it is about"),
        description=_l("A few sentences. An empty line starts a paragraph; **two stars** make words bold."),
        render_kw={"rows": 5},
    )
    source_document = line(
        _l("Source"),
        longest=LONGEST_NAME,
        description=_l("Where one can read about it: a press release, a page of yours, a paper."),
    )
    source_url = address(_l("Its address"), BAD_ADDRESS)

    def prepare(self, sectors: Iterable[Sector]) -> None:
        """Fill in the choices, in the reader's language."""
        self.kind.choices = kind_choices()
        self.sectors.choices = sector_choices(sectors)
        self.sectors.flags.required = True
        self.source_document.flags.optional_unmarked = True

    def without_identity(self) -> None:
        """Leave out what only an administrator changes once it is published."""
        del self.title
        del self.kind

    def fill(self, agreement: Agreement, stored: AgreementText) -> None:
        """Show what is stored."""
        self.seen.data = str(agreement.version)
        for name in ("title", "signed", "runs_until", "description", "source_document", "source_url"):
            if name in self:
                self[name].data = getattr(stored, name)
        if "kind" in self:
            self.kind.data = stored.kind.value
        self.sectors.data = list(stored.sectors)

    def to_text(self, stored: AgreementText) -> AgreementText:
        """What was written, of a form that has been validated; `stored` fills in what was left out."""
        return AgreementText(
            title=(self.title.data or "") if "title" in self else stored.title,
            kind=AgreementKind(self.kind.data) if "kind" in self else stored.kind,
            sectors=tuple(self.sectors.data or ()),
            signed=self.signed.data or "",
            runs_until=self.runs_until.data or "",
            description=self.description.data or "",
            source_document=self.source_document.data or "",
            source_url=self.source_url.data or "",
        )

    def validate_signed(self, field: StringField) -> None:
        _check_date(field)

    def validate_runs_until(self, field: StringField) -> None:
        _check_date(field)


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of agreement, in the reader's language."""
    return [(kind.value, str(label)) for kind, label in agreement_words.KINDS.items()]


def _check_date(field: StringField) -> None:
    try:
        field.data = partial_dates.checked(field.data or "")
    except partial_dates.BadDate:
        raise ValidationError(_l("Write a year, a month or a day: 2013, 2013-05 or 2013-05-31.")) from None
