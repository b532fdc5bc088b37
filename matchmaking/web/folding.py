"""Text as it is searched and sorted: without accents, case and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

_SPECIAL = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)
LONGEST_WORD, MOST_WORDS = 100, 12
"""Letters of a word that are searched for (PostgreSQL refuses a query with a word of 2 KiB), and words of a text."""
_WORD = re.compile(r"[^\W_]+")
_ASCII_WORD = re.compile(r"[0-9a-z]+")


def fold(text: str) -> str:
    """`text` in lower case and without accents: "Montréal" and "MONTREAL" become the same."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).translate(_SPECIAL)


def words(text: str) -> list[str]:
    """The searchable words of `text`, folded, in order."""
    return _WORD.findall(fold(text))


def search_document(*parts: str | None) -> str:
    """What a row keeps in `search_text`: all its words, each once."""
    return " ".join(dict.fromkeys(word for part in parts if part for word in words(part)))


def searched_words(text: str) -> list[str]:
    """The words of `text` that a search looks for: no more of them, and no longer ones, than PostgreSQL likes."""
    return [word[:LONGEST_WORD] for word in words(text)[:MOST_WORDS]]


def prefix_query(text: str) -> str:
    """`text` as a PostgreSQL tsquery in which every word must occur, as a beginning; empty for no word."""
    return " & ".join(f"{word}:*" for word in searched_words(text))


def slugify(text: str, *, longest: int = 60) -> str:
    """`text` as part of a URL: folded ASCII words with hyphens, at most `longest` characters, never empty."""
    slug = "-".join(_ASCII_WORD.findall(fold(text)))
    if len(slug) > longest:
        slug = slug[:longest].rsplit("-", 1)[0]
    return slug or "x"


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or where that is taken with the first number that is free: "skywin-2"."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)
