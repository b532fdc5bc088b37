"""Which sectors complement each other: what one makes, the other builds in, processes, moves or powers.

1 stands for two that buy from each other as a matter of course, ½ for two that often meet in projects. Sectors that do
nearly the same (food processing and food ingredients) are not complements: they are found by what they share.
"""

from collections.abc import Mapping

_STRONG = 1.0
_SOME = 0.5

COMPLEMENTS: Mapping[frozenset[str], float] = {
    frozenset(pair): strength
    for strength, pairs in {
        _STRONG: (
            ("photonics", "medical-technology"),  # lasers and imaging in diagnosis and surgery
            ("photonics", "advanced-manufacturing"),  # laser cutting, welding, measuring
            ("photonics", "lighting-electrical"),  # LEDs and optics
            ("photonics", "instruments"),  # sensors and spectrometers
            ("packaging", "food-processing"),  # food is packed
            ("packaging", "agri-food"),
            ("packaging", "materials"),  # films, fibres, bioplastics
            ("materials", "aerospace"),  # composites and light structures
            ("materials", "medical-technology"),  # implants, biocompatible surfaces
            ("digital-industries", "smart-mobility"),  # connected vehicles, traffic data
            ("digital-industries", "health"),  # e-health
            ("digital-industries", "logistics"),  # telematics
            ("digital-industries", "advanced-manufacturing"),  # industry 4.0
            ("digital-industries", "creative-industries"),  # games, media
            ("electronics-telecoms", "smart-mobility"),  # sensors and communication on board
            ("space", "electronics-telecoms"),  # satellites and their signals
            ("space", "smart-mobility"),  # positioning
            ("space", "marine"),  # ocean observation
            ("marine", "food-ingredients"),  # algae and marine extracts
            ("marine", "food-processing"),  # seafood
            ("biosciences", "food-ingredients"),  # enzymes, nutrition
            ("biopharmaceuticals", "medical-technology"),  # drug delivery, combined products
            ("biopharmaceuticals", "health"),  # clinical trials
            ("medical-technology", "health"),  # hospitals use devices
            ("electric-power", "renewable-energy"),  # grids take up wind and sun
            ("waste-to-energy", "agri-food"),  # residues to biogas
            ("waste-to-energy", "electric-power"),
            ("energy-efficiency", "infrastructure"),  # buildings
            ("energy-efficiency", "lighting-electrical"),
            ("space", "aerospace"),  # NACE 30.3 for both: structures, avionics, propulsion
            ("production-technology", "aerospace"),  # machining of parts
            ("production-technology", "food-processing"),  # machines for food
            ("rail", "logistics"),
            ("rail", "infrastructure"),
            ("downstream-chemicals", "materials"),
        ),
        _SOME: (
            ("photonics", "aerospace"),
            ("photonics", "biosciences"),
            ("materials", "renewable-energy"),
            ("materials", "smart-mobility"),
            ("digital-industries", "aerospace"),
            ("digital-industries", "agri-food"),
            ("digital-industries", "energy-efficiency"),
            ("digital-industries", "tourism"),
            ("space", "agri-food"),
            ("space", "logistics"),
            ("space", "creative-industries"),
            ("space", "electric-power"),
            ("logistics", "agri-food"),
            ("logistics", "smart-mobility"),
            ("clean-technologies", "natural-resources"),
            ("clean-technologies", "agri-food"),
            ("clean-technologies", "infrastructure"),
            ("clean-technologies", "downstream-chemicals"),
            ("marine", "biopharmaceuticals"),
            ("marine", "renewable-energy"),
            ("biosciences", "agri-food"),
            ("renewable-energy", "smart-mobility"),
            ("defence", "space"),
            ("defence", "electronics-telecoms"),
            ("creative-industries", "tourism"),
        ),
    }.items()
    for pair in pairs
}


def complements_of(sectors: frozenset[str]) -> dict[str, float]:
    """The sectors that complement any of `sectors` and are not among them, each with the best strength."""
    found: dict[str, float] = {}
    for pair, strength in COMPLEMENTS.items():
        for theirs in pair - sectors if pair & sectors else ():
            found[theirs] = max(strength, found.get(theirs, 0.0))
    return found


def strength(one: str, other: str) -> float:
    """How much two different sectors complement each other: 1, ½ or 0."""
    return COMPLEMENTS.get(frozenset((one, other)), 0.0)
