"""Members of clusters."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload

from matchmaking.db import session
from matchmaking.organisations.linking.models import (
    ImportBatch,
    MembershipState,
    OrganisationMembership,
)
from matchmaking.organisations.models import (
    Organisation,
    OrganisationKind,
    OrganisationState,
)


def clusters() -> list[tuple[int, str, str, str]]:
    """Id, slug, name and country of every cluster that is no draft: those are their people's own."""
    query = sa.select(Organisation.id, Organisation.slug, Organisation.name, Organisation.country_code).where(
        Organisation.kind == OrganisationKind.CLUSTER, Organisation.state != OrganisationState.DRAFT
    )
    return [(found, slug, name, country) for found, slug, name, country in session().execute(query)]


def memberships_between_clusters() -> list[tuple[int, int]]:
    """Member and cluster, where both are clusters: only these could make a circle."""
    link = OrganisationMembership
    query = (
        sa.select(link.member_id, link.cluster_id)
        .join(Organisation, Organisation.id == link.member_id)
        .where(Organisation.kind == OrganisationKind.CLUSTER, link.state != MembershipState.DECLINED)
    )
    return [(member, cluster) for member, cluster in session().execute(query)]


def membership_pairs(member_ids: Collection[int]) -> set[tuple[int, int]]:
    """Member and cluster of every membership of these, declined ones included."""
    link = OrganisationMembership
    query = sa.select(link.member_id, link.cluster_id).where(link.member_id.in_(member_ids))
    return {(member, cluster) for member, cluster in session().execute(query)}


def declined_by(cluster_ids: Collection[int]) -> list[OrganisationMembership]:
    """The memberships that these clusters declined."""
    link = OrganisationMembership
    among = sa.cast(sorted(cluster_ids), ARRAY(sa.BigInteger()))
    query = sa.select(link).where(link.state == MembershipState.DECLINED, link.cluster_id == sa.any_(among))
    return list(session().scalars(query))


def members_of(organisation: Organisation, *, limit: int) -> list[OrganisationMembership]:
    """The members of a cluster that everybody may see, those that wait for its answer first."""
    link = OrganisationMembership
    query = (
        sa.select(link)
        .join(link.member)
        .where(
            link.cluster_id == organisation.id,
            link.state != MembershipState.DECLINED,
            Organisation.state == OrganisationState.PUBLISHED,
        )
        .options(joinedload(link.member), joinedload(link.batch).joinedload(ImportBatch.source))
        .order_by(link.state.desc(), Organisation.sort_name, Organisation.id)
        .limit(limit)
    )
    return list(session().scalars(query).unique())


def clusters_of(organisation: Organisation) -> list[OrganisationMembership]:
    """The clusters that it belongs to, or says so."""
    link = OrganisationMembership
    query = (
        sa.select(link)
        .join(link.cluster)
        .where(
            link.member_id == organisation.id,
            link.state != MembershipState.DECLINED,
            Organisation.state == OrganisationState.PUBLISHED,
        )
        .options(joinedload(link.cluster), joinedload(link.batch).joinedload(ImportBatch.source))
        .order_by(Organisation.sort_name, Organisation.id)
    )
    return list(session().scalars(query).unique())
