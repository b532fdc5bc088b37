"""What a profile must reach before it is published, as the European Cluster Collaboration Platform asks it.

Every kind of organisation has a short list. A cluster shows besides that there is somebody and something behind it,
or is officially recognised, which makes up for that. Organisations listed from a public source were never asked:
they are exempt until somebody claims them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from matchmaking.organisations.models import OrganisationKind
from matchmaking.organisations.profile import ClusterFacts, Gap, Profile

LEAST_STAFF = 0.5
LEAST_MEMBERS = 15
LEAST_KINDS = 2


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the checklist. `field`: where it is filled in; `sentence`: what to do while it is not met.

    `reached` and `needed`: the numbers, where it is counted. `of_cluster`: recognition makes up for it.
    """

    field: str
    label: str
    sentence: str
    is_met: bool
    reached: float | None = None
    needed: float | None = None
    of_cluster: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """All that is asked of a profile. `recognised_by` makes up for what is asked of clusters alone."""

    criteria: tuple[Criterion, ...]
    recognised_by: str = ""

    def makes_up_for(self, criterion: Criterion) -> bool:
        """True where the criterion is not met and need not be."""
        return criterion.of_cluster and not criterion.is_met and bool(self.recognised_by)

    @property
    def basic(self) -> list[Criterion]:
        """What every organisation of the kind is asked."""
        return [one for one in self.criteria if not one.of_cluster]

    @property
    def of_cluster(self) -> list[Criterion]:
        """What only a cluster is asked."""
        return [one for one in self.criteria if one.of_cluster]

    @property
    def missing(self) -> list[Criterion]:
        """What keeps the profile from being published."""
        return [one for one in self.criteria if not one.is_met and not self.makes_up_for(one)]

    @property
    def leans_on_recognition(self) -> bool:
        """True where the profile would lack something, were it not officially recognised."""
        return any(self.makes_up_for(one) for one in self.criteria)


def checklist(profile: Profile, kind: OrganisationKind) -> Checklist:
    """What is asked of such a profile, and how far it has come, in the order of the form."""
    cluster = profile.cluster or ClusterFacts()
    is_cluster = kind is OrganisationKind.CLUSTER
    criteria = [*_basic(profile, kind), *(_of_cluster(profile.website, cluster) if is_cluster else ())]
    return Checklist(tuple(criteria), cluster.recognised_by if is_cluster else "")


def gaps(profile: Profile, kind: OrganisationKind) -> list[Gap]:
    """What must be added before the profile can be published, in the order of the form."""
    missing = [Gap(criterion.field, criterion.sentence) for criterion in checklist(profile, kind).missing]
    return [*missing, *_untitled(profile)]


def lost(before: Profile, after: Profile, kind: OrganisationKind) -> list[Gap]:
    """What `after` lacks and `before` had.

    A public profile may not fall back. What it has lacked all along (it was listed from a public source, say) it
    may go on lacking, so that its people can correct one thing at a time.
    """
    lacked = {criterion.label for criterion in checklist(before, kind).missing}
    fallen = [criterion for criterion in checklist(after, kind).missing if criterion.label not in lacked]
    return [*(Gap(criterion.field, criterion.sentence) for criterion in fallen), *_untitled(after)]


def _basic(profile: Profile, kind: OrganisationKind) -> Iterator[Criterion]:
    yield Criterion("city", _("City"), _("Say in which city it is."), bool(profile.city))
    if kind is OrganisationKind.SME:
        size = _("Choose how many employees it has.")
        yield Criterion("size", _("Number of employees"), size, profile.size is not None)
    description = _("Describe in a few sentences what it does.")
    yield Criterion("description", _("Description"), description, bool(profile.description))
    yield _counted("sectors", _("Sectors"), _("Choose at least one sector."), len(profile.sectors), 1)
    listings = _("Add at least one thing that it offers or looks for.")
    yield _counted("offers", _("Offers and requests"), listings, len(profile.listings), 1)


def _of_cluster(website: str, cluster: ClusterFacts) -> Iterator[Criterion]:
    in_english = bool(website) and cluster.website_in_english
    asked = _("Say that the website can be read in English.") if website else _("Give the address of its website.")
    where = "website_in_english" if website else "website"
    yield Criterion(where, _("Website in English"), asked, in_english, of_cluster=True)
    members = _("Have at least %(least)s members.", least=LEAST_MEMBERS)
    yield _counted("members_sme", _("Members"), members, cluster.members, LEAST_MEMBERS, of_cluster=True)
    kinds = _("Have members of at least two kinds: SMEs, large companies, research organisations, others.")
    yield _counted(
        "members_large", _("Kinds of members"), kinds, cluster.kinds_of_members, LEAST_KINDS, of_cluster=True
    )
    staff = _("Have at least half a full-time person of management staff.")
    yield _counted("staff", _("Full-time staff"), staff, cluster.staff or 0, LEAST_STAFF, of_cluster=True)


def _counted(
    field: str, label: str, sentence: str, reached: float, needed: float, *, of_cluster: bool = False
) -> Criterion:
    return Criterion(field, label, sentence, reached >= needed, reached, needed, of_cluster)


def _untitled(profile: Profile) -> Iterator[Gap]:
    for name, is_offer in (("offers", True), ("seeks", False)):
        rows = [item for item in profile.listings if item.kind.is_offer is is_offer]
        for number, item in enumerate(rows):
            if not item.title:
                yield Gap(f"{name}-{number}-title", _("Give each offer and request a title."))
