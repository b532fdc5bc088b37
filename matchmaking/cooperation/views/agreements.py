"""What everybody sees of agreements: the register, its picture, and each agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import format_date

from matchmaking.accounts.current import current_person_or_none, is_administrator
from matchmaking.cooperation import agreement_words, network_drawing
from matchmaking.cooperation.entries import gaps, shown_parties
from matchmaking.cooperation.models import Agreement, AgreementKind, EntryState
from matchmaking.cooperation.network_drawing import Drawing, Tie
from matchmaking.cooperation.queries import agreements as register
from matchmaking.cooperation.queries.entry_access import hands_in, managed_organisations, may_write
from matchmaking.cooperation.queries.network import network
from matchmaking.cooperation.queries.stories import stories_of_agreement
from matchmaking.cooperation.views.agreement_filters import filters_from, options_of
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.organisations import queries as organisations
from matchmaking.organisations import websites
from matchmaking.organisations.models import Organisation
from matchmaking.web.filters import chosen_values
from matchmaking.web.folding import fold
from matchmaking.web.guards import public
from matchmaking.web.locale import current_language


@bp.app_template_filter("agreement_kind")
def agreement_kind(kind: AgreementKind | str) -> str:
    """The kind in the reader's language: "Memorandum of understanding"."""
    return str(agreement_words.KINDS[AgreementKind(kind)])


@bp.app_template_filter("handed_in_state")
def handed_in_state(state: EntryState) -> tuple[str, str]:
    """The state's word and meaning, for lists.state()."""
    word, meaning = agreement_words.STATES[state]
    return str(word), meaning


@bp.app_template_filter("partial_date")
def partial_date(text: str, *, is_short: bool = False) -> str:
    """A day, month or year as people read it: "31 January 2017" ("31 Jan 2017" in short), "2007"."""
    formats = {len("2013-05"): "MMM y", len("2013-05-31"): "d MMM y"}
    if not is_short:
        formats = {length: wanted.replace("MMM", "MMMM") for length, wanted in formats.items()}
    wanted = formats.get(len(text))
    if wanted is None:
        return text
    day = date.fromisoformat(text if len(text) > len("2013-05") else f"{text}-01")
    return str(format_date(day, wanted))


@bp.app_template_filter("host")
def host(address: str) -> str:
    """Whose page an address leads to: "skywin.be"."""
    return websites.shown(address).partition("/")[0]


@bp.app_template_filter("shown_parties")
def parties_shown(agreement: Agreement) -> list[Organisation]:
    """The parties whose profiles everybody may see."""
    return [party.organisation for party in shown_parties(agreement)]


@bp.get("/agreements")
@public
def agreements() -> str:
    """Who works with whom, searched, filtered and sorted; the filters live in the URL."""
    asked = _asked()
    kind_order = sorted(AgreementKind, key=lambda kind: fold(str(agreement_words.KINDS[kind])))
    found = register.page_of(asked["filters"], page=request.args.get("page", 1, type=int), kind_order=kind_order)
    return render_template("cooperation/agreements.html", agreements=found, can_begin=_can_begin(), **asked)


@bp.get("/agreements/network")
@public
def agreement_network() -> str:
    """The same agreements as a picture, with a table of what it shows."""
    asked = _asked()
    found = network(asked["filters"])
    return render_template(
        "cooperation/network.html", network=found, picture=picture_of(found.agreements, asked["language"]), **asked
    )


@bp.get("/agreements/<slug>")
@public
def show_agreement(slug: str) -> str:
    """One agreement: its parties, dates, source, and the stories of what came of it."""
    person = current_person_or_none()
    agreement = register.visible_agreement(slug, person)
    writes = may_write(person, agreement)
    return render_template(
        "cooperation/agreement.html",
        agreement=agreement,
        stories=stories_of_agreement(agreement.id),
        writes=writes,
        hands_in=hands_in(person, agreement),
        missing=gaps(agreement) if writes and agreement.state is EntryState.DRAFT else [],
        is_administrator=is_administrator(),
        language=current_language(),
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing for wide and one for narrow screens, with the rows that they draw, by key."""

    wide: Drawing
    narrow: Drawing
    organisations: dict[str, Organisation]
    agreements: dict[str, Agreement]
    counts: dict[str, int]
    """How many of the agreements each organisation is a party of."""


def picture_of(agreements: list[Agreement], language: str) -> Picture:
    """The picture of these agreements with everybody who is a party."""
    parties = {agreement.slug: shown_parties(agreement) for agreement in agreements}
    found = {party.organisation.slug: party.organisation for each in parties.values() for party in each}
    ends = [network_drawing.Organisation(slug, one.name, one.country_code) for slug, one in found.items()]
    ties = [
        Tie(
            key=agreement.slug,
            kind=agreement.kind.value,
            note=_note(agreement, language),
            parties=tuple(party.organisation.slug for party in parties[agreement.slug]),
        )
        for agreement in agreements
    ]
    counts = {slug: sum(slug in tie.parties for tie in ties) for slug in found}
    return Picture(
        network_drawing.draw(ends, ties, network_drawing.WIDE),
        network_drawing.draw(ends, ties, network_drawing.NARROW),
        found,
        {agreement.slug: agreement for agreement in agreements},
        counts,
    )


def _note(agreement: Agreement, language: str) -> str:
    """A network by its name, since its members do not tell it; any other by its first sector. And the year."""
    name = agreement.sectors[0].name(language) if agreement.sectors else ""
    if agreement.kind is AgreementKind.NETWORK:
        name = agreement.title
    return ", ".join(part for part in (name, agreement.signed[:4]) if part)


def _asked() -> dict[str, Any]:
    language = current_language()
    sectors = {sector.code: sector for sector in organisations.sectors()}
    filters = filters_from(request.args, set(sectors))
    options = options_of(register.facets(filters), filters, sectors, language)
    return {
        "filters": filters,
        "options": options,
        "chosen": chosen_values(filters.as_args(), options),
        "language": language,
    }


def _can_begin() -> bool:
    person = current_person_or_none()
    return person is not None and bool(managed_organisations(person))
