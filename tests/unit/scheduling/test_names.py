"""The engine's ids in people's words."""

from __future__ import annotations

import pytest

from matchmaking.accounts.models import Person
from matchmaking.organisations.models import Organisation
from matchmaking.registrations.models import Registration
from matchmaking.scheduling.names import in_words, person_name

NAMES = {
    "p1": "Ana (Skywin)",
    "p12": "Tom (NGen)",
    "s3": "Wed 10 March, 09:20",
    "t2": "table 2",
    "m7": "Skywin \u2013 NGen",
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("p1 and p12 share no free slot", "Ana (Skywin) and Tom (NGen) share no free slot"),
        ("p12 frees s3", "Tom (NGen) frees Wed 10 March, 09:20"),
        ("in the way are m7, m8", "in the way are Skywin \u2013 NGen, m8"),
        ("one more table opens in s3", "one more table opens in Wed 10 March, 09:20"),
        ("all tables are taken (s3)", "all tables are taken (Wed 10 March, 09:20)"),
        ("xp1, p1x, p01, P1, co-p1 stay", "xp1, p1x, p01, P1, co-p1 stay"),
        ("", ""),
        (None, ""),
    ],
)
def test_known_ids_become_names_and_all_else_stays(text: str | None, words: str) -> None:
    assert in_words(text, NAMES) == words


def test_a_name_that_looks_like_an_id_is_not_replaced_again() -> None:
    assert in_words("p1 waits", {"p1": "p12", "p12": "wrong"}) == "p12 waits"


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("Ana", "Ana (Skywin)"),
        ("Skywinter", "Skywinter (Skywin)"),
        ("International relations, Skywin", "International relations, Skywin"),
    ],
)
def test_an_organisation_is_named_once(person: str, words: str) -> None:
    assert person_name(Registration(person=Person(name=person), organisation=Organisation(name="Skywin"))) == words
