"""What linked maps show on an organisation's page: members, clusters, and where each field came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person, current_person_or_none
from matchmaking.errors import Conflict
from matchmaking.organisations import queries as organisations
from matchmaking.organisations.linking import queries, services, words
from matchmaking.organisations.linking.columns import BY_NAME
from matchmaking.organisations.linking.models import FieldOrigin, MembershipState
from matchmaking.organisations.linking.views.imports import BIGGEST_ID
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.organisations.panels import Panel, register
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member

MOST_SHOWN = 100


@bp.app_template_filter("membership_state")
def membership_state(state: MembershipState) -> tuple[str, str]:
    """The state's word and meaning, for lists.state()."""
    word, meaning = words.MEMBERSHIPS[state]
    return str(word), meaning


@bp.post(f"/organisations/<slug>/members/<int(max={BIGGEST_ID}):member_id>/<any(confirm, decline):answer>")
@member
def answer_membership(slug: str, member_id: int, answer: str) -> Any:
    """A cluster's manager says whether somebody is a member."""
    person = current_person()
    cluster = organisations.managed_by(slug, person)
    try:
        membership = services.answer_membership(
            cluster.id, member_id, confirmed=answer == "confirm", actor=person, now=current_time()
        )
    except Conflict as error:
        flash(str(error), "problem")
    else:
        name = membership.member.name
        flash(
            _("%(name)s is a confirmed member.", name=name)
            if answer == "confirm"
            else _("%(name)s is not shown as a member any more.", name=name),
            "fine",
        )
    return redirect(url_for("organisations.show", slug=slug, _anchor="members"))


def _members(organisation: Organisation) -> Mapping[str, Any] | None:
    if organisation.kind is not OrganisationKind.CLUSTER:
        return None
    members = queries.members_of(organisation, limit=MOST_SHOWN)
    if not members:
        return None
    return {"members": members, "manages": organisations.manages(current_person_or_none(), organisation)}


def _clusters(organisation: Organisation) -> Mapping[str, Any] | None:
    clusters = queries.clusters_of(organisation)
    return {"clusters": clusters} if clusters else None


def _origins(organisation: Organisation) -> Mapping[str, Any] | None:
    """For those who manage the profile: which fields came from where, one line for each import and each editor."""
    person = current_person_or_none()
    if person is None or not organisations.manages(person, organisation):
        return None
    rows = [origin for _key, origin in sorted(queries.origins_of([organisation.id]).items(), key=_place)]
    if not any(row.batch_id for row in rows):
        return None
    lines: dict[tuple[str, str, datetime | None], list[str]] = {}
    for row in rows:
        lines.setdefault(_origin(row), []).append(words.field_name(row.field))
    return {"lines": [(*origin, fields) for origin, fields in lines.items()]}


def _place(item: tuple[tuple[int, str], FieldOrigin]) -> int:
    return list(BY_NAME).index(item[0][1]) if item[0][1] in BY_NAME else len(BY_NAME)


def _origin(row: FieldOrigin) -> tuple[str, str, datetime | None]:
    """What happened last: "edited" by whom and when, or "from" which source and when."""
    if row.edited_at is not None or row.batch is None:
        return "edited", row.edited_by.name if row.edited_by else "", row.edited_at
    return "from", row.batch.source.name, row.imported_at


def _offices(organisation: Organisation) -> Mapping[str, Any] | None:
    """For the people of a support office: the way to their imports."""
    person = current_person_or_none()
    if organisation.kind is not OrganisationKind.SUPPORT_OFFICE or person is None:
        return None
    return {"country": organisation.country_code} if organisations.can_act_for(person, organisation) else None


register(Panel("members", "organisations/linking/_members.html", _members))
register(Panel("clusters", "organisations/linking/_clusters.html", _clusters))
register(Panel("import-for-office", "organisations/linking/_office.html", _offices))
register(Panel("origins", "organisations/linking/_origins.html", _origins))
