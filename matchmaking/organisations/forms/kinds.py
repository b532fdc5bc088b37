"""The profile's form for each kind of organisation: what SMEs and clusters tell besides."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from matchmaking.organisations.forms.fields import (
    LONGEST_NAME,
    Between,
    PeopleCountField,
    count,
    line,
    text,
)
from matchmaking.organisations.forms.profiles import ProfileForm
from matchmaking.organisations.forms.stored import values_of
from matchmaking.organisations.models import Organisation, OrganisationKind, Sector, SizeBand
from matchmaking.organisations.profile import ClusterFacts, profile_of

MOST_STAFF = 9999


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
        description=_l(
            "A national programme, a label such as the European Cluster Excellence Initiative's. "
            "Official recognition makes up for a small cluster; an administrator looks at it."
        ),
        longest=LONGEST_NAME,
    )
    website_in_english = BooleanField(_l("The website can be read in English"))
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
            website_in_english=bool(self.website_in_english.data),
        )


FORMS = {OrganisationKind.SME: SmeForm, OrganisationKind.CLUSTER: ClusterForm}


def profile_form(organisation: Organisation, sectors: Iterable[Sector]) -> ProfileForm:
    """The form of the organisation's kind: what was posted, else what is stored."""
    kind = FORMS.get(organisation.kind, ProfileForm)
    logo = organisation.logo
    form = kind(data=values_of(profile_of(organisation)) | {"logo_alt": logo.alt if logo else ""})
    form.prepare(organisation, sectors)
    if not form.is_submitted():
        form.seen.data = organisation.changed_at.isoformat()
    return form
