"""The form of a profile: what every kind of organisation tells. What some kinds tell besides is in `kinds`."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField, HiddenField, SelectField
from wtforms.validators import DataRequired, Optional, ValidationError

from matchmaking.organisations import words
from matchmaking.organisations.forms.fields import (
    LONGEST_NAME,
    Between,
    CheckboxesField,
    RowsField,
    address,
    line,
    text,
)
from matchmaking.organisations.forms.listings import MOST_ROWS, ListingRow
from matchmaking.organisations.forms.logos import LogoFields
from matchmaking.organisations.models import Organisation, OrganisationKind, Sector, SizeBand
from matchmaking.organisations.profile import ClusterFacts, Gap, Profile
from matchmaking.web.folding import fold
from matchmaking.web.locale import countries, current_language
from matchmaking.web.numbers import WholeNumber

EARLIEST_YEAR, LATEST_YEAR = 1000, 2200


class ProfileForm(LogoFields, FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What every kind of organisation tells. Only what has a wrong shape is an error; drafts may lack anything."""

    seen = HiddenField()
    name = line(_l("Name"), DataRequired(_l("Enter the name.")), longest=LONGEST_NAME)
    country_code = SelectField(_l("Country"))
    region = line(_l("Region"))
    city = line(_l("City"))
    website = address(
        _l("Website"),
        _l("This is not the address of a public website. Write it like skywin.be or https://www.skywin.be."),
    )
    description = text(
        _l("Description"),
        description=_l("A few sentences for somebody who has never heard of it. An empty line starts a paragraph."),
        render_kw={"rows": 6},
    )
    size = SelectField(_l("Size"))
    founded_year = WholeNumber(
        _l("Founded in"),
        validators=[
            Optional(),
            Between(EARLIEST_YEAR, LATEST_YEAR, _l("Enter a year with four digits.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    sectors = CheckboxesField(_l("Sectors"))
    target_countries = CheckboxesField(_l("Countries in which you look for partners"))
    offers = RowsField(
        FormField(ListingRow),
        _l("What you offer"),
        description=_l("Each offer is compared with what others look for."),
        min_entries=1,
    )
    seeks = RowsField(
        FormField(ListingRow),
        _l("What you look for"),
        description=_l("Each request is compared with what others offer."),
        min_entries=1,
    )

    sizes = tuple(SizeBand)

    def prepare(self, organisation: Organisation, sectors: Iterable[Sector]) -> None:
        """Fill in the choices, in the reader's language and as the organisation's country needs them."""
        language = current_language()
        names = countries(language)
        self.country_code.choices = list(names.items())
        self.region.label.text = words.region_word(organisation.country_code)
        if self.size is not None:
            self.size.choices = [("", _("Not said")), *((size.value, str(words.SIZES[size])) for size in self.sizes)]
        codes = [("NAICS", "naics"), ("NACE", "nace")]
        title, attribute = codes[0] if words.uses_naics(organisation.country_code) else codes[1]
        taxonomy = [(sector.code, sector.name(language), getattr(sector, attribute)) for sector in sectors]
        taxonomy.sort(key=lambda row: fold(row[1]))
        self.sectors.choices = [
            (code, f"{name} ({title} {', '.join(numbers)})" if numbers else name) for code, name, numbers in taxonomy
        ]
        chosen = set(organisation.target_countries)
        self.target_countries.choices = sorted(names.items(), key=lambda item: item[0] not in chosen)
        self._row_sectors = [("", _("Any")), *((code, name) for code, name, _numbers in taxonomy)]
        for rows, is_offer in ((self.offers, True), (self.seeks, False)):
            for entry in rows:
                self._prepare_row(entry.form, is_offer=is_offer)
        self._mark_needed(organisation.kind)

    def _mark_needed(self, kind: OrganisationKind) -> None:
        """Say "optional" only of what a published profile may lack. (A required checkbox would have to be ticked.)"""
        self.sectors.flags.required = True
        needed = [self.country_code, self.city, self.description]
        needed += [self.size] if kind is OrganisationKind.SME else []
        for field in needed:
            field.flags.optional_unmarked = True

    def _prepare_row(self, row: ListingRow, *, is_offer: bool) -> ListingRow:
        row.kind.choices = [
            (kind.value, str(label)) for kind, label in words.LISTING_KINDS.items() if kind.is_offer is is_offer
        ]
        row.sector.choices = self._row_sectors
        for field in (row.title, row.kind):
            field.flags.optional_unmarked = True
        return row

    def blank(self, name: str) -> SimpleNamespace:
        """A row for static/js/repeat.js to copy, of the list `name`."""
        row = ListingRow(prefix=f"{name}-__index__-")
        return SimpleNamespace(form=self._prepare_row(row, is_offer=name == "offers"))

    def add_row(self, name: str) -> None:
        """One empty row more at the end of the list `name`, for browsers without JavaScript."""
        rows = self[name]
        if len(rows) < MOST_ROWS:
            rows.append_entry()
            self._prepare_row(rows[-1].form, is_offer=name == "offers")

    def to_profile(self) -> Profile:
        """What was written, of a form that has been validated."""
        rows = [*self.offers, *self.seeks]
        return Profile(
            name=self.name.data or "",
            country_code=self.country_code.data,
            region=self.region.data or "",
            city=self.city.data or "",
            website=self.website.data or "",
            description=self.description.data or "",
            size=SizeBand(self.size.data) if self.size and self.size.data else None,
            founded_year=self.founded_year.data,
            target_countries=tuple(self.target_countries.data or ()),
            sectors=tuple(self.sectors.data or ()),
            listings=tuple(entry.form.to_listing() for entry in rows if entry.form.says_something()),
            cluster=self.to_cluster(),
        )

    def to_cluster(self) -> ClusterFacts | None:
        """What only a cluster tells."""
        return None

    def show_gaps(self, missing: Iterable[Gap]) -> None:
        """Put what is missing on the fields."""
        for gap in missing:
            field = field_of(self, gap.field)
            field.errors = [*field.errors, gap.sentence]
        if self.errors:
            self.ask_for_logo_again()

    def validate_offers(self, field: FieldList[Any]) -> None:
        self._check_rows(field)

    def validate_seeks(self, field: FieldList[Any]) -> None:
        self._check_rows(field)

    @staticmethod
    def _check_rows(field: FieldList[Any]) -> None:
        if len([entry for entry in field if entry.form.says_something()]) > MOST_ROWS:
            raise ValidationError(_("Keep to the %(most)s most important ones.", most=MOST_ROWS))


def field_of(form: ProfileForm, name: str) -> Any:
    """The field of this name; "offers-0-title" is one inside the first row that says something."""
    if name in form:
        return form[name]
    rows, number, part = name.split("-")
    return [entry.form for entry in form[rows] if entry.form.says_something()][int(number)][part]
