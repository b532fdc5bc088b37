"""Which of several names may mean the same organisation."""

from __future__ import annotations

from matchmaking.web.folding import words

ENOUGH = 0.4
"""The share of three-letter pieces that two names must have in common to be worth showing."""

_GENERIC = {
    "a", "ag", "asbl", "asociacion", "association", "bv", "centre", "center", "cluster", "company", "corp", "de", "der",
    "des", "di", "du", "et", "ev", "fur", "gmbh", "group", "inc", "international", "kg", "la", "le", "les", "limited",
    "ltd", "network", "nv", "of", "plc", "pole", "sa", "sarl", "sas", "sl", "spa", "srl", "the", "und", "vzw",
}  # fmt: skip


def telling_words(name: str) -> list[str]:
    """The words that tell this name from others; all of them where there is none such."""
    every = words(name)
    return [word for word in every if word not in _GENERIC] or every


def beginnings(name: str) -> list[str]:
    """How the telling words begin: a name that shares none of these is another one."""
    return list(dict.fromkeys(word[:3] for word in telling_words(name)))


def resemblance(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same, or all telling words of one are in the other)."""
    left, right = set(telling_words(one)), set(telling_words(other))
    if not left or not right:
        return 0.0
    if left <= right or right <= left:
        return 1.0
    pieces, others = _pieces(left), _pieces(right)
    return len(pieces & others) / len(pieces | others)


def _pieces(of: set[str]) -> set[str]:
    return {f"  {word} "[start : start + 3] for word in of for start in range(len(word) + 1)}
