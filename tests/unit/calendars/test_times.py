from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from matchmaking.calendars.times import city_of, spoken

TORONTO = "America/Toronto"


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def meeting(start: datetime, zone: str, reader_zone: str | None, city: str = "", locale: str = "en") -> str:
    """Twenty minutes from `start`, as the reader in `reader_zone` is told."""
    end = start + timedelta(minutes=20)
    return spoken(start, end, zone, city=city, reader_zone=reader_zone, locale=locale)


def test_a_meeting_abroad_is_told_in_both_zones() -> None:
    told = meeting(at(2027, 3, 10, 14, 20), TORONTO, "Europe/Brussels", "Montréal")
    assert told == "Wed 10 March 2027, 09:20-09:40 (Montréal), 15:20 in Brussels"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        # Canada changes on 14 March 2027, the EU and the United Kingdom on 28 March
        (at(2027, 3, 13, 15), ["Sat 13 March 2027, 10:00-10:20 (Toronto)", "16:00", "15:00", "08:00"]),
        (at(2027, 3, 14, 15), ["Sun 14 March 2027, 11:00-11:20 (Toronto)", "16:00", "15:00", "08:00"]),
        (at(2027, 3, 27, 15), ["Sat 27 March 2027, 11:00-11:20 (Toronto)", "16:00", "15:00", "08:00"]),
        (at(2027, 3, 28, 15), ["Sun 28 March 2027, 11:00-11:20 (Toronto)", "17:00", "16:00", "08:00"]),
        # the EU and the United Kingdom change on 25 October 2026, Canada on 1 November
        (at(2026, 10, 24, 15), ["Sat 24 October 2026, 11:00-11:20 (Toronto)", "17:00", "16:00", "08:00"]),
        (at(2026, 10, 25, 15), ["Sun 25 October 2026, 11:00-11:20 (Toronto)", "16:00", "15:00", "08:00"]),
        (at(2026, 10, 31, 15), ["Sat 31 October 2026, 11:00-11:20 (Toronto)", "16:00", "15:00", "08:00"]),
        (at(2026, 11, 1, 15), ["Sun 1 November 2026, 10:00-10:20 (Toronto)", "16:00", "15:00", "08:00"]),
    ],
)
def test_the_weeks_in_which_europe_and_canada_disagree(start: datetime, expected: list[str]) -> None:
    here, brussels, london, vancouver = expected
    assert [meeting(start, TORONTO, zone) for zone in ("Europe/Brussels", "Europe/London", "America/Vancouver")] == [
        f"{here}, {brussels} in Brussels",
        f"{here}, {london} in London",
        f"{here}, {vancouver} in Vancouver",
    ]


def test_british_columbia_stays_on_one_time_from_2026_whatever_the_machine_s_zone_data_says() -> None:
    assert [meeting(start, "America/Vancouver", None) for start in (at(2026, 12, 1, 18), at(2027, 7, 1, 18))] == [
        "Tue 1 December 2026, 11:00-11:20 (Vancouver)",
        "Thu 1 July 2027, 11:00-11:20 (Vancouver)",
    ]


@pytest.mark.parametrize("reader_zone", [None, TORONTO, "America/New_York", "America/Montreal"])
def test_a_reader_whose_clock_agrees_is_told_one_time(reader_zone: str | None) -> None:
    told = meeting(at(2027, 3, 10, 14, 20), TORONTO, reader_zone, "Montréal")
    assert told == "Wed 10 March 2027, 09:20-09:40 (Montréal)"


def test_clocks_that_agree_in_one_week_only_are_compared_at_the_instant() -> None:
    # Phoenix has no summer time: Denver's clock in winter, Los Angeles's in summer
    assert meeting(at(2027, 3, 13, 18), "America/Phoenix", "America/Denver") == (
        "Sat 13 March 2027, 11:00-11:20 (Phoenix)"
    )
    assert meeting(at(2027, 3, 14, 18), "America/Phoenix", "America/Denver") == (
        "Sun 14 March 2027, 11:00-11:20 (Phoenix), 12:00 in Denver"
    )


def test_another_day_and_another_year_at_the_reader_s_are_told() -> None:
    assert meeting(at(2027, 3, 11, 1), TORONTO, "Europe/Brussels") == (
        "Wed 10 March 2027, 20:00-20:20 (Toronto), Thu 11 March, 02:00 in Brussels"
    )
    assert meeting(at(2027, 1, 1, 1), TORONTO, "Europe/Brussels") == (
        "Thu 31 December 2026, 20:00-20:20 (Toronto), Fri 1 January 2027, 02:00 in Brussels"
    )


def test_an_end_on_another_day_is_told_with_its_day() -> None:
    told = spoken(at(2027, 3, 10, 14), at(2027, 3, 11, 22), TORONTO)
    assert told == "Wed 10 March 2027, 09:00 - Thu 11 March 2027, 17:00 (Toronto)"


def test_no_end_is_told_as_no_end() -> None:
    assert spoken(at(2027, 3, 10, 14), None, TORONTO) == "Wed 10 March 2027, 09:00 (Toronto)"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en_GB", "Wed 10 March 2027, 09:20-09:40 (Montréal), 15:20 in Brussels"),
        ("en-CA", "Wed March 10, 2027, 09:20-09:40 (Montréal), 15:20 in Brussels"),
        ("fr", "mer. 10 mars 2027, 09:20-09:40 (Montréal), 15:20 in Bruxelles"),
        ("de", "Mi., 10. März 2027, 09:20-09:40 (Montréal), 15:20 in Brüssel"),
        ("nl", "wo 10 maart 2027, 09:20-09:40 (Montréal), 15:20 in Brussel"),
    ],
)
def test_the_date_and_the_city_are_spelt_as_the_language_does(locale: str, expected: str) -> None:
    assert meeting(at(2027, 3, 10, 14, 20), TORONTO, "Europe/Brussels", "Montréal", locale) == expected


def test_the_words_between_come_from_the_caller_s_translation() -> None:
    told = spoken(
        at(2027, 3, 10, 14), None, TORONTO, reader_zone="Europe/Brussels", locale="fr", elsewhere="{time} à {city}"
    )
    assert told == "mer. 10 mars 2027, 09:00 (Toronto), 15:00 à Bruxelles"


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("America/Montreal", "Montréal"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("America/St_Johns", "St John’s"),  # noqa: RUF001 - the apostrophe that CLDR spells it with
        ("UTC", "UTC"),
    ],
)
def test_a_zone_s_city_is_spelt_properly(zone: str, city: str) -> None:
    assert city_of(zone) == city


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="not an IANA time zone"):
        meeting(at(2027, 3, 10, 14), zone, None)
    with pytest.raises(ValueError, match="not an IANA time zone"):
        meeting(at(2027, 3, 10, 14), TORONTO, zone)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        meeting(datetime(2027, 3, 10, 14), TORONTO, None)  # noqa: DTZ001 - naive is what is refused
