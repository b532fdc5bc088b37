"""Handing in a success story: begun, written step by step, sent to the administrators, taken back, thrown away."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.cooperation import entries
from matchmaking.cooperation.entries import StoryText
from matchmaking.cooperation.models import EntryState, StoryPartner, SuccessStory
from matchmaking.cooperation.queries.agreements import choices_for_story
from matchmaking.cooperation.queries.entry_access import UNFINISHED
from matchmaking.cooperation.queries.party_search import published_organisation
from matchmaking.cooperation.services.entry_rows import (
    add_with_slug,
    hand_in,
    locked,
    record_state,
    require_complete,
    throw_away,
    unchanged_since,
)
from matchmaking.cooperation.services.values import sectors_of
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations import websites
from matchmaking.organisations.models import Organisation
from matchmaking.web.folding import fold
from matchmaking.web.locale import countries

MOST_PARTNERS = 50


def begin_story(title: str, organisation: Organisation, *, actor: Person, now: datetime) -> SuccessStory:
    """Begin a story as a draft, with `organisation`, which hands it in, as its first partner.

    A second press finds the draft of the first: same organisation and title.
    """
    with transaction():
        session().get(Organisation, organisation.id, with_for_update=True)  # two presses come one after the other
        begun = session().scalar(
            sa.select(SuccessStory)
            .where(
                SuccessStory.submitted_for_id == organisation.id,
                SuccessStory.title == title,
                SuccessStory.state == EntryState.DRAFT,
            )
            .order_by(SuccessStory.id)
            .limit(1)
        )
        if begun is not None:
            return begun
        story = SuccessStory(
            title=title,
            state=EntryState.DRAFT,
            submitted_by_id=actor.id,
            submitted_for_id=organisation.id,
            created_at=now,
            changed_at=now,
            partners=[StoryPartner(organisation=organisation)],
        )
        add_with_slug(story)
        record("story.create", story, actor=actor, now=now, name=title)
    return story


def save_story(story_id: int, text: StoryText, *, seen: int | None, actor: Person, now: datetime) -> None:
    """Store what was written. `seen`: the version that the writer started from; Conflict when it is another now.

    A draft may lack anything; what is sent or published may not (Invalid).
    """
    with transaction():
        story = locked(SuccessStory, story_id)
        unchanged_since(story, seen)
        before = entries.text_of_story(story)
        _write(story, text)
        if story.state is not EntryState.DRAFT:
            require_complete(story)
        old, new = entries.changes(before, entries.text_of_story(story))
        if new:
            story.version += 1
            story.changed_at = now
            record("story.edit", story, actor=actor, now=now, name=story.title, before=old, after=new)


def add_partner(story_id: int, organisation_slug: str, *, actor: Person, now: datetime) -> Organisation:
    """Add a published organisation at the end of the partners. Adding it again changes nothing."""
    with transaction():
        story = locked(SuccessStory, story_id)
        _may_change_partners(story, actor)
        organisation = published_organisation(organisation_slug)
        if organisation is None:
            raise NotFound("no such organisation")
        if any(partner.organisation_id == organisation.id for partner in story.partners):
            return organisation
        _add(story, StoryPartner(organisation=organisation), organisation.name, actor=actor, now=now)
    return organisation


def name_partner(story_id: int, name: str, country_code: str, *, actor: Person, now: datetime) -> None:
    """Add a partner that has no profile here. Adding the same again changes nothing."""
    if not name:
        raise Invalid(_("Enter the name."), field="name")
    if country_code not in countries("en"):
        raise Invalid(_("Choose a country from the list."), field="country_code")
    with transaction():
        story = locked(SuccessStory, story_id)
        _may_change_partners(story, actor)
        if any(partner.organisation is None and fold(partner.name) == fold(name) for partner in story.partners):
            return
        _add(story, StoryPartner(name=name, country_code=country_code), name, actor=actor, now=now)


def remove_partner(story_id: int, partner_id: int, *, actor: Person, now: datetime) -> None:
    """Take a partner out; the organisation that hands the story in stays one. What is gone already is no error."""
    with transaction():
        story = locked(SuccessStory, story_id)
        _may_change_partners(story, actor)
        found = [partner for partner in story.partners if partner.id == partner_id]
        if not found:
            return
        name = found[0].organisation.name if found[0].organisation else found[0].name
        if found[0].organisation_id is not None and found[0].organisation_id == story.submitted_for_id:
            raise Invalid(_("%(organisation)s hands this in, so it is a partner.", organisation=name))
        story.partners.remove(found[0])
        if story.state is not EntryState.DRAFT:
            require_complete(story)
        _partners_changed(story, "story.remove_partner", name, actor=actor, now=now)


def submit_story(story_id: int, *, actor: Person, now: datetime) -> None:
    """Send a draft to the administrators. Invalid while something is missing, Conflict for any other state."""
    with transaction():
        story = locked(SuccessStory, story_id)
        hand_in(story)
        story.submitted_at = story.changed_at = now
        record_state("story.submit", story, EntryState.DRAFT, actor=actor, now=now)


def take_back_story(story_id: int, *, actor: Person, now: datetime) -> None:
    """Make a story that was sent or published a draft again, so that its people can change it."""
    with transaction():
        story = locked(SuccessStory, story_id)
        before = story.state
        if before not in {EntryState.SUBMITTED, EntryState.PUBLISHED}:
            raise Conflict(_("Only a story that was sent or published can be taken back."))
        story.state = EntryState.DRAFT
        story.version += 1
        story.changed_at = now
        record_state("story.take_back", story, before, actor=actor, now=now)


def discard_story(story_id: int, *, actor: Person, now: datetime) -> None:
    """Throw a draft away for good. Conflict for any other state."""
    with transaction():
        story = locked(SuccessStory, story_id)
        record("story.discard", story, actor=actor, now=now, name=story.title)
        throw_away(story)


def _write(story: SuccessStory, text: StoryText) -> None:
    if text.agreement_id is not None and text.agreement_id != story.agreement_id:
        partners = [partner.organisation_id for partner in story.partners if partner.organisation_id is not None]
        if text.agreement_id not in {agreement.id for agreement in choices_for_story(partners)}:
            raise Invalid(_("Choose an agreement from the list."), field="agreement_id")
    try:
        story.source_url = websites.complete(text.source_url)
    except websites.BadWebsite as error:
        raise Invalid(_("This is not the address of a public page."), field="source_url") from error
    story.title, story.summary, story.subsectors = text.title, text.summary, text.subsectors
    story.agreement_id = text.agreement_id
    story.context, story.objective, story.results = text.context, text.objective, text.results
    story.cooperation_type, story.cooperation = text.cooperation_type, text.cooperation
    story.policy_support, story.source_document = text.policy_support, text.source_document
    story.sectors = sectors_of(text.sectors)


def _may_change_partners(story: SuccessStory, actor: Person) -> None:
    if story.state not in UNFINISHED and not actor.is_administrator:
        raise Conflict(_("It is published: take it back before you change it."))


def _add(story: SuccessStory, partner: StoryPartner, name: str, *, actor: Person, now: datetime) -> None:
    if len(story.partners) >= MOST_PARTNERS:
        raise Invalid(_("A story lists %(most)s partners at most.", most=MOST_PARTNERS))
    partner.position = max((other.position for other in story.partners), default=-1) + 1
    story.partners.append(partner)
    _partners_changed(story, "story.add_partner", name, actor=actor, now=now)


def _partners_changed(story: SuccessStory, action: str, name: str, *, actor: Person, now: datetime) -> None:
    story.version += 1
    story.changed_at = now
    record(action, story, actor=actor, now=now, name=story.title, after={"organisation": name})
