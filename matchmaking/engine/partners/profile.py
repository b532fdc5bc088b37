"""What of an organisation matters for fit, as plain frozen values."""

from dataclasses import dataclass

# what is offered -> the kinds of request that it answers
ANSWERS: dict[str, frozenset[str]] = {
    "business_offer": frozenset({"business_request"}),
    "technology_offer": frozenset({"technology_request", "research_request"}),
    "research_request": frozenset({"research_request"}),
}
COOPERATION: dict[str, str] = {
    "business_offer": "business",
    "business_request": "business",
    "technology_offer": "technology",
    "technology_request": "technology",
    "research_request": "research",
}
"""The kind of cooperation that a listing speaks of."""
COOPERATIONS = ("business", "technology", "research")


@dataclass(frozen=True, slots=True)
class Listing:
    """An offer or a request of a profile: its EEN type, its title and text, its sector if it names one."""

    kind: str
    title: str
    sector: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What of an organisation matters for fit. Countries are ISO 3166 codes, sectors are taxonomy codes.

    `size` counts from 0 in steps that are comparable among companies (employees: micro, small, medium, large) or among
    clusters (members: below 50, 150, 400, and more); None where it is not known. `text` says what it does.
    """

    id: str
    country: str
    kind: str
    sectors: frozenset[str] = frozenset()
    offers: tuple[Listing, ...] = ()
    requests: tuple[Listing, ...] = ()
    target_countries: frozenset[str] = frozenset()
    text: str = ""
    size: int | None = None

    @property
    def cooperation(self) -> frozenset[str]:
        """The kinds of cooperation that its offers and requests speak of: business, technology, research."""
        return frozenset(COOPERATION[listing.kind] for listing in (*self.offers, *self.requests))
