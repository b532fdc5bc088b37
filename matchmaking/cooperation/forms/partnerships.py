"""The forms of a partnership: what administrators write, and what the managers of its members keep up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired, Optional

from matchmaking.cooperation.models import Partnership, PartnershipPhase
from matchmaking.cooperation.partnership_details import PartnershipDetails, details_of
from matchmaking.cooperation.partnership_words import PHASES
from matchmaking.organisations.forms.fields import (
    LONGEST_NAME,
    Between,
    CheckboxesField,
    address,
    line,
    sector_choices,
    text,
)
from matchmaking.organisations.models import Sector
from matchmaking.web.locale import countries, current_language
from matchmaking.web.numbers import WholeNumber

MOST = 1_000_000
LONGEST_ACRONYM = 60
_BAD_ADDRESS = _l("This is not the address of a public website. Write it like skywin.be or https://www.skywin.be.")


def _number(label: Any) -> WholeNumber:
    message = _l("Enter a whole number, 0 or more.")
    return WholeNumber(label, validators=[Optional(), Between(0, MOST, message)], render_kw={"inputmode": "numeric"})


class OwnPartnershipForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What the managers of a member organisation keep up to date."""

    seen = HiddenField()
    phase = SelectField(_l("Phase"), default="")
    smes = _number(_l("Number of SMEs involved"))
    partners = _number(_l("Number of partners"))
    aim = text(
        _l("Aim"),
        description=_l("What the partnership wants to reach, for somebody who has never heard of it."),
        render_kw={"rows": 5},
    )
    activities = text(
        _l("Activities"),
        description=_l("What it does: missions, meetings, a strategy. Markdown: - for a list, [words](address)."),
        render_kw={"rows": 7},
    )
    website = address(_l("Website"), _BAD_ADDRESS)

    def prepare(self, sectors: Iterable[Sector]) -> None:  # noqa: ARG002 -- the administrators' form needs them
        """Fill in the choices, in the reader's language."""
        self.phase.choices = [("", _("Not stated")), *((phase.value, str(word)) for phase, word in PHASES.items())]
        self.phase.flags.optional_unmarked = True

    def own_values(self) -> dict[str, Any]:
        """What was written in the fields of every form."""
        return {
            "phase": PartnershipPhase(self.phase.data) if self.phase.data else None,
            "smes": self.smes.data,
            "partners": self.partners.data,
            "aim": self.aim.data or "",
            "activities": self.activities.data or "",
            "website": self.website.data or "",
        }

    def to_details(self, stored: PartnershipDetails | None) -> PartnershipDetails:
        """What was written, of a form that has been validated; the fields it lacks are as `stored`."""
        kept = asdict(stored) if stored else {"acronym": "", "name": ""}
        return PartnershipDetails(**(kept | self.own_values()))


class PartnershipForm(OwnPartnershipForm):
    """All of a partnership, for administrators."""

    acronym = line(_l("Acronym"), DataRequired(_l("Enter the acronym.")), longest=LONGEST_ACRONYM)
    name = line(_l("Name"), DataRequired(_l("Enter the name.")), longest=LONGEST_NAME)
    sectors = CheckboxesField(_l("Sectors"))
    sector_stated = line(
        _l("Sector, as the source writes it"), description=_l("For example: Downstream Chemical Products.")
    )
    technology_stated = line(
        _l("Technology area, as the source writes it"),
        description=_l("From wide to narrow, with “ / ” between."),
        longest=LONGEST_NAME,
    )
    target_countries = CheckboxesField(_l("Targeted third countries"))
    source_document = line(
        _l("Source"),
        longest=LONGEST_NAME,
        description=_l("The public document that the facts were taken from, with the place in it."),
    )
    source_url = address(_l("Address of the source"), _BAD_ADDRESS)
    further_sources = text(
        _l("Further sources"),
        longest=2000,
        description=_l("One a line: the document, “|”, its address."),
        render_kw={"rows": 3},
    )

    def prepare(self, sectors: Iterable[Sector]) -> None:
        super().prepare(sectors)
        language = current_language()
        self.sectors.choices = sector_choices(sectors)
        chosen = set(self.target_countries.data or ())
        self.target_countries.choices = sorted(countries(language).items(), key=lambda item: item[0] not in chosen)

    def to_details(self, stored: PartnershipDetails | None) -> PartnershipDetails:  # noqa: ARG002 -- it has every field
        return PartnershipDetails(
            acronym=self.acronym.data or "",
            name=self.name.data or "",
            sectors=tuple(self.sectors.data or ()),
            sector_stated=self.sector_stated.data or "",
            technology_stated=self.technology_stated.data or "",
            target_countries=tuple(self.target_countries.data or ()),
            source_document=self.source_document.data or "",
            source_url=self.source_url.data or "",
            further_sources=self.further_sources.data or "",
            **self.own_values(),
        )


class NamedMemberForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A member that has no profile here."""

    name = line(_l("Name"), DataRequired(_l("Enter the name.")), longest=LONGEST_NAME)
    country_code = SelectField(_l("Country"), default="")

    def prepare(self) -> None:
        """Fill in the choices, in the reader's language."""
        self.country_code.choices = [("", _("Not stated")), *countries(current_language()).items()]


def partnership_form(
    partnership: Partnership | None, sectors: Iterable[Sector], *, everything: bool
) -> OwnPartnershipForm:
    """The form with what was posted, else what is stored; `everything` for administrators."""
    kind = PartnershipForm if everything else OwnPartnershipForm
    form = kind(data=values_of(details_of(partnership)) if partnership else None)
    form.prepare(sectors)
    if partnership is not None and not form.is_submitted():
        form.seen.data = str(partnership.version)
    return form


def values_of(details: PartnershipDetails) -> dict[str, Any]:
    """A partnership as the form's fields hold it."""
    values = asdict(details)
    lists = {name: list(values[name]) for name in ("sectors", "target_countries")}
    return values | lists | {"phase": details.phase.value if details.phase else ""}
