"""Who takes part in a partnership: an administrator's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.cooperation.forms.partnerships import NamedMemberForm
from matchmaking.cooperation.models import Partnership
from matchmaking.cooperation.queries import partnerships as queries
from matchmaking.cooperation.services import partnership_members as services
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.db import BIGGEST_ID
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations import listing
from matchmaking.organisations.filters import searched
from matchmaking.organisations.listing import Filters
from matchmaking.organisations.models import OrganisationKind
from matchmaking.web.clock import current_time
from matchmaking.web.guards import administrator
from matchmaking.web.locale import countries, current_language

_MEMBER = f"/partnerships/<slug>/members/<int(max={BIGGEST_ID}):member_id>"


@bp.get("/partnerships/<slug>/members")
@administrator
def partnership_members(slug: str) -> str:
    """The members, and a search in the directory for more."""
    return _page(queries.partnership_by_slug(slug), _named_form())


@bp.post("/partnerships/<slug>/members")
@administrator
def add_partnership_member(slug: str) -> Any:
    """Let an organisation of the directory take part."""
    partnership = queries.partnership_by_slug(slug)
    chosen = request.form.get("organisation", "")
    return _done(
        slug,
        lambda: services.add_member(partnership.id, chosen, actor=current_person(), now=current_time()),
        _("%(name)s is a member now."),
    )


@bp.post("/partnerships/<slug>/members/named")
@administrator
def name_partnership_member(slug: str) -> Any:
    """Let somebody take part who has no profile here."""
    partnership = queries.partnership_by_slug(slug)
    form = _named_form()
    if form.validate():
        name = form.name.data or ""
        try:
            services.name_member(
                partnership.id, name, form.country_code.data or None, actor=current_person(), now=current_time()
            )
        except (Invalid, Conflict) as problem:
            form.name.errors = [*form.name.errors, str(problem)]
        else:
            flash(_("%(name)s is a member now.", name=name), "fine")
            return redirect(url_for("cooperation.partnership_members", slug=slug))
    return _page(queries.partnership_by_slug(slug), form), 422


@bp.post(f"{_MEMBER}/remove")
@administrator
def remove_partnership_member(slug: str, member_id: int) -> Any:
    """Let a member take part no more."""
    partnership = queries.partnership_by_slug(slug)
    return _done(
        slug,
        lambda: services.remove_member(partnership.id, member_id, actor=current_person(), now=current_time()),
        _("%(name)s is no member any more."),
    )


@bp.post(f"{_MEMBER}/coordinator")
@administrator
def mark_partnership_coordinator(slug: str, member_id: int) -> Any:
    """Say which member coordinates, or that this one does not."""
    partnership = queries.partnership_by_slug(slug)
    coordinates = request.form.get("coordinates") == "yes"
    return _done(
        slug,
        lambda: services.mark_coordinator(
            partnership.id, member_id, coordinates=coordinates, actor=current_person(), now=current_time()
        ),
        _("%(name)s coordinates the partnership.") if coordinates else _("%(name)s does not coordinate it any more."),
    )


def _done(slug: str, act: Callable[[], str], sentence: str) -> Any:
    try:
        flash(sentence % {"name": act()}, "fine")
    except (Conflict, Invalid) as problem:
        flash(str(problem), "problem")
    except NotFound:
        flash(_("This member is gone already."), "info")
    return redirect(url_for("cooperation.partnership_members", slug=slug, q=request.form.get("q") or None))


def _named_form() -> NamedMemberForm:
    form = NamedMemberForm()
    form.prepare()
    return form


def _page(partnership: Partnership, form: NamedMemberForm) -> str:
    text = searched(request.args)
    found = None
    if text:
        found = listing.page_of(
            Filters(q=text),
            page=request.args.get("page", 1, type=int),
            country_order=list(countries(current_language())),
            kind_order=list(OrganisationKind),
        )
    return render_template(
        "cooperation/partnership_members.html",
        partnership=partnership,
        form=form,
        q=text,
        found=found,
        taken={member.organisation_id for member in partnership.members},
    )
