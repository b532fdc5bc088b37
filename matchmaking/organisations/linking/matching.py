"""Who may be here already under another spelling: names without legal forms, website hosts, towns. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from matchmaking.organisations.linking.towns import Town
from matchmaking.organisations.resemblance import resemblance
from matchmaking.web.folding import words

LIKE_ENOUGH = 0.6
"""How much two names of the same town must have in common to be worth a person's look."""
MOST_CANDIDATES = 5
_LEGAL_FORMS = {
    "ab", "ag", "aps", "as", "asbl", "bv", "bvba", "co", "corp", "corporation", "ehf", "ek", "ev", "gmbh", "gmbhcokg",
    "inc", "incorporated", "kft", "kg", "limited", "llc", "llp", "ltd", "lda", "ltee", "mbh", "nv", "oy", "oyj", "plc",
    "sa", "sarl", "sas", "sasu", "scrl", "se", "sl", "slu", "snc", "spa", "spzoo", "sprl", "srl", "srls", "sro", "ug",
    "vzw",
}  # fmt: skip
_SHARED_HOSTS = {
    "facebook.com",
    "linkedin.com",
    "sites.google.com",
    "instagram.com",
    "x.com",
    "twitter.com",
    "wordpress.com",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an organisation that a row may mean."""

    id: int
    name: str
    country: str
    city: str
    website: str


def name_key(name: str) -> str:
    """The name folded, without legal forms: "Skywin S.A." and "SKYWIN" are the same."""
    joined: list[str] = []
    letters = ""
    for word in [*words(name), ""]:
        if len(word) == 1:
            letters += word  # "S. A. R. L." is one word written apart
            continue
        if letters:
            joined.append(letters)
            letters = ""
        if word:
            joined.append(word)
    telling = [word for word in joined if word not in _LEGAL_FORMS]
    return " ".join(telling or joined)


def host_key(website: str) -> str:
    """The host of a website without "www."; nothing for one that many share."""
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    return "" if host in _SHARED_HOSTS else host


def place_key(country: str, city: str) -> tuple[str, str]:
    """The town, folded, in its country."""
    return country, " ".join(words(city))


def external_id(values: Mapping[str, Any]) -> str:
    """What the source calls the organisation; where it gives no identifier, its name in its country."""
    given = values.get("id")
    return str(given) if given else f"name:{name_key(values.get('name', ''))}:{values.get('country', '')}"


class Directory:
    """The stored organisations, ready to be asked about many rows."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_id: dict[int, Known] = {}
        self._names: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._hosts: dict[str, list[Known]] = defaultdict(list)
        self._places: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._towns: dict[tuple[str, str], Town] = {}
        for one in known:
            self.by_id[one.id] = one
            self._names[one.country, name_key(one.name)].append(one)
            if host := host_key(one.website):
                self._hosts[host].append(one)
            if one.city:
                self._places[place_key(one.country, one.city)].add(one.id)

    def candidates(self, values: Mapping[str, Any]) -> list[int]:
        """Ids of those that the row may mean, the likeliest first."""
        name, country = values["name"], values["country"]
        host = host_key(values.get("website", ""))
        place = place_key(country, values.get("city", ""))
        scores: dict[int, float] = defaultdict(float)
        for one in self._names.get((country, name_key(name)), ()):
            scores[one.id] += 2
        for one in self._hosts.get(host, ()) if host else ():
            scores[one.id] += 2
        if place[1] and place in self._places:
            here = scores.keys() & self._places[place]
            likenesses = {found: resemblance(name, self.by_id[found].name) for found in here}
            for found, likeness in {**dict(self._town(place).like(name)), **likenesses}.items():
                scores[found] += likeness
        ranked = sorted(scores, key=lambda one: (-scores[one], one))
        return ranked[:MOST_CANDIDATES]

    def _town(self, place: tuple[str, str]) -> Town:
        """Made once it is asked for."""
        if place not in self._towns:
            names = ((found, self.by_id[found].name) for found in self._places[place])
            self._towns[place] = Town(names, enough=LIKE_ENOUGH)
        return self._towns[place]
