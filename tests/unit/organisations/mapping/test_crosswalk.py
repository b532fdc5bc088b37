from __future__ import annotations

import pytest

from matchmaking.demo.records import records
from matchmaking.organisations.mapping.crosswalk import BadCode, Match, System, code_of, sectors_with
from matchmaking.organisations.models import Sector

SECTORS = [
    Sector(code=row["code"], name_en=row["name_en"], name_fr=row["name_fr"], nace=row["nace"], naics=row["naics"])
    for row in records("sectors")["sectors"]
]


def found(text: str, system: System) -> list[tuple[str, Match, tuple[str, ...], tuple[str, ...]]]:
    return [(one.sector.code, one.match, one.by, one.others) for one in sectors_with(code_of(text, system), SECTORS)]


def test_from_nace_to_naics_and_back() -> None:
    assert found("26.7", System.NACE) == [("photonics", Match.SAME, ("26.7",), ("3333", "3344"))]
    assert found("3333", System.NAICS)[0] == ("photonics", Match.SAME, ("3333",), ("26.7",))


@pytest.mark.parametrize("text", ["30.3", "303", "C30.3", " c 30.3 "])
def test_a_code_is_one_however_it_is_written(text: str) -> None:
    assert code_of(text, System.NACE).text == "30.3"
    assert [row[0] for row in found(text, System.NACE)] == ["aerospace", "space"]


def test_narrower_and_wider_codes_are_found_after_the_same() -> None:
    assert found("30.30", System.NACE)[0][:3] == ("aerospace", Match.WIDER, ("30.3",))
    matches = {code: match for code, match, *_rest in found("10", System.NACE)}
    assert (matches["agri-food"], matches["food-ingredients"]) == (Match.SAME, Match.NARROWER)
    assert [match for _code, match, *_rest in found("10", System.NACE)] == sorted(
        matches.values(), key=list(Match).index
    )


def test_whole_sections_and_ranges_are_codes_too() -> None:
    assert {row[0] for row in found("D", System.NACE)} == {"electric-power", "renewable-energy"}
    manufacturing = {row[0] for row in found("31-33", System.NAICS)}
    assert {"aerospace", "photonics", "agri-food"} <= manufacturing
    assert "electric-power" not in manufacturing


@pytest.mark.parametrize("text", ["", "Z", "1", "abc", "30.333", "٣٠", "30.3;", "V30"])
def test_what_is_no_nace_code_is_refused(text: str) -> None:
    with pytest.raises(BadCode):
        code_of(text, System.NACE)


@pytest.mark.parametrize("text", ["", "3", "3364111", "33-31", "11-99", "C", "30.3"])
def test_what_is_no_naics_code_is_refused(text: str) -> None:
    with pytest.raises(BadCode):
        code_of(text, System.NAICS)


def test_codes_that_no_sector_has_find_nothing() -> None:
    assert found("99", System.NACE) == []
    assert found("92", System.NAICS) == []


def test_each_sector_is_found_by_each_of_its_codes_both_ways() -> None:
    lost = [
        (sector.code, code)
        for sector in SECTORS
        for system in System
        for code in system.codes_of(sector)
        if sector.code not in {row[0] for row in found(code, system)}
    ]

    assert lost == []
