"""What somebody looks for in a partner: weights, filters and how many at a time, to and from a query string."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaking.engine.partners import COOPERATIONS, DEFAULT_WEIGHTS, MOST_WEIGHT, Name, Stance, Weights
from matchmaking.organisations.models import OrganisationKind
from matchmaking.web.locale import countries

PAGE_SIZES = (10, 20, 50)
WEIGHT = "w_"
"""Weights are arguments such as `w_size=5`."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """Several values of one filter widen it, several filters narrow the list. Nothing chosen looks among all."""

    weights: Weights = field(default_factory=Weights)
    countries: tuple[str, ...] = ()
    kinds: tuple[OrganisationKind, ...] = ()
    sectors: tuple[str, ...] = ()
    per_page: int = PAGE_SIZES[0]

    @property
    def narrow(self) -> bool:
        """True when somebody is left out."""
        return bool(self.countries or self.kinds or self.sectors)

    def as_args(self) -> dict[str, Any]:
        """The query string that asks for the same, without what is usual."""
        changed = {
            f"{WEIGHT}{name}": str(self.weights.of.get(name, 0))
            for name in Name
            if self.weights.of.get(name, 0) != DEFAULT_WEIGHTS[name]
        }
        return {
            key: value
            for key, value in {
                **changed,
                "stance": self.weights.stance.value if self.weights.stance is not Stance.NOVELTY else "",
                "cooperation": sorted(self.weights.sought),
                "country": list(self.countries),
                "kind": [kind.value for kind in self.kinds],
                "sector": list(self.sectors),
                "per_page": str(self.per_page) if self.per_page != PAGE_SIZES[0] else "",
            }.items()
            if value
        }


def criteria_from(args: MultiDict[str, str], sectors: Collection[str]) -> tuple[Criteria, list[str]]:
    """What a query string asks for, and a sentence for each value that it cannot mean; those are left out."""
    problems: list[str] = []
    kinds = _chosen(args, "kind", {kind.value for kind in OrganisationKind}, problems)
    stance = args.get("stance", Stance.NOVELTY.value)
    if stance not in {one.value for one in Stance}:
        problems.append(_unknown("stance", stance))
        stance = Stance.NOVELTY.value
    per_page = args.get("per_page", str(PAGE_SIZES[0]))
    if per_page not in {str(size) for size in PAGE_SIZES}:
        problems.append(
            _("per_page is one of %(sizes)s, not “%(value)s”.", sizes=", ".join(map(str, PAGE_SIZES)), value=per_page)
        )
        per_page = str(PAGE_SIZES[0])
    return Criteria(
        weights=_weights(args, Stance(stance), problems),
        countries=_chosen(args, "country", set(countries("en")), problems),
        kinds=tuple(OrganisationKind(kind) for kind in kinds),
        sectors=_chosen(args, "sector", sectors, problems),
        per_page=int(per_page),
    ), problems


def restored(stored: Mapping[str, Any], sectors: Collection[str]) -> Criteria:
    """The criteria that were kept as `as_args`; what no longer exists is left out."""
    return criteria_from(MultiDict(stored), sectors)[0]


def _weights(args: MultiDict[str, str], stance: Stance, problems: list[str]) -> Weights:
    given = dict(DEFAULT_WEIGHTS)
    for key, value in args.items():
        if not key.startswith(WEIGHT):
            continue
        name = key.removeprefix(WEIGHT)
        if name not in set(Name):
            problems.append(_("There is no factor “%(name)s”.", name=name))
        elif (
            not value.isascii()
            or not value.isdecimal()
            or len(value) > len(str(MOST_WEIGHT))
            or int(value) > MOST_WEIGHT
        ):
            problems.append(
                _(
                    "%(name)s is a whole number from 0 to %(most)s, not “%(value)s”.",
                    name=key,
                    most=MOST_WEIGHT,
                    value=value,
                )
            )
        else:
            given[Name(name)] = int(value)
    sought = frozenset(_chosen(args, "cooperation", COOPERATIONS, problems))
    try:
        return Weights(of=given, stance=stance, sought=sought)
    except ValueError:
        problems.append(_("At least one factor must count: all weights are 0, so the usual ones stand."))
        return Weights(stance=stance, sought=sought)


def _chosen(args: MultiDict[str, str], name: str, known: Collection[str], problems: list[str]) -> tuple[str, ...]:
    values = [value for value in dict.fromkeys(args.getlist(name)) if value]
    problems.extend(_unknown(name, value) for value in values if value not in known)
    return tuple(value for value in values if value in known)


def _unknown(name: str, value: str) -> str:
    return str(_("“%(value)s” is no value of %(name)s.", name=name, value=value))
