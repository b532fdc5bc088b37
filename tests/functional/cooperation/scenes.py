"""Who acts in the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaking.accounts.models import Person
from matchmaking.organisations.models import Organisation


@dataclass
class Scene:
    """Alice manages Skywin, Bob belongs to it, Dora manages MEDTEQ, Charlie has nothing to do with them."""

    skywin: Organisation
    medteq: Organisation
    alice: Person
    bob: Person
    charlie: Person
    dora: Person
    ada: Person
