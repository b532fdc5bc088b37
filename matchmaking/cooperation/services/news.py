"""Writing news: begun, edited, published, withdrawn."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.cooperation import partial_dates
from matchmaking.cooperation.models import EntryState, NewsItem, Partnership
from matchmaking.cooperation.news_details import LONGEST_BODY, LONGEST_SOURCE, LONGEST_TITLE, NewsDetails, details_of
from matchmaking.cooperation.news_details import changes as changes_of
from matchmaking.cooperation.queries.news import may_edit, may_write
from matchmaking.cooperation.queries.offices import office_countries
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations import websites
from matchmaking.web.folding import free_slug, slugify
from matchmaking.web.locale import LANGUAGES, countries, country_name

RESERVED_SLUGS = {"new", "desk"}
"""Words that stand in the place of a slug in the pages' addresses."""


def create_news(details: NewsDetails, *, publish: bool = False, actor: Person, now: datetime) -> NewsItem:
    """A draft, or a published item at once; a second press finds the item of the first.

    Raises NotFound for somebody who writes no news, Invalid for a wrong value or a country that is not theirs.
    """
    with transaction() as current:
        if not may_write(actor):
            raise NotFound("this person writes no news")
        _check_reach(details, actor)
        current.get(Person, actor.id, with_for_update=True)  # two presses come one after the other
        begun = _begun(details, actor)
        if begun is not None:
            if publish and begun.state is EntryState.DRAFT:
                _publish(begun, actor=actor, now=now)
            return begun
        item = NewsItem(
            slug=_free_slug(details.title),
            state=EntryState.DRAFT,
            published_on=now.date(),
            author_id=actor.id,
            version=1,
            created_at=now,
            changed_at=now,
        )
        apply_details(item, details)
        current.add(item)
        try:
            current.flush()
        except IntegrityError as error:
            if broken_constraint(error) == "uq_news_item_slug":
                raise Conflict(_("News of this title was begun at this very moment. Send it again.")) from None
            raise
        record("news.create", item, actor=actor, now=now, name=item.title)
        if publish:
            _publish(item, actor=actor, now=now)
    return item


def _begun(details: NewsDetails, actor: Person) -> NewsItem | None:
    """What the person has written in these very words and not withdrawn."""
    return session().scalar(
        sa.select(NewsItem)
        .where(
            NewsItem.author_id == actor.id,
            NewsItem.title == details.title,
            NewsItem.body == details.body,
            NewsItem.countries == sorted(set(details.countries)),
            NewsItem.state != EntryState.WITHDRAWN,
        )
        .order_by(NewsItem.id)
        .limit(1)
    )


def edit_news(
    item_id: int, details: NewsDetails, *, seen: int | None, publish: bool = False, actor: Person, now: datetime
) -> NewsItem:
    """Store `details`, and publish the item as well where that is asked.

    `seen`: the version that the writer started from; Conflict when somebody has changed it since. Raises NotFound
    for somebody who may not edit it, Invalid as `create_news` does.
    """
    with transaction():
        item = _locked(item_id, seen=seen, actor=actor)
        _check_reach(details, actor)
        before = details_of(item)
        apply_details(item, details)
        session().flush()
        if item.state is EntryState.PUBLISHED and not item.happened_on:
            item.happened_on = item.published_on.isoformat()
        old, new = changes_of(before, details_of(item))
        if new:
            _touch(item, now)
            record("news.edit", item, actor=actor, now=now, name=item.title, before=old, after=new)
        if publish and item.state is not EntryState.PUBLISHED:
            _publish(item, actor=actor, now=now)
    return item


def publish_news(item_id: int, *, seen: int | None, actor: Person, now: datetime) -> None:
    """Show a draft or withdrawn item to everybody. Raises Conflict for a published one, NotFound as `edit_news`."""
    with transaction():
        item = _locked(item_id, seen=seen, actor=actor)
        if item.state is EntryState.PUBLISHED:
            raise Conflict(_("This news item is published already."))
        _publish(item, actor=actor, now=now)


def withdraw_news(item_id: int, *, seen: int | None, actor: Person, now: datetime) -> None:
    """Take a published item out of the list and the feeds; those who may edit it still see it, and can publish it."""
    with transaction():
        item = _locked(item_id, seen=seen, actor=actor)
        if item.state is not EntryState.PUBLISHED:
            raise Conflict(_("This news item is not published."))
        _set_state(item, EntryState.WITHDRAWN, "news.withdraw", actor=actor, now=now)


def _publish(item: NewsItem, *, actor: Person, now: datetime) -> None:
    if item.state is EntryState.DRAFT:  # what was withdrawn keeps the day on which it first appeared
        item.published_on = now.date()
    item.happened_on = item.happened_on or item.published_on.isoformat()
    _set_state(item, EntryState.PUBLISHED, "news.publish", actor=actor, now=now)


def _set_state(item: NewsItem, state: EntryState, action: str, *, actor: Person, now: datetime) -> None:
    before = item.state
    item.state = state
    _touch(item, now)
    record(
        action,
        item,
        actor=actor,
        now=now,
        name=item.title,
        before={"state": before.value},
        after={"state": state.value},
    )


def _touch(item: NewsItem, now: datetime) -> None:
    item.version += 1
    item.changed_at = now


def _locked(item_id: int, *, seen: int | None, actor: Person) -> NewsItem:
    item = session().get(NewsItem, item_id, with_for_update=True, populate_existing=True)
    if item is None or not may_edit(actor, item):
        raise NotFound("no news item that this person edits")
    if item.version != seen:
        raise Conflict(_("Somebody else has changed this news item while you were writing."))
    return item


def _check_reach(details: NewsDetails, actor: Person) -> None:
    """The people of a support office write of their own country, and of partnerships that look for partners there."""
    if actor.is_administrator:
        return
    theirs = office_countries(actor)
    names = ", ".join(sorted(country_name(code) for code in theirs))
    if not details.countries or not set(details.countries) <= theirs:
        raise Invalid(
            _("You write news of %(countries)s: choose no other country.", countries=names), field="countries"
        )
    if details.partnership:
        partnership = _partnership(details.partnership)
        if not theirs & set(partnership.target_countries):
            raise Invalid(
                _("Choose a partnership that looks for partners in %(countries)s.", countries=names),
                field="partnership",
            )


def apply_details(item: NewsItem, details: NewsDetails) -> None:
    """Write `details` to the row. Raises Invalid for what is missing, too long or unknown."""
    for name, most, sentence in (
        ("title", LONGEST_TITLE, _("Enter a title.")),
        ("body", LONGEST_BODY, _("Write what happened.")),
        ("source_document", LONGEST_SOURCE, _("Name the source, so that readers can see where it comes from.")),
    ):
        written = getattr(details, name)
        if not written.strip():
            raise Invalid(sentence, field=name)
        if len(written) > most:
            raise Invalid(_("Keep it under %(most)s characters.", most=most), field=name)
    if not details.countries and not details.partnership:
        raise Invalid(_("Choose at least one country, or a partnership."), field="countries")
    if not set(details.countries) <= countries("en").keys():
        raise Invalid(_("Choose countries from the list."), field="countries")
    if details.language not in LANGUAGES:
        raise Invalid(_("Choose a language from the list."), field="language")
    try:
        item.happened_on = partial_dates.checked(details.happened_on)
    except partial_dates.BadDate:
        raise Invalid(
            _("Write a day, a month or a year, such as 2017-02-15, 2017-02 or 2017."), field="happened_on"
        ) from None
    try:
        item.source_url = websites.complete(details.source_url)
    except websites.BadWebsite:
        raise Invalid(_("This is not the address of a public web page."), field="source_url") from None
    item.title, item.body, item.language = details.title, details.body, details.language
    item.source_document = details.source_document
    item.countries = sorted(set(details.countries))
    with session().no_autoflush:
        item.partnership = _partnership(details.partnership) if details.partnership else None


def _partnership(slug: str) -> Partnership:
    found = None if "\0" in slug else session().scalar(sa.select(Partnership).where(Partnership.slug == slug))
    if found is None:
        raise Invalid(_("Choose a partnership from the list."), field="partnership")
    return found


def _free_slug(title: str) -> str:
    """An address for the item that no other has."""
    wanted = slugify(title)
    taken = set(session().scalars(sa.select(NewsItem.slug).where(NewsItem.slug.startswith(wanted, autoescape=True))))
    return free_slug(wanted, taken | RESERVED_SLUGS)
