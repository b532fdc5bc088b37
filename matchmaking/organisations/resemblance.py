"""Which of several names may mean the same organisation."""

from __future__ import annotations

from collections.abc import Iterable

from matchmaking.web.folding import words as words_of

ENOUGH = 0.4
"""The share of three-letter pieces that two names must have in common to be worth showing."""

_GENERIC = {
    "a", "ag", "asbl", "asociacion", "association", "bv", "centre", "center", "cluster", "company", "corp", "de", "der",
    "des", "di", "du", "et", "ev", "fur", "gmbh", "group", "inc", "international", "kg", "la", "le", "les", "limited",
    "ltd", "network", "nv", "of", "plc", "pole", "sa", "sarl", "sas", "sl", "spa", "srl", "the", "und", "vzw",
}  # fmt: skip


def telling_words(name: str) -> list[str]:
    """The words that tell this name from others; all of them where there is none such."""
    every = words_of(name)
    return [word for word in every if word not in _GENERIC] or every


def beginnings(name: str) -> list[str]:
    """How the telling words begin: a name that shares none of these is another one."""
    return list(dict.fromkeys(word[:3] for word in telling_words(name)))


def resemblance(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same, or all telling words of one are in the other)."""
    left, right = set(telling_words(one)), set(telling_words(other))
    if not left or not right:
        return 0.0
    return 1.0 if left <= right or right <= left else shared(pieces_of(left), pieces_of(right))


def shared(pieces: set[str], others: set[str]) -> float:
    """The share of all pieces that are in both."""
    return len(pieces & others) / len(pieces | others)


def pieces_of(words: Iterable[str]) -> set[str]:
    """The words in overlapping pieces of three letters."""
    return {f"  {word} "[start : start + 3] for word in words for start in range(len(word) + 1)}
