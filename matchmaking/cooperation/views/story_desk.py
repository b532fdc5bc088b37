"""What the managers of a partner do with a success story: begin it, write it step by step, send it, take it back."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.accounts.plain_text import one_line
from matchmaking.cooperation import entries
from matchmaking.cooperation.entries import StoryText
from matchmaking.cooperation.forms.stories import STEPS, BeginStoryForm
from matchmaking.cooperation.models import Agreement, EntryState, SuccessStory
from matchmaking.cooperation.queries.agreements import choices_for_story
from matchmaking.cooperation.queries.entry_access import hands_in, managed_organisations
from matchmaking.cooperation.queries.party_search import organisations_like
from matchmaking.cooperation.queries.stories import story_by_slug, written_story
from matchmaking.cooperation.services.stories import (
    add_partner,
    begin_story,
    discard_story,
    name_partner,
    remove_partner,
    save_story,
    submit_story,
    take_back_story,
)
from matchmaking.cooperation.views.agreement_desk import MOST_FOUND, spoken
from matchmaking.cooperation.views.agreement_filters import LONGEST_SLUG
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations import queries as organisations
from matchmaking.organisations.filters import searched
from matchmaking.organisations.forms.fields import LONGEST_NAME
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member
from matchmaking.web.locale import countries, current_language
from matchmaking.web.refusals import Difference, differences, show_refusal
from matchmaking.web.seen import seen_version

ORDER = ("about", "partners", "cooperation", "results")
"""The steps, the choice of partners among them."""


@bp.get("/stories/new")
@bp.post("/stories/new")
@member
def new_story() -> Any:
    """Begin a story: who tells it, what it is called."""
    person = current_person()
    managed = managed_organisations(person)
    form = BeginStoryForm()
    form.prepare(managed)
    if request.method == "GET":
        form.organisation.data = request.args.get("organisation") or (managed[0].slug if managed else None)
    if managed and form.validate_on_submit():
        organisation = next(one for one in managed if one.slug == form.organisation.data)
        story = begin_story(form.title.data or "", organisation, actor=person, now=current_time())
        flash(_("The draft is begun. Nobody else sees it until an administrator has published it."), "fine")
        return redirect(url_for("cooperation.edit_story", slug=story.slug, step="about"))
    status = 422 if managed and form.is_submitted() else 200
    return render_template("cooperation/new_story.html", form=form, managed=managed), status


@bp.get("/stories/<slug>/edit/<step>")
@bp.post("/stories/<slug>/edit/<step>")
@member
def edit_story(slug: str, step: str) -> Any:
    """One step of the story; each is saved by itself."""
    story = written_story(slug, current_person())
    if step not in STEPS:
        raise NotFound(f"a story has no step {step!r}")
    form = STEPS[step]()
    form.prepare(organisations.sectors(), _agreements(story))
    stored = entries.text_of_story(story)
    if not form.is_submitted():
        form.fill(story, stored)
        return _editor(story, form, step)
    if not form.validate():
        return _editor(story, form, step), 422
    text = form.to_text(stored)
    try:
        save_story(story.id, text, seen=seen_version(form), actor=current_person(), now=current_time())
    except Conflict:
        return _conflict(slug, form, step, text), 409
    except Invalid as error:
        story = written_story(slug, current_person())
        show_refusal(error, form)
        return _editor(story, form, step), 422
    flash(_("Saved."), "fine")
    return redirect(_next(slug, step) if request.form.get("go") == "on" else _page(slug))


@bp.get("/stories/<slug>/partners")
@member
def story_partners(slug: str) -> str:
    """Who the partners are; others are looked for and added, or named where they have no profile here."""
    story = written_story(slug, current_person())
    words = searched(request.args)
    present = {partner.organisation_id for partner in story.partners if partner.organisation_id is not None}
    return render_template(
        "cooperation/story_partners.html",
        story=story,
        words=words,
        found=organisations_like(words, without=present, most=MOST_FOUND),
        countries=countries(current_language()),
        **_steps(slug, "partners"),
    )


@bp.post("/stories/<slug>/partners")
@member
def change_story_partners(slug: str) -> Any:
    """Add a partner, name one, or take one out."""
    story = written_story(slug, current_person())
    actor, now = current_person(), current_time()
    try:
        match request.form.get("step"):
            case "remove":
                remove_partner(story.id, request.form.get("partner", 0, type=int), actor=actor, now=now)
            case "name":
                name = one_line(request.form.get("name", "")[:LONGEST_NAME]) or ""
                name_partner(story.id, name, request.form.get("country_code", ""), actor=actor, now=now)
                flash(_("%(organisation)s is a partner now.", organisation=name), "fine")
            case _other:
                added = add_partner(story.id, request.form.get("organisation", "")[:LONGEST_SLUG], actor=actor, now=now)
                flash(_("%(organisation)s is a partner now.", organisation=added.name), "fine")
    except (Conflict, Invalid) as error:
        flash(str(error), "problem")
    return redirect(url_for("cooperation.story_partners", slug=slug))


@bp.post("/stories/<slug>/submit")
@member
def send_story(slug: str) -> Any:
    """Send a draft to the administrators."""
    story = written_story(slug, current_person())
    try:
        submit_story(story.id, actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "waiting" if isinstance(error, Invalid) else "info")
    else:
        flash(_("It is sent. An administrator reads it, and you get a mail once it is published."), "fine")
    return redirect(_page(slug))


@bp.post("/stories/<slug>/take-back")
@member
def take_story_back(slug: str) -> Any:
    """Make a story that was sent or published a draft again."""
    story = story_by_slug(slug)
    if not hands_in(current_person(), story):
        raise NotFound("a story is taken back by who handed it in")
    try:
        take_back_story(story.id, actor=current_person(), now=current_time())
    except Conflict as error:
        flash(str(error), "info")
    else:
        flash(_("It is a draft again. Change it, then send it once more."), "fine")
    return redirect(_page(slug))


@bp.post("/stories/<slug>/discard")
@member
def throw_story_away(slug: str) -> Any:
    """Throw a draft away."""
    story = written_story(slug, current_person())
    try:
        discard_story(story.id, actor=current_person(), now=current_time())
    except Conflict as error:
        flash(str(error), "info")
        return redirect(_page(slug))
    flash(_("The draft is thrown away."), "fine")
    return redirect(url_for("cooperation.my_entries"))


def _page(slug: str) -> str:
    return str(url_for("cooperation.show_story", slug=slug))


def _url(slug: str, step: str) -> str:
    if step == "partners":
        return str(url_for("cooperation.story_partners", slug=slug))
    return str(url_for("cooperation.edit_story", slug=slug, step=step))


def _next(slug: str, step: str) -> str:
    place = ORDER.index(step) + 1
    return _url(slug, ORDER[place]) if place < len(ORDER) else _page(slug)


def _steps(slug: str, step: str) -> dict[str, Any]:
    return {"step": step, "steps": [(name, _url(slug, name)) for name in ORDER], "next_url": _next(slug, step)}


def _agreements(story: SuccessStory) -> list[Agreement]:
    """Those between the partners, and the one that is chosen already."""
    partners = [partner.organisation_id for partner in story.partners if partner.organisation_id is not None]
    found = choices_for_story(partners)
    if story.agreement is not None and story.agreement not in found:
        found.append(story.agreement)
    return found


def _editor(story: SuccessStory, form: Any, step: str, *, rival: list[Difference] | None = None) -> str:
    return render_template(
        "cooperation/edit_story.html",
        story=story,
        form=form,
        differences=rival,
        is_draft=story.state is EntryState.DRAFT,
        **_steps(story.slug, step),
    )


def _conflict(slug: str, form: Any, step: str, mine: StoryText) -> str:
    """The step again with all that was written, and beside it what the other person saved."""
    story = written_story(slug, current_person())
    stored = entries.text_of_story(story)
    theirs, _mine = entries.changes(stored, mine)
    form.seen.data = str(story.version)  # sent again, it replaces what the other person saved
    return _editor(story, form, step, rival=differences(form, theirs, partial(_spoken, story)))


def _spoken(story: SuccessStory, name: str, value: Any) -> str:
    """A stored value of the story as people read it; the agreement behind it by its title."""
    if name == "agreement_id":
        return story.agreement.title if story.agreement else ""
    return spoken(name, value)
