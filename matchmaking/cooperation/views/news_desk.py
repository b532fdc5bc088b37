"""Writing news: for administrators, and for the people of a support office about their country."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.audit.queries import last_change
from matchmaking.cooperation.forms.news import NewsForm, news_form
from matchmaking.cooperation.models import EntryState, NewsItem
from matchmaking.cooperation.news_details import changes, details_of
from matchmaking.cooperation.queries import news as queries
from matchmaking.cooperation.queries.offices import office_countries
from matchmaking.cooperation.services import news as services
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member
from matchmaking.web.locale import LANGUAGES, countries, country_name
from matchmaking.web.refusals import differences, show_refusal
from matchmaking.web.seen import SeenForm, seen_version


@bp.get("/news/desk")
@member
def news_desk() -> str:
    """The drafts and withdrawn items that I may edit."""
    person = _writer()
    return render_template(
        "cooperation/news_desk.html", items=queries.desk_of(person, page=request.args.get("page", 1, type=int))
    )


@bp.route("/news/new", methods=["GET", "POST"])
@member
def create_news() -> Any:
    """A new item: looked at first, kept as a draft, or published at once."""
    person = _writer()
    form = _form(None)
    if request.method == "GET":
        asked = request.args.get("country", "").upper()
        form.countries.data = form.countries.data or ([asked] if asked in countries("en") else [])
        form.partnership.data = request.args.get("partnership", "")
    valid = form.validate_on_submit()
    if valid and _step() != "preview":
        try:
            made = services.create_news(
                form.to_details(), publish=_step() == "publish", actor=person, now=current_time()
            )
        except (Invalid, Conflict) as problem:
            show_refusal(problem, form, otherwise="title")
        else:
            return _done(made)
    return _editor(None, form, previewed=valid and _step() == "preview"), 422 if form.errors else 200


@bp.route("/news/<slug>/edit", methods=["GET", "POST"])
@member
def edit_news(slug: str) -> Any:
    """The form of an item, for those who may edit it."""
    person = current_person()
    item = queries.edited_by(slug, person)
    form = _form(item)
    valid = form.validate_on_submit()
    if valid and _step() != "preview":
        try:
            item = services.edit_news(
                item.id,
                form.to_details(),
                seen=seen_version(form),
                publish=_step() == "publish",
                actor=person,
                now=current_time(),
            )
        except Conflict:
            return _conflict(slug, form), 409
        except Invalid as problem:
            show_refusal(problem, form, otherwise="title")
            item = queries.edited_by(slug, person)
        else:
            return _done(item)
    return _editor(item, form, previewed=valid and _step() == "preview"), 422 if form.errors else 200


@bp.post("/news/<slug>/publish")
@member
def publish_news(slug: str) -> Any:
    """Show a draft or withdrawn item to everybody."""
    return _act(slug, services.publish_news, _("The news item is published."))


@bp.post("/news/<slug>/withdraw")
@member
def withdraw_news(slug: str) -> Any:
    """Take a published item out of the list and the feeds."""
    return _act(
        slug, services.withdraw_news, _("The news item is withdrawn. You still see it, and can publish it again.")
    )


def _act(slug: str, service: Any, done: str) -> Any:
    person = current_person()
    item = queries.edited_by(slug, person)
    try:
        service(item.id, seen=seen_version(SeenForm()), actor=person, now=current_time())
    except Conflict as problem:
        flash(str(problem), "problem")
    else:
        flash(done, "fine")
    return redirect(url_for("cooperation.news_item", slug=slug))


def _writer() -> Any:
    person = current_person()
    if not queries.may_write(person):
        raise NotFound("this person writes no news")
    return person


def _form(item: NewsItem | None) -> NewsForm:
    person = current_person()
    known = None if person.is_administrator else office_countries(person)
    return news_form(item, known, queries.partnerships_to_name(person))


def _step() -> str:
    return request.form.get("step", "save")


def _done(item: NewsItem) -> Any:
    published = item.state is EntryState.PUBLISHED
    flash(
        _("The news item is published.") if published and _step() == "publish" else _("The news item is saved."), "fine"
    )
    return redirect(url_for("cooperation.news_item", slug=item.slug))


def _editor(
    item: NewsItem | None, form: NewsForm, *, previewed: bool = False, conflict: dict[str, Any] | None = None
) -> str:
    return render_template("cooperation/news_edit.html", item=item, form=form, previewed=previewed, conflict=conflict)


def _conflict(slug: str, form: NewsForm) -> str:
    """The form again with all that was written, and beside it what the other person saved."""
    item = queries.edited_by(slug, current_person())
    stored, _written = changes(details_of(item), form.to_details())
    form.seen.data = str(item.version)  # sent again, it replaces what the other person saved
    return _editor(item, form, conflict={"differences": differences(form, stored, _spoken), "last": last_change(item)})


def _spoken(name: str, value: Any) -> str:
    """A stored value as people read it."""
    if name == "countries":
        return ", ".join(country_name(code) for code in value)
    if name == "partnership":
        return dict(queries.partnerships_to_name(current_person())).get(str(value), str(value))
    if name == "language":
        return LANGUAGES.get(str(value), str(value))
    return str(value)
