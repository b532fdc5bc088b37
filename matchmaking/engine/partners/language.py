"""Text as terms that are the same in English and French.

A text is folded (no case, no accents), cut into words, freed of the words that every text has, and stemmed by the
rules of the language that it seems to be in. Then the glossary puts French terms, and English synonyms, into one
English word each. No model, nothing to download; the same text always gives the same terms.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

import snowballstemmer

from matchmaking.engine.partners import glossary

Term = str
Phrase = tuple[str, ...]

_WORD = re.compile(r"[a-z0-9]+")
_ACCENT = re.compile("[àâäçéèêëîïôöùûüÿœæ]", re.IGNORECASE)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_LONGEST_PHRASE = 4
_SHORTEST = 2
_KEPT = 20_000

ENGLISH_STOPS = frozenset(glossary.ENGLISH_STOPS.split())
FRENCH_STOPS = frozenset(glossary.FRENCH_STOPS.split())
_STOPS = ENGLISH_STOPS | FRENCH_STOPS

_english = snowballstemmer.stemmer("english")
_french = snowballstemmer.stemmer("french")


def fold(text: str) -> str:
    """`text` in lower case without accents."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    plain = unicodedata.normalize("NFKD", lowered.translate(_LIGATURES))
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=_KEPT)
def english_stem(word: str) -> str:
    """The stem of a folded English word, without the vowel at its end that French does not have."""
    return str(_english.stemWord(word)).rstrip("iey") or word


@lru_cache(maxsize=_KEPT)
def french_stem(word: str) -> str:
    """The stem of a folded French word, made to end as the English one of the same root does."""
    return str(_french.stemWord(word)).rstrip("iey") or word


@lru_cache(maxsize=_KEPT)
def terms(text: str) -> tuple[tuple[Term, str], ...]:
    """The terms of `text` in its order, each with the word that stands there; words that say nothing are left out."""
    words = _WORD.findall(fold(text))
    said = [word for word in words if len(word) >= _SHORTEST and word not in _STOPS]
    if _seems_french(text, words):
        return tuple(_translated(said, french_stem, _FRENCH))
    return tuple(_translated(said, english_stem, _SYNONYMS))


def glossary_words(term: Term) -> tuple[str, ...]:
    """The folded words of the glossary that mean `term` by themselves, in either language."""
    return _WORDS.get(term, ())


def _seems_french(text: str, words: list[str]) -> bool:
    """True where function words speak for French; where they do not tell, accents and the glossary's French words."""
    english = sum(word in ENGLISH_STOPS and word not in FRENCH_STOPS for word in words)
    french = sum(word in FRENCH_STOPS and word not in ENGLISH_STOPS for word in words)
    if english == french:
        french += sum((french_stem(word),) in _FRENCH and word not in _ENGLISH_WORDS for word in words)
        english += sum(word in _ENGLISH_WORDS for word in words)
    if english == french:
        french += bool(_ACCENT.search(text))
    return french > english


def _translated(
    words: list[str], stem: Callable[[str], str], table: dict[Phrase, Phrase]
) -> Iterator[tuple[Term, str]]:
    """The longest phrases that `table` knows as it has them, all other words by their stems."""
    stems = tuple(map(stem, words))
    at = 0
    while at < len(words):
        length, meant = _longest(stems, at, table)
        for place, term in enumerate(meant):
            yield term, words[at + min(place, length - 1)]
        at += length


def _longest(stems: Phrase, at: int, table: dict[Phrase, Phrase]) -> tuple[int, Phrase]:
    for length in range(min(_LONGEST_PHRASE, len(stems) - at), 0, -1):
        meant = table.get(stems[at : at + length])
        if meant is not None:
            return length, meant
    return 1, stems[at : at + 1]


def _pairs(table: str) -> Iterator[tuple[list[str], list[str]]]:
    for line in table.strip().splitlines():
        one, other = (
            [word for word in _WORD.findall(fold(side)) if len(word) >= _SHORTEST and word not in _STOPS]
            for side in line.split(" = ")
        )
        yield one, other


def _stems(words: list[str], stem: Callable[[str], str]) -> Phrase:
    return tuple(map(stem, words))


_SYNONYMS: dict[Phrase, Phrase] = {
    _stems(one, english_stem): _stems(other, english_stem) for one, other in _pairs(glossary.SYNONYMS)
}


def _meaning(words: list[str]) -> Phrase:
    stems = _stems(words, english_stem)
    return tuple(term for term, _stem in _translated(list(stems), str, _SYNONYMS))


_FRENCH: dict[Phrase, Phrase] = {_stems(one, french_stem): _meaning(other) for one, other in _pairs(glossary.FRENCH)}
_ENGLISH_WORDS = frozenset(
    word for table in (glossary.FRENCH, glossary.SYNONYMS) for _one, other in _pairs(table) for word in other
)


def _known_words() -> dict[Term, tuple[str, ...]]:
    found: dict[Term, dict[str, None]] = {}
    for table in (glossary.FRENCH, glossary.SYNONYMS):
        for one, other in _pairs(table):
            meant = _meaning(other)
            if len(meant) == 1:
                words = found.setdefault(meant[0], {})
                words.update(dict.fromkeys(side[0] for side in (one, other) if len(side) == 1))
    return {term: tuple(words) for term, words in found.items()}


_WORDS = _known_words()
