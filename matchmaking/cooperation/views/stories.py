"""What everybody sees of success stories: the list, and each story in the form of the ECCP."""

from __future__ import annotations

from flask import render_template, request

from matchmaking.accounts.current import current_person_or_none, is_administrator
from matchmaking.cooperation.entries import gaps, shown_partners
from matchmaking.cooperation.models import EntryState, StoryPartner, SuccessStory
from matchmaking.cooperation.queries.entry_access import hands_in, managed_organisations, may_write
from matchmaking.cooperation.queries.stories import StoryFilters, page_of_stories, story_facets, visible_story
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.organisations import queries as organisations
from matchmaking.organisations.filters import known, searched
from matchmaking.web.filters import chosen_values, offered
from matchmaking.web.guards import public
from matchmaking.web.locale import countries, country_name, current_language


@bp.app_template_filter("shown_partners")
def partners_shown(story: SuccessStory) -> list[StoryPartner]:
    """The partners that are only named, and those whose profiles everybody may see."""
    return shown_partners(story)


@bp.get("/stories")
@public
def stories() -> str:
    """What came of cooperations, searched and filtered; the filters live in the URL."""
    language = current_language()
    sectors = {sector.code: sector for sector in organisations.sectors()}
    filters = StoryFilters(
        q=searched(request.args),
        countries=known(request.args, "country", set(countries("en"))),
        sectors=known(request.args, "sector", set(sectors)),
    )
    counts = story_facets(filters)
    options = {
        "country": offered(counts.countries, filters.countries, country_name),
        "sector": offered(counts.sectors, filters.sectors, lambda code: sectors[code].name(language)),
    }
    person = current_person_or_none()
    return render_template(
        "cooperation/stories.html",
        stories=page_of_stories(filters, page=request.args.get("page", 1, type=int)),
        filters=filters,
        options=options,
        chosen=chosen_values(filters.as_args(), options),
        language=language,
        can_begin=person is not None and bool(managed_organisations(person)),
    )


@bp.get("/stories/<slug>")
@public
def show_story(slug: str) -> str:
    """One story: partners, sectors, context, type of cooperation, objective, policy support, results, source."""
    person = current_person_or_none()
    story = visible_story(slug, person)
    own = hands_in(person, story)
    return render_template(
        "cooperation/story.html",
        story=story,
        writes=may_write(person, story),
        hands_in=own,
        missing=gaps(story) if story.state is EntryState.DRAFT else [],
        is_administrator=is_administrator(),
        language=current_language(),
    )
