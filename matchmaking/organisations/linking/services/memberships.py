"""What a cluster's managers say about who is stated to be its member."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, NotFound
from matchmaking.organisations.linking import queries
from matchmaking.organisations.linking.circles import Memberships
from matchmaking.organisations.linking.models import MembershipState, OrganisationMembership


def answer_membership(
    cluster_id: int, member_id: int, *, confirmed: bool, actor: Person, now: datetime
) -> OrganisationMembership:
    """Confirm or decline; answering the same again is a Conflict, changing one's mind is not.

    Conflict, too, where a membership declined before would by now close a circle.
    """
    with transaction():
        membership = session().get(
            OrganisationMembership, (cluster_id, member_id), with_for_update=True, populate_existing=True
        )
        if membership is None:
            raise NotFound("no such membership")
        state = MembershipState.CONFIRMED if confirmed else MembershipState.DECLINED
        if membership.state is state:
            raise Conflict(_("This membership has been answered so already."))
        if confirmed and membership.state is MembershipState.DECLINED:
            _refuse_circle(cluster_id, member_id)
        before, membership.state, membership.answered_at = membership.state, state, now
        record(
            "membership.confirm" if confirmed else "membership.decline",
            membership.cluster,
            actor=actor,
            now=now,
            before={"state": before.value},
            after={"state": state.value, "member": membership.member.name},
        )
    return membership


def _refuse_circle(cluster_id: int, member_id: int) -> None:
    session().execute(sa.text("LOCK TABLE organisation_membership IN SHARE ROW EXCLUSIVE MODE"))
    if Memberships(queries.memberships_between_clusters()).add(member_id, cluster_id):
        raise Conflict(_("The clusters would be members of each other in a circle."))
