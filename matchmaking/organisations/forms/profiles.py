"""The form of a profile: what every kind of organisation tells, and what SMEs and clusters tell besides."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Optional, ValidationError

from matchmaking.organisations import websites, words
from matchmaking.organisations.forms.fields import (
    LONGEST_NAME,
    Between,
    CheckboxesField,
    PeopleCountField,
    RowsField,
    count,
    line,
    text,
)
from matchmaking.organisations.models import ListingKind, Organisation, OrganisationKind, Sector, SizeBand
from matchmaking.organisations.profile import ClusterFacts, Gap, Listing, Profile, profile_of
from matchmaking.web.folding import fold
from matchmaking.web.locale import countries, current_language
from matchmaking.web.numbers import WholeNumber

LONGEST_LISTING = 2000
MOST_ROWS = 20
EARLIEST_YEAR, LATEST_YEAR = 1000, 2200
MOST_STAFF = 9999

_BIGGEST_ID = 2**63 - 1


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
        known = number.isascii() and number.isdecimal() and len(number) < len(str(_BIGGEST_ID))
        return Listing(
            kind=ListingKind(self.kind.data),
            title=self.title.data or "",
            description=self.description.data or "",
            sector_code=self.sector.data or None,
            id=int(number) if known else None,
        )


class ProfileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What every kind of organisation tells. Only what has a wrong shape is an error; drafts may lack anything."""

    seen = HiddenField()
    name = line(_l("Name"), DataRequired(_l("Enter the name.")), longest=LONGEST_NAME)
    country_code = SelectField(_l("Country"))
    region = line(_l("Region"))
    city = line(_l("City"))
    website = line(
        _l("Website"),
        longest=websites.LONGEST,
        render_kw={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false", "placeholder": "https://"},
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
        needed += [self.members_sme] if kind is OrganisationKind.CLUSTER else []
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

    def validate_website(self, field: StringField) -> None:
        try:
            field.data = websites.complete(field.data or "")
        except websites.BadWebsite:
            raise ValidationError(
                _("This is not the address of a public website. Write it like skywin.be or https://www.skywin.be.")
            ) from None

    def validate_offers(self, field: FieldList[Any]) -> None:
        self._check_rows(field)

    def validate_seeks(self, field: FieldList[Any]) -> None:
        self._check_rows(field)

    @staticmethod
    def _check_rows(field: FieldList[Any]) -> None:
        if len([entry for entry in field if entry.form.says_something()]) > MOST_ROWS:
            raise ValidationError(_("Keep to the %(most)s most important ones.", most=MOST_ROWS))


class SmeForm(ProfileForm):
    """An SME's profile: it has fewer than 250 employees."""

    sizes = (SizeBand.MICRO, SizeBand.SMALL, SizeBand.MEDIUM)


class ClusterForm(ProfileForm):
    """A cluster's profile: its members by kind, its staff and services instead of a size."""

    size = None  # type: ignore[assignment]  # WTForms' way to leave a field out
    members_sme = count(_l("SMEs"))
    members_large = count(_l("Large companies"))
    members_research = count(_l("Research organisations and universities"))
    members_other = count(_l("Other members"))
    staff = PeopleCountField(
        _l("Management staff"),
        places=1,
        description=_l("Full-time equivalents: 2.5 for two full-time and one half-time person."),
        validators=[Optional(), Between(0, MOST_STAFF, _l("Enter a number, 0 or more."))],
        render_kw={"inputmode": "decimal"},
    )
    recognised_by = line(
        _l("Recognised by"),
        description=_l("A national programme, a label such as the European Cluster Excellence Initiative's."),
        longest=LONGEST_NAME,
    )
    services = text(_l("Services for members and partners"), render_kw={"rows": 4})

    def to_cluster(self) -> ClusterFacts:
        staff = self.staff.data
        return ClusterFacts(
            self.members_sme.data,
            self.members_large.data,
            self.members_research.data,
            self.members_other.data,
            None if staff is None else round(float(staff), 1),
            self.recognised_by.data or "",
            self.services.data or "",
        )


FORMS = {OrganisationKind.SME: SmeForm, OrganisationKind.CLUSTER: ClusterForm}


def profile_form(organisation: Organisation, sectors: Iterable[Sector]) -> ProfileForm:
    """The form of the organisation's kind: what was posted, else what is stored."""
    kind = FORMS.get(organisation.kind, ProfileForm)
    form = kind(data=values_of(profile_of(organisation)))
    form.prepare(organisation, sectors)
    if not form.is_submitted():
        form.seen.data = organisation.changed_at.isoformat()
    return form


def values_of(profile: Profile) -> dict[str, Any]:
    """A profile as the form's fields hold it."""
    values: dict[str, Any] = {
        "name": profile.name,
        "country_code": profile.country_code,
        "region": profile.region,
        "city": profile.city,
        "website": profile.website,
        "description": profile.description,
        "size": profile.size.value if profile.size else "",
        "founded_year": profile.founded_year,
        "target_countries": list(profile.target_countries),
        "sectors": list(profile.sectors),
        "offers": [_row(item) for item in profile.listings if item.kind.is_offer],
        "seeks": [_row(item) for item in profile.listings if not item.kind.is_offer],
    }
    cluster = profile.cluster
    if cluster is not None:
        values |= {
            "members_sme": cluster.members_sme,
            "members_large": cluster.members_large,
            "members_research": cluster.members_research,
            "members_other": cluster.members_other,
            "staff": cluster.staff,
            "recognised_by": cluster.recognised_by,
            "services": cluster.services,
        }
    return values


def _row(item: Listing) -> dict[str, Any]:
    return {
        "id": str(item.id or ""),
        "kind": item.kind.value,
        "title": item.title,
        "description": item.description,
        "sector": item.sector_code or "",
    }


def field_of(form: ProfileForm, name: str) -> Any:
    """The field of this name; "offers-0-title" is one inside the first row that says something."""
    if name in form:
        return form[name]
    rows, number, part = name.split("-")
    return [entry.form for entry in form[rows] if entry.form.says_something()][int(number)][part]
