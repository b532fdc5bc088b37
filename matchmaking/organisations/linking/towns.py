"""Names that are alike among thousands of the same town, found without comparing each with each. Pure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from matchmaking.organisations.resemblance import pieces_of, shared, telling_words


class Town:
    """The names of one town, each with the id of whose it is.

    Two names are like enough by `resemblance` for one of two reasons, and each has its index. All telling words of
    one are in the other: a name is filed under its rarest word. Or they have `enough` of their pieces in common: then
    they share one of the rarest few of either, since those alone are more than may differ.
    """

    def __init__(self, names: Iterable[tuple[int, str]], *, enough: float) -> None:
        self._enough = enough
        self._words = {found: set(telling_words(name)) for found, name in names}
        self._pieces = {found: pieces_of(words) for found, words in self._words.items()}
        often = Counter(word for words in self._words.values() for word in words)
        self._filed: dict[str, list[int]] = defaultdict(list)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for found, words in self._words.items():
            if words:
                self._filed[min(words, key=lambda word: (often[word], word))].append(found)
            for piece in self._pieces[found]:
                self._holding[piece].append(found)

    def like(self, name: str) -> Iterator[tuple[int, float]]:
        """Ids of those whose name is like enough, each with its resemblance."""
        words = set(telling_words(name))
        pieces = pieces_of(words)
        for found in self._near(words, pieces):
            theirs = self._words[found]
            within = words <= theirs or theirs <= words
            likeness = 1.0 if within else shared(pieces, self._pieces[found])
            if likeness >= self._enough:
                yield found, likeness

    def _near(self, words: set[str], pieces: set[str]) -> set[int]:
        near = {found for word in words for found in self._filed.get(word, ())}
        rarest = sorted(pieces, key=lambda piece: len(self._holding.get(piece, ())))
        telling = len(pieces) - math.ceil(self._enough * len(pieces)) + 1
        return near.union(*(self._holding.get(piece, ()) for piece in rarest[:telling]))
