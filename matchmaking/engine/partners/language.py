"""Text as terms that are the same in English and French.

A text is folded (no case, no accents), cut into words, freed of the words that every text has, and stemmed by the
rules of the language that it seems to be in. Then the glossary puts French terms, and English synonyms, into one
English word each. No model, nothing to download; the same text always gives the same terms.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import Stemmer

from matchmaking.engine.partners import glossary

Term = str
Phrase = tuple[str, ...]

_WORD = re.compile(r"[a-z0-9]+")
_ACCENT = re.compile("[àâäçéèêëîïôöùûüÿœæ]", re.IGNORECASE)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_SHORTEST = 2
_WORDS_KEPT = 60_000

ENGLISH_STOPS = frozenset(glossary.ENGLISH_STOPS.split())
FRENCH_STOPS = frozenset(glossary.FRENCH_STOPS.split())
_STOPS = ENGLISH_STOPS | FRENCH_STOPS
_ONLY_ENGLISH = ENGLISH_STOPS - FRENCH_STOPS
_ONLY_FRENCH = FRENCH_STOPS - ENGLISH_STOPS

_english = Stemmer.Stemmer("english")
_french = Stemmer.Stemmer("french")


def fold(text: str) -> str:
    """`text` in lower case without accents."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    plain = unicodedata.normalize("NFKD", lowered.translate(_LIGATURES))
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=_WORDS_KEPT)
def english_stem(word: str) -> str:
    """The stem of a folded English word, without the vowel at its end that French does not have."""
    return str(_english.stemWord(word)).rstrip("iey") or word


@lru_cache(maxsize=_WORDS_KEPT)
def french_stem(word: str) -> str:
    """The stem of a folded French word, made to end as the English one of the same root does."""
    return str(_french.stemWord(word)).rstrip("iey") or word


def terms(text: str) -> tuple[tuple[Term, str], ...]:
    """The terms of `text` in its order, each with the word that stands there; words that say nothing are left out."""
    words = _WORD.findall(fold(text))
    said = [word for word in words if word not in _STOPS and len(word) >= _SHORTEST]
    if _seems_french(text, words):
        return tuple(_translated(said, list(map(french_stem, said)), _FRENCH))
    return tuple(_translated(said, list(map(english_stem, said)), _SYNONYMS))


def glossary_words(term: Term) -> tuple[str, ...]:
    """The folded words of the glossary that mean `term` by themselves, in either language."""
    return _WORDS.get(term, ())


def _seems_french(text: str, words: list[str]) -> bool:
    """True where function words speak for French; where they do not tell, accents and the glossary's French words."""
    english = sum(map(_ONLY_ENGLISH.__contains__, words))
    french = sum(map(_ONLY_FRENCH.__contains__, words))
    if english == french:
        known = sum(map(_ENGLISH_WORDS.__contains__, words))
        english += known
        french += sum(map(_FRENCH.starts.__contains__, map(french_stem, words))) - known
    if english == french:
        french += bool(_ACCENT.search(text))
    return french > english


class _Table:
    """Phrases of stems with what they mean, and how long those are that begin with a stem."""

    def __init__(self, meanings: dict[Phrase, Phrase]) -> None:
        self.meanings = meanings
        self.starts: dict[str, int] = {}
        for phrase in meanings:
            self.starts[phrase[0]] = max(len(phrase), self.starts.get(phrase[0], 0))


def _translated(words: list[str], stems: list[str], table: _Table) -> Iterable[tuple[Term, str]]:
    """The longest phrases that `table` knows as it has them, all other words by their stems."""
    return zip(stems, words, strict=True) if table.starts.keys().isdisjoint(stems) else _phrases(words, stems, table)


def _phrases(words: list[str], stems: list[str], table: _Table) -> Iterator[tuple[Term, str]]:
    at = 0
    while at < len(words):
        longest = table.starts.get(stems[at], 0)
        meant = None
        for length in range(min(longest, len(stems) - at), 0, -1):
            meant = table.meanings.get(tuple(stems[at : at + length]))
            if meant is not None:
                for place, term in enumerate(meant):
                    yield term, words[at + min(place, length - 1)]
                at += length
                break
        if meant is None:
            yield stems[at], words[at]
            at += 1


def _pairs(table: str) -> Iterator[tuple[list[str], list[str]]]:
    for line in table.strip().splitlines():
        one, other = (
            [word for word in _WORD.findall(fold(side)) if len(word) >= _SHORTEST and word not in _STOPS]
            for side in line.split(" = ")
        )
        yield one, other


def _stems(words: list[str], stem: Callable[[str], str]) -> Phrase:
    return tuple(map(stem, words))


_SYNONYMS = _Table({_stems(one, english_stem): _stems(other, english_stem) for one, other in _pairs(glossary.SYNONYMS)})


def _meaning(words: list[str]) -> Phrase:
    stems = list(_stems(words, english_stem))
    return tuple(term for term, _word in _translated(words, stems, _SYNONYMS))


_FRENCH = _Table({_stems(one, french_stem): _meaning(other) for one, other in _pairs(glossary.FRENCH)})
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
