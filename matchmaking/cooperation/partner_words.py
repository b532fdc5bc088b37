"""The words for factors, reasons and what keeps a score from being higher, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.engine.partners import Fit, FitCode, Name, Shortfall, ShortfallCode, Stance
from matchmaking.organisations.models import OrganisationKind
from matchmaking.organisations.words import KINDS
from matchmaking.web.locale import country_name

MOST_REASONS = 3
MOST_COUNTRIES = 4

FACTORS = {
    Name.SHARED_SECTORS: _l("Shared sectors"),
    Name.COMPLEMENTARY_SECTORS: _l("Complementary sectors"),
    Name.THEY_OFFER: _l("They offer what you look for"),
    Name.THEY_SEEK: _l("They look for what you offer"),
    Name.ACTIVITY: _l("Similar work, by the words of both profiles"),
    Name.COUNTRY_SOUGHT: _l("You look for partners in their country"),
    Name.SOUGHT_BY_THEM: _l("They look for partners in your country"),
    Name.COOPERATION: _l("Kind of cooperation"),
    Name.SIZE: _l("Similar size"),
    Name.TIES: _l("Existing ties"),
}
STANCES = {
    Stance.NOVELTY: _l("Somebody new: ties that there are count against"),
    Stance.CONTINUITY: _l("Somebody you know: ties that there are count for it"),
    Stance.IGNORE: _l("Either: ties do not count"),
}
COOPERATIONS = {
    "business": _l("Business"),
    "technology": _l("Technology"),
    "research": _l("Research"),
}
TIES = {
    "agreement": _l("an agreement"),
    "partnership": _l("a partnership"),
    "network": _l("a network"),
}


def reasons(fit: Fit, sector_names: Mapping[str, str]) -> Sequence[str]:
    """Why somebody suits, at most `MOST_REASONS` sentences, weightiest first."""
    shared = [
        sector_names.get(reason.parameters["sector"], reason.parameters["sector"])
        for reason in fit.reasons
        if reason.code is FitCode.SHARED_SECTOR
    ]
    said = []
    for reason in fit.reasons:
        given = reason.parameters
        if reason.code is FitCode.OFFER_MEETS_REQUEST:
            said.append(_("Looks for “%(theirs)s”; you offer “%(ours)s”", theirs=given["request"], ours=given["offer"]))
        elif reason.code is FitCode.REQUEST_MEETS_OFFER:
            said.append(_("Offers “%(theirs)s”; you look for “%(ours)s”", theirs=given["offer"], ours=given["request"]))
        elif reason.code is FitCode.SAME_WORK:
            said.append(_("Writes of the same things as you: %(words)s", words=given["words"]))
        elif reason.code is FitCode.COUNTRY_SOUGHT:
            said.append(_("From %(country)s, where you seek partners", country=country_name(given["country"])))
        elif reason.code is FitCode.SOUGHT_BY_THEM:
            said.append(_("Seeks partners in %(country)s", country=country_name(given["country"])))
        elif reason.code is FitCode.COMPLEMENTARY_SECTOR:
            ours, theirs = (sector_names.get(given[side], given[side]) for side in ("ours", "theirs"))
            said.append(_("%(theirs)s complements your %(ours)s", theirs=theirs, ours=ours))
    if shared:
        # What both do is always told: two offers that meet must not push it out.
        said = [*said[: MOST_REASONS - 1], _("Shares %(sectors)s", sectors=", ".join(shared))]
    return said[:MOST_REASONS]


def why_not_higher(shortfall: Shortfall | None, sector_names: Mapping[str, str]) -> str:
    """One sentence about the factor that costs most points; empty where nothing is missing."""
    if shortfall is None:
        return ""
    return str(_SENTENCES[shortfall.code](_Told(shortfall.parameters, sector_names)))


class _Told:
    """The parameters of a shortfall as words."""

    def __init__(self, parameters: Mapping[str, tuple[str, ...]], sector_names: Mapping[str, str]) -> None:
        self._parameters = parameters
        self._sectors = sector_names

    def text(self, name: str) -> str:
        return ", ".join(self._parameters[name])

    def sectors(self, name: str) -> str:
        return ", ".join(self._sectors.get(code, code) for code in self._parameters[name])

    def countries(self, name: str) -> str:
        codes = self._parameters[name]
        names = [country_name(code) for code in codes[:MOST_COUNTRIES]]
        return ", ".join(names) + (" …" if len(codes) > MOST_COUNTRIES else "")

    def kinds(self, name: str) -> str:
        return _joined(KINDS[OrganisationKind(kind)] for kind in self._parameters[name])

    def cooperations(self, name: str) -> str:
        return _joined(COOPERATIONS[kind] for kind in self._parameters[name])

    def ties(self, name: str) -> str:
        return _joined(TIES[tie] for tie in self._parameters[name])


def _joined(words: Iterable[object]) -> str:
    return ", ".join(map(str, words))


def _sectors_apart(told: _Told) -> str:
    ours, theirs = told.sectors("ours"), told.sectors("theirs")
    if ours and theirs:
        return str(_("They do not work in %(ours)s, and you do not in %(theirs)s.", ours=ours, theirs=theirs))
    if ours:
        return str(_("They do not work in %(sectors)s.", sectors=ours))
    return str(_("They also work in %(sectors)s, where you do not.", sectors=theirs))


def _no_complement(told: _Told) -> str:
    wanted = told.sectors("sectors")
    if wanted:
        return str(_("None of their sectors complements yours, as %(sectors)s would.", sectors=wanted))
    return str(_("None of their sectors complements yours."))


def _other_work(told: _Told) -> str:
    words = told.text("words")
    if words:
        return str(_("Their profile tells of other work: nothing in it of %(words)s.", words=words))
    return str(_("Their profile and yours have few words in common."))


def _other_cooperation(told: _Told) -> str:
    ours, theirs = told.cooperations("ours"), told.cooperations("theirs")
    if ours and theirs:
        return str(_("You look for %(ours)s, they for %(theirs)s.", ours=ours, theirs=theirs))
    return str(_("One of the two profiles does not say which kind of cooperation is sought."))


_SENTENCES: Mapping[ShortfallCode, Callable[[_Told], object]] = {
    ShortfallCode.NO_SHARED_SECTOR: lambda told: _("They work in none of your sectors."),  # noqa: ARG005
    ShortfallCode.SECTORS_APART: _sectors_apart,
    ShortfallCode.NO_SECTORS: lambda told: _("One of the two profiles names no sector."),  # noqa: ARG005
    ShortfallCode.NO_COMPLEMENT: _no_complement,
    ShortfallCode.FEW_COMPLEMENTS: lambda told: _("Few of their sectors complement yours."),  # noqa: ARG005
    ShortfallCode.WE_SEEK_NOTHING: lambda told: _("Your profile says nothing that you look for."),  # noqa: ARG005
    ShortfallCode.NOT_OFFERED: lambda told: _(
        "They offer little that answers your request “%(request)s”.", request=told.text("request")
    ),
    ShortfallCode.THEY_SEEK_NOTHING: lambda told: _("Their profile says nothing that they look for."),  # noqa: ARG005
    ShortfallCode.NOT_SOUGHT: lambda told: _(
        "You offer little that answers their request “%(request)s”.", request=told.text("request")
    ),
    ShortfallCode.OTHER_WORK: _other_work,
    ShortfallCode.COUNTRY_NOT_SOUGHT: lambda told: _(
        "%(country)s is not among the countries where you look for partners.", country=told.countries("country")
    ),
    ShortfallCode.WE_NAME_NO_COUNTRY: lambda told: _(  # noqa: ARG005
        "Your profile does not say in which countries you look for partners."
    ),
    ShortfallCode.NOT_SOUGHT_BY_THEM: lambda told: _(
        "They look for partners elsewhere: %(countries)s.", countries=told.countries("countries")
    ),
    ShortfallCode.THEY_NAME_NO_COUNTRY: lambda told: _(  # noqa: ARG005
        "They do not say in which countries they look for partners."
    ),
    ShortfallCode.OTHER_COOPERATION: _other_cooperation,
    ShortfallCode.OTHER_KIND: lambda told: _(
        "You are of different kinds: %(ours)s, %(theirs)s.", ours=told.kinds("ours"), theirs=told.kinds("theirs")
    ),
    ShortfallCode.SIZE_NOT_KNOWN: lambda told: _("The two sizes cannot be compared, or are not known."),  # noqa: ARG005
    ShortfallCode.OTHER_SIZE: lambda told: _("They are not of your size."),  # noqa: ARG005
    ShortfallCode.TIED_ALREADY: lambda told: _("You have a tie already: %(ties)s.", ties=told.ties("ties")),
    ShortfallCode.NOT_TIED: lambda told: _("You have no tie with them yet."),  # noqa: ARG005
}
