"""Use cases of searches that people keep, and the weekly mail of what is new."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.cooperation.models import PartnerSearch, PartnerSearchMatch
from matchmaking.cooperation.partner_criteria import Criteria, restored
from matchmaking.cooperation.queries import partner_searches as queries
from matchmaking.cooperation.queries.partners import Found, search
from matchmaking.cooperation.services import partner_letters
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid
from matchmaking.jobs import enqueue
from matchmaking.organisations.models import Organisation, OrganisationState
from matchmaking.organisations.queries import can_act_for, sectors

LONGEST_NAME = 80
WEEK = timedelta(days=7)
MATCHES = 20
"""A match is among so many of the best ..."""
LEAST_SCORE = 30
"""... and reaches this score."""


def keep(person: Person, organisation: Organisation, name: str, criteria: Criteria, *, now: datetime) -> PartnerSearch:
    """Keep a search under `name`. Who is found already is no news; the first mail may come in a week.

    Raises Invalid for a name that is missing or too long, Conflict for one that there is, and for too many searches.
    A second press finds the search of the first: same name and criteria.
    """
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("Give the search a name, so that you know it again."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(_("The name has at most %(most)s characters.", most=LONGEST_NAME), field="name")
    with transaction():
        # Two clicks at once wait for each other here, so that the count below is right.
        session().execute(sa.select(Person.id).where(Person.id == person.id).with_for_update())
        kept = queries.searches_of(person, organisation.id)
        again = (one for one in kept if one.sends_mail and (one.name, one.criteria) == (name, criteria.as_args()))
        first = next(again, None)
        if first is not None:
            return first
        if any(one.name.casefold() == name.casefold() for one in kept):
            raise Conflict(_("You already keep a search of this name. Choose another, or remove the old one."))
        if len(kept) >= queries.MOST_SEARCHES:
            raise Conflict(_("You keep %(most)s searches already. Remove one first.", most=queries.MOST_SEARCHES))
        made = PartnerSearch(
            person_id=person.id,
            organisation_id=organisation.id,
            name=name,
            criteria=criteria.as_args(),
            sends_mail=True,
            token=secrets.token_urlsafe(24),
            created_at=now,
            next_mail_at=now + WEEK,
        )
        session().add(made)
        session().flush()
        _remember(made, _matches(search(organisation.id, criteria)), now)
        record("partner_search.keep", made, actor=person, now=now, after={"name": name})
    return made


def remove(kept: PartnerSearch, *, by: Person, now: datetime) -> None:
    """Forget a search and whom it has found."""
    with transaction():
        record("partner_search.remove", kept, actor=by, now=now, before={"name": kept.name})
        session().delete(kept)


def set_mails(kept: PartnerSearch, *, wanted: bool, by: Person | None, now: datetime) -> None:
    """Send its mails from now on, or no more. `by` None: whoever holds the link in a mail."""
    with transaction():
        if kept.sends_mail != wanted:
            record("partner_search.mails", kept, actor=by, now=now, after={"sends_mail": wanted})
            kept.sends_mail = wanted
            if wanted:
                kept.next_mail_at = now + WEEK


def sweep(*, now: datetime) -> int:
    """Hand out every search that is due, each as a task of its own. How many there are."""
    with transaction():
        waiting = queries.due(now)
        for search_id in waiting:
            enqueue("cooperation.tell_of_partners", search_id)
    return len(waiting)


def tell_of_new(search_id: int, *, now: datetime) -> int:
    """Look for new matches of a search that is due, and queue one mail of them. How many there are.

    The search is claimed by locking its row; what was found, the mail and the next date are committed together. So a
    job that runs twice finds nothing due, and one that dies half-way has done nothing. Without news there is no mail.
    Whoever no longer acts for the organisation hears nothing any more.
    """
    with transaction():
        kept = session().scalar(
            sa.select(PartnerSearch)
            .where(PartnerSearch.id == search_id, PartnerSearch.sends_mail, PartnerSearch.next_mail_at <= now)
            .options(joinedload(PartnerSearch.person), joinedload(PartnerSearch.organisation))
            .with_for_update(skip_locked=True, of=PartnerSearch)
        )
        if kept is None:
            return 0
        occasion = kept.next_mail_at
        kept.next_mail_at = _next(occasion, now)
        organisation = kept.organisation
        if organisation.state is not OrganisationState.PUBLISHED:
            return 0
        if not kept.person.active or not can_act_for(kept.person, organisation):
            kept.sends_mail = False
            record("partner_search.mails", kept, actor=None, now=now, after={"sends_mail": False})
            return 0
        found = search(organisation.id, restored(kept.criteria, {sector.code for sector in sectors()}))
        matches = _matches(found)
        known = queries.known_matches(kept.id, matches)
        new = [number for number in matches if number not in known]
        if new:
            _remember(kept, new, now)
            partner_letters.send_news(kept, found.suggestions(new), occasion=occasion, now=now)
        return len(new)


def _matches(found: Found) -> list[int]:
    return [number for number, fit in found.order[:MATCHES] if fit.score >= LEAST_SCORE]


def _remember(kept: PartnerSearch, numbers: Iterable[int], now: datetime) -> None:
    rows = [{"search_id": kept.id, "organisation_id": number, "found_at": now} for number in numbers]
    if rows:
        session().execute(insert(PartnerSearchMatch).values(rows).on_conflict_do_nothing())


def _next(due: datetime, now: datetime) -> datetime:
    """The same hour of the same weekday, the first time after now: a worker that was away makes up for no week."""
    return due + WEEK * ((now - due) // WEEK + 1)
