"""The words of the map, in the reader's language."""

from __future__ import annotations

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.organisations.mapping.areas import WORLD
from matchmaking.organisations.mapping.crosswalk import Code, Match, System
from matchmaking.organisations.mapping.filters import Members
from matchmaking.organisations.models import Market

AREAS = {
    WORLD: _l("World"),
    "europe": _l("Europe"),
    "north-america": _l("North America"),
    "south-america": _l("South America"),
    "africa": _l("Africa"),
    "asia": _l("Asia"),
    "oceania": _l("Oceania"),
}
MARKETS = {
    Market.TRADED: _l("Traded: serves markets beyond its region"),
    Market.LOCAL: _l("Local: serves its region"),
}
MARKET_NAMES = {Market.TRADED: _l("traded"), Market.LOCAL: _l("local")}
MEMBERS = {
    Members.UNDER_50: _l("fewer than 50"),
    Members.UNDER_100: _l("50 to 99"),
    Members.UNDER_250: _l("100 to 249"),
    Members.MORE: _l("250 and more"),
    Members.UNKNOWN: _l("not known"),
}
MATCHES = {
    Match.SAME: _l("the same code"),
    Match.NARROWER: _l("a part of the code"),
    Match.WIDER: _l("a wider code"),
}
MEASURES = {
    "clusters": _l("Clusters"),
    "organisations": _l("Organisations"),
    "members": _l("Members of clusters"),
    "smes": _l("SMEs with a profile"),
}
SYSTEMS = {System.NACE: "NACE", System.NAICS: "NAICS"}


def bad_code(system: System) -> str:
    """What to write instead of what is no code."""
    if system is System.NACE:
        return str(_("This is not a NACE code. Write a section, division, group or class: C, 30, 30.3 or 30.30."))
    return str(_("This is not a NAICS code. Write two to six digits, like 3364, or 31-33."))


def unknown_code(code: Code) -> str:
    """Said of a code that no sector has."""
    values = {"system": SYSTEMS[code.system], "code": code.text}
    return str(_("No sector here has the %(system)s code %(code)s, a part of it or a wider one.", **values))


def number_of(count: int, *, all_kinds: bool) -> str:
    """Said of what is shown: "3 clusters", or "3 organisations" where all kinds are."""
    number = format_decimal(count)
    if all_kinds:
        return str(ngettext("%(number)s organisation", "%(number)s organisations", count, number=number))
    return str(ngettext("%(number)s cluster", "%(number)s clusters", count, number=number))
