"""The form of a contact point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired

from matchmaking.cooperation.contact_details import ContactDetails, details_of
from matchmaking.cooperation.contact_words import NETWORKS
from matchmaking.cooperation.models import ContactPoint, Network
from matchmaking.organisations.forms.fields import address, line
from matchmaking.organisations.models import Organisation
from matchmaking.web.locale import countries, country_name, current_language

LONGEST_SOURCE = 300
_BAD_ADDRESS = _l("This is not the address of a public website.")


class ContactPointForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Where a network can be reached. It names an office and no person."""

    seen = HiddenField()
    country_code = SelectField(_l("Country"), validators=[DataRequired(_l("Choose a country."))])
    network = SelectField(_l("Network"))
    city = line(_l("City"), description=_l("Empty for a network as a whole."))
    region = line(_l("Region"))
    organisation = SelectField(
        _l("Support office"), default="", description=_l("Its profile in the directory, which people can look after.")
    )
    website = address(_l("Website"), _BAD_ADDRESS)
    source_document = line(
        _l("Source"),
        DataRequired(_l("Name the source, so that readers can see where it comes from.")),
        longest=LONGEST_SOURCE,
    )
    source_url = address(_l("Address of the source"), _BAD_ADDRESS)

    def prepare(self, offices: Iterable[Organisation]) -> None:
        """Fill in the choices, in the reader's language."""
        self.country_code.choices = [("", _("Choose a country")), *countries(current_language()).items()]
        self.network.choices = [(network.value, name) for network, name in NETWORKS.items()]
        self.network.flags.optional_unmarked = True
        self.organisation.choices = [
            ("", _("None")),
            *((office.slug, f"{office.name} ({country_name(office.country_code)})") for office in offices),
        ]

    def to_details(self) -> ContactDetails:
        """What was written, of a form that has been validated."""
        return ContactDetails(
            network=Network(self.network.data),
            country_code=self.country_code.data,
            region=self.region.data or "",
            city=self.city.data or "",
            organisation=self.organisation.data or "",
            website=self.website.data or "",
            source_document=self.source_document.data or "",
            source_url=self.source_url.data or "",
        )


def contact_point_form(point: ContactPoint | None, offices: list[Organisation]) -> ContactPointForm:
    """The form with what was posted, else with what is stored."""
    if point is None:
        form = ContactPointForm()
    else:
        form = ContactPointForm(
            data=asdict(details_of(point)) | {"network": point.network.value, "seen": point.changed_at.isoformat()}
        )
        held = point.organisation
        if held is not None and held.slug not in {office.slug for office in offices}:
            offices = [*offices, held]  # suspended by now, and still its office
    form.prepare(offices)
    return form
