"""Writing a section of a country's page, looking at its history, putting an older text in force again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.cooperation import section_words
from matchmaking.cooperation.differences import Line, difference
from matchmaking.cooperation.forms.sections import SectionForm
from matchmaking.cooperation.models import CountrySection, RevisionState, SectionKind, SectionRevision
from matchmaking.cooperation.queries import sections as queries
from matchmaking.cooperation.section_text import Held, SectionText
from matchmaking.cooperation.services import sections as services
from matchmaking.cooperation.sources import Source, sources_of
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.cooperation.views.countries import known_country
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member
from matchmaking.web.locale import LANGUAGES
from matchmaking.web.seen import SeenForm, seen_version

BIGGEST_NUMBER = 10**9
_SECTION = "/countries/<code>/sections/<kind>/<language>"


@dataclass(frozen=True, slots=True)
class Place:
    """Which section a page is about."""

    code: str
    kind: SectionKind
    language: str

    @property
    def title(self) -> str:
        return str(section_words.KINDS[self.kind])

    @property
    def args(self) -> dict[str, Any]:
        """What url_for needs."""
        return {"code": self.code.lower(), "kind": self.kind.value, "language": self.language}


def place(code: str, kind: str, language: str) -> Place:
    """The place that an address names. Raises NotFound."""
    if kind not in {one.value for one in SectionKind} or language not in LANGUAGES:
        raise NotFound(f"no section {kind!r} in {language!r}")
    return Place(known_country(code), SectionKind(kind), language)


def place_of(section: CountrySection) -> Place:
    return Place(section.country_code, section.kind, section.language)


def page_of_country(where: Place) -> str:
    """The address of the country's page, with this section open."""
    return url_for("cooperation.country", code=where.code.lower(), open=where.kind.value, _anchor=where.kind.value)


@bp.app_template_filter("section_sources")
def section_sources(text: str) -> list[Source]:
    """The sources that a text names, each with its document and address."""
    return sources_of(text)


@bp.app_template_filter("section_title")
def section_title(kind: SectionKind) -> str:
    """The name of a section: "Cluster policies"."""
    return str(section_words.KINDS[kind])


@bp.app_template_filter("proposal_state")
def proposal_state(state: RevisionState) -> tuple[str, str]:
    """The state's word and meaning, for lists.state()."""
    word, meaning = section_words.PROPOSAL_STATES[state]
    return str(word), meaning


@bp.app_template_filter("revision_author")
def revision_author(revision: SectionRevision) -> str:
    """Who wrote it; what was loaded has no author."""
    if revision.author_name:
        return revision.author_name
    return str(_("Taken from public documents") if revision.author_id is None else _("Somebody"))


def compared(before: Held | None, after: Held) -> list[tuple[str, list[Line]]]:
    """What `after` changes of `before`, in each part of a section that it changes."""
    old = before or SectionText("", "", "")
    parts = (
        (_("In two lines"), old.summary, after.summary),
        (_("Text"), old.body, after.body),
        (_("Sources"), old.sources, after.sources),
    )
    return [(title, difference(one, other)) for title, one, other in parts if one != other]


@bp.get(f"{_SECTION}/edit")
@bp.post(f"{_SECTION}/edit")
@member
def edit_section(code: str, kind: str, language: str) -> Any:
    """The form of a section: who decides saves it, every other member proposes it; both may look at it first."""
    where = place(code, kind, language)
    section = queries.section(where.code, where.kind, language)
    form = SectionForm()
    if not form.is_submitted():
        form.fill_in(section)
        form.seen.data = str(section.version if section else 0)
        return _editor(where, form, section)
    if not form.validate():
        return _editor(where, form, section), 422
    if request.form.get("step") == "preview":
        return _editor(where, form, section, preview=form.to_text())
    if queries.decides(current_person(), where.code):
        return _saved(where, form)
    return _proposed(where, form)


def _saved(where: Place, form: SectionForm) -> Any:
    try:
        services.save(
            where.code,
            where.kind,
            where.language,
            form.to_text(),
            note=form.note.data or "",
            seen=seen_version(form),
            actor=current_person(),
            now=current_time(),
        )
    except Invalid as error:
        flash(str(error), "info")
        return redirect(page_of_country(where))
    except Conflict:
        return _conflict(where, form), 409
    flash(_("The section is saved: everybody sees it now."), "fine")
    return redirect(page_of_country(where))


def _proposed(where: Place, form: SectionForm) -> Any:
    try:
        services.propose(
            where.code,
            where.kind,
            where.language,
            form.to_text(),
            note=form.note.data or "",
            actor=current_person(),
            now=current_time(),
        )
    except (Invalid, Conflict) as error:
        form.form_errors.append(str(error))
        return _editor(where, form, queries.section(where.code, where.kind, where.language)), 422
    flash(_("Thank you. Your text waits for somebody who decides about this page; you find it below."), "fine")
    return redirect(url_for("cooperation.country", code=where.code.lower(), _anchor="proposed"))


def _conflict(where: Place, form: SectionForm) -> str:
    """The form again with all that was written, and the text that somebody else has saved meanwhile."""
    section = queries.section(where.code, where.kind, where.language)
    if section is None or not section.version:
        raise NotFound("a section that nobody has written is in nobody's way")
    form.seen.data = str(section.version)  # sent again, it takes the place of what the other person saved
    theirs = queries.revision(section.id, section.version)
    return _editor(where, form, section, theirs=theirs)


def _editor(
    where: Place,
    form: SectionForm,
    section: CountrySection | None,
    *,
    preview: SectionText | None = None,
    theirs: SectionRevision | None = None,
) -> str:
    decides = queries.decides(current_person(), where.code)
    written = section if section is not None and section.version else None
    mine = preview or (form.to_text() if theirs is not None else None)
    return render_template(
        "cooperation/section_edit.html",
        where=where,
        form=form,
        section=written,
        decides=decides,
        preview=preview,
        theirs=theirs,
        changes=compared(written, mine) if mine is not None else [],
        others=[] if written else _in_other_languages(where),
        wanted=str(section_words.WANTED[where.kind]),
    )


def _in_other_languages(where: Place) -> list[CountrySection]:
    """The same section as others read it, for who translates it."""
    return [one for one in queries.sections_of(where.code) if one.kind is where.kind and one.language != where.language]


@bp.get(f"{_SECTION}/history")
@member
def section_history(code: str, kind: str, language: str) -> str:
    """All texts that were in force: who, when, what."""
    where = place(code, kind, language)
    section = queries.section(where.code, where.kind, language)
    return render_template(
        "cooperation/section_history.html",
        where=where,
        section=section,
        revisions=queries.history(section.id, page=request.args.get("page", 1, type=int)) if section else None,
    )


@bp.get(f"{_SECTION}/history/<int(max={BIGGEST_NUMBER}):number>")
@member
def section_revision(code: str, kind: str, language: str, number: int) -> str:
    """One of them: what it changed, what it said, and the button that puts it in force again."""
    where = place(code, kind, language)
    section = _written(where)
    revision = queries.revision(section.id, number)
    in_force = number == section.version
    return render_template(
        "cooperation/section_revision.html",
        where=where,
        section=section,
        revision=revision,
        changes=compared(queries.revision_before(revision), revision),
        in_force=in_force,
        since=[] if in_force else compared(section, revision),
        decides=queries.decides(current_person(), where.code),
    )


@bp.post(f"{_SECTION}/history/<int(max={BIGGEST_NUMBER}):number>/restore")
@member
def restore_section(code: str, kind: str, language: str, number: int) -> Any:
    """Put an older text in force again."""
    where = place(code, kind, language)
    section = _written(where)
    try:
        services.restore(section.id, number, seen=seen_version(SeenForm()), actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "info")
        return redirect(url_for("cooperation.section_revision", number=number, **where.args))
    flash(_("Version %(number)s is in force again.", number=number), "fine")
    return redirect(page_of_country(where))


def _written(where: Place) -> CountrySection:
    section = queries.section(where.code, where.kind, where.language)
    if section is None:
        raise NotFound("nobody has written this section")
    return section
