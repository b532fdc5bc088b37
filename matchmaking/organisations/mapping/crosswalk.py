"""NACE and NAICS codes side by side, through the taxonomy: which sectors have a code, and their codes in the other.

Neither classification is a part of the other; what stands side by side is what a sector has in both, no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matchmaking.organisations.models import Sector


class System(StrEnum):
    """A classification of economic activities."""

    NACE = "nace"
    NAICS = "naics"

    @property
    def other(self) -> System:
        return System.NAICS if self is System.NACE else System.NACE

    def codes_of(self, sector: Sector) -> list[str]:
        """The sector's codes in this classification."""
        return sector.nace if self is System.NACE else sector.naics


class BadCode(ValueError):
    """The text is no code of the classification."""


class Match(StrEnum):
    """How a code that was asked for stands to one that a sector has."""

    SAME = "same"
    NARROWER = "narrower"
    """The sector's code is a part of the one asked for."""
    WIDER = "wider"
    """The one asked for is a part of the sector's code."""


_NACE = re.compile(r"[A-U]?\.?([0-9]{2})(?:\.?([0-9])([0-9])?)?")
_NAICS = re.compile(r"([0-9]{2})-([0-9]{2})|[0-9]{2,6}")
_NAICS_RANGES = {("31", "33"), ("44", "45"), ("48", "49")}
_NACE_SECTIONS = {
    "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (45, 47), "H": (49, 53),
    "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68), "M": (69, 75), "N": (77, 82), "O": (84, 84),
    "P": (85, 85), "Q": (86, 88), "R": (90, 93), "S": (94, 96), "T": (97, 98), "U": (99, 99),
}  # fmt: skip
"""The divisions of each section of NACE Rev. 2."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it was asked for: `text` in the classification's own spelling, `stems` what it stands for in digits."""

    system: System
    text: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A sector that has the code: how, by which of its codes, and what it has in the other classification."""

    sector: Sector
    match: Match
    by: tuple[str, ...]
    others: tuple[str, ...]


def code_of(text: str, system: System) -> Code:
    """The code that was written, however it was written: "C30.30", "3030" and "30.30" are one. Raises BadCode."""
    asked = text.strip().upper().replace(" ", "")
    return _nace(asked) if system is System.NACE else _naics(asked)


def _nace(asked: str) -> Code:
    if asked in _NACE_SECTIONS:
        first, last = _NACE_SECTIONS[asked]
        return Code(System.NACE, asked, tuple(f"{number:02}" for number in range(first, last + 1)))
    found = _NACE.fullmatch(asked)
    if found is None:
        raise BadCode(asked)
    division, group, kind = found.groups()
    digits = f"{division}{group or ''}{kind or ''}"
    return Code(System.NACE, f"{division}.{group}{kind or ''}" if group else division, (digits,))


def _naics(asked: str) -> Code:
    found = _NAICS.fullmatch(asked)
    if found is None:
        raise BadCode(asked)
    if found[1]:
        if (found[1], found[2]) not in _NAICS_RANGES:
            raise BadCode(asked)
        return Code(System.NAICS, asked, tuple(str(number) for number in range(int(found[1]), int(found[2]) + 1)))
    return Code(System.NAICS, asked, (asked,))


def sectors_with(code: Code, sectors: Iterable[Sector]) -> list[Found]:
    """The sectors that have the code, a part of it or something that it is a part of; the closest first."""
    found = []
    for sector in sectors:
        matches = {own: match for own in code.system.codes_of(sector) if (match := _match(own, code.stems))}
        if matches:
            best = min(matches.values(), key=list(Match).index)
            others = tuple(code.system.other.codes_of(sector))
            found.append(Found(sector, best, tuple(matches), others))
    return sorted(found, key=lambda one: (list(Match).index(one.match), one.sector.code))


def _match(own: str, stems: Sequence[str]) -> Match | None:
    digits = own.replace(".", "")
    if digits in stems:
        return Match.SAME
    if digits.startswith(tuple(stems)):
        return Match.NARROWER
    if any(stem.startswith(digits) for stem in stems):
        return Match.WIDER
    return None
