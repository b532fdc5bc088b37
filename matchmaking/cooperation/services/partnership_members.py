"""Who takes part in a partnership: administrators add and remove, and mark the coordinator."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.cooperation.models import Partnership, PartnershipMember
from matchmaking.cooperation.queries.partnerships import member_of
from matchmaking.cooperation.queries.party_search import published_organisation
from matchmaking.cooperation.services.partnerships import locked
from matchmaking.db import transaction
from matchmaking.errors import Conflict, Invalid
from matchmaking.web.folding import fold
from matchmaking.web.locale import countries

MOST_MEMBERS = 200


def add_member(partnership_id: int, slug: str, *, actor: Person, now: datetime) -> str:
    """Let the published organisation of this slug take part; its name.

    A member of the same name that had no profile gets this one. Raises Invalid where there is no such
    organisation, Conflict where it is a member already.
    """
    with transaction():
        partnership = locked(partnership_id)
        organisation = published_organisation(slug)
        if organisation is None:
            raise Invalid(_("This organisation is not in the directory any more."), field="q")
        if any(member.organisation_id == organisation.id for member in partnership.members):
            raise Conflict(_("%(name)s is a member already.", name=organisation.name))
        named = _named(partnership, organisation.name)
        if named is not None:
            named.organisation = organisation
        else:
            _append(partnership, organisation=organisation)
        _changed("partnership.add_member", partnership, organisation.name, actor=actor, now=now)
        return organisation.name


def name_member(
    partnership_id: int, name: str, country_code: str | None, *, actor: Person, now: datetime
) -> PartnershipMember:
    """Let somebody take part who has no profile here. Raises Invalid, or Conflict for the name of a member."""
    if not name:
        raise Invalid(_("Enter the name."), field="name")
    if country_code and country_code not in countries("en"):
        raise Invalid(_("Choose a country from the list."), field="country_code")
    with transaction():
        partnership = locked(partnership_id)
        names = {fold(member.organisation.name) for member in partnership.members if member.organisation}
        if fold(name) in names or _named(partnership, name) is not None:
            raise Conflict(_("%(name)s is a member already.", name=name))
        member = _append(partnership, name=name, country_code=country_code or None)
        _changed("partnership.add_member", partnership, name, actor=actor, now=now)
    return member


def remove_member(partnership_id: int, member_id: int, *, actor: Person, now: datetime) -> str:
    """Let a member take part no more; its name. The managers of its organisation edit the partnership no more."""
    with transaction():
        partnership = locked(partnership_id)
        member = member_of(partnership, member_id)
        name = member_name(member)
        partnership.members.remove(member)
        _changed("partnership.remove_member", partnership, name, actor=actor, now=now)
    return name


def mark_coordinator(partnership_id: int, member_id: int, *, coordinates: bool, actor: Person, now: datetime) -> str:
    """Say which member coordinates, one at most; or that this one does not. The member's name."""
    with transaction():
        partnership = locked(partnership_id)
        chosen = member_of(partnership, member_id)
        name = member_name(chosen)
        before = [member_name(member) for member in partnership.members if member.is_coordinator]
        for member in partnership.members:
            member.is_coordinator = coordinates and member is chosen
        after = [name] if coordinates else []
        if before != after:
            _touch(partnership, now)
            record(
                "partnership.mark_coordinator",
                partnership,
                actor=actor,
                now=now,
                name=partnership.acronym,
                before={"coordinator": before},
                after={"coordinator": after},
            )
    return name


def member_name(member: PartnershipMember) -> str:
    """What the member is called: as its profile says now or, without one, as the source does."""
    return member.organisation.name if member.organisation else member.name


def _named(partnership: Partnership, name: str) -> PartnershipMember | None:
    """The member without a profile that is called so."""
    same = (member for member in partnership.members if not member.organisation_id and fold(member.name) == fold(name))
    return next(same, None)


def _append(partnership: Partnership, **values: Any) -> PartnershipMember:
    if len(partnership.members) >= MOST_MEMBERS:
        raise Conflict(_("A partnership has %(most)s members at most.", most=MOST_MEMBERS))
    last = max((member.position for member in partnership.members), default=0)
    member = PartnershipMember(position=last + 1, is_coordinator=False, **values)
    partnership.members.append(member)
    return member


def _changed(action: str, partnership: Partnership, name: str, *, actor: Person, now: datetime) -> None:
    _touch(partnership, now)
    gone = action == "partnership.remove_member"
    record(
        action,
        partnership,
        actor=actor,
        now=now,
        name=partnership.acronym,
        before={"member": name} if gone else None,
        after=None if gone else {"member": name},
    )


def _touch(partnership: Partnership, now: datetime) -> None:
    partnership.version += 1
    partnership.changed_at = now
