"""Who may be the same, and what must not be asked."""

from __future__ import annotations

import random
import time

import pytest

from matchmaking.organisations.linking.circles import Memberships
from matchmaking.organisations.linking.fetching import FetchFailed, checked_address, is_public
from matchmaking.organisations.linking.matching import LIKE_ENOUGH, Directory, Known, host_key, name_key
from matchmaking.organisations.linking.towns import Town
from matchmaking.organisations.resemblance import resemblance


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Skywin", "SKYWIN S.A."),
        ("Élan Sàrl", "elan"),
        ("Müller GmbH & Co. KG", "Muller"),
        ("Wings, Inc.", "Wings"),
        ("Airs s. p. a.", "AIRS SpA"),
    ],
)
def test_names_are_compared_without_legal_forms_case_and_accents(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_name_that_is_a_legal_form_stays_a_name() -> None:
    assert name_key("SE") == "se"


def test_hosts_that_many_share_tell_nobody_apart() -> None:
    assert host_key("https://www.skywin.be/en") == "skywin.be"
    assert host_key("https://www.linkedin.com/company/skywin") == ""


def test_candidates_come_likeliest_first_and_strangers_not_at_all() -> None:
    directory = Directory(
        [
            Known(1, "Skywin", "BE", "Namur", "https://skywin.be"),
            Known(2, "Skywin Wallonie", "BE", "Namur", ""),
            Known(3, "Skywin", "FR", "Namur", ""),
            Known(4, "Aqua", "BE", "Namur", "https://aqua.be"),
        ]
    )

    found = directory.candidates(
        {"name": "SKYWIN asbl", "country": "BE", "city": "namur", "website": "https://skywin.be"}
    )

    assert found == [1, 2]


def test_a_circle_is_told_with_its_way_and_not_added() -> None:
    memberships = Memberships([("a", "b"), ("b", "c")])

    assert memberships.add("c", "a") == ["c", "a", "b", "c"]
    assert memberships.add("c", "d") == []
    assert memberships.add("d", "a") == ["d", "a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 -- an address to refuse
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("2002:7f00:1::", False),
        ("::127.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("fec0::1", False),
        ("192.0.0.8", False),
        ("ff02::1", False),
        ("not an address", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, *, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0x7f.1", "2130706433", "::1"])
def test_a_name_that_means_this_machine_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(FetchFailed) as found:
        checked_address(host, 443)

    assert found.value.code == "private"


def _names(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311 -- the same names every time
    known = ["aero", "photonics", "photon", "cluster", "paris", "de", "la", "nano", "water", "food", "rail", "cloud"]
    return [
        " ".join([*chance.sample(known, chance.randint(0, 3)), "".join(chance.choices("abcd", k=chance.randint(1, 6)))])
        for _ in range(count)
    ]


def test_like_names_of_a_town_are_those_that_comparing_each_with_each_finds() -> None:
    names = _names(120, seed=1)
    town = Town(enumerate(names), enough=LIKE_ENOUGH)

    found = {asked: dict(town.like(asked)) for asked in [*_names(120, seed=2), "…", ""]}

    assert found == {
        asked: {
            number: likeness
            for number, name in enumerate(names)
            if (likeness := resemblance(asked, name)) >= LIKE_ENOUGH
        }
        for asked in found
    }
    assert any(found.values())


def test_an_import_into_a_town_of_thousands_does_not_compare_each_with_each() -> None:
    known = [Known(number, name, "FR", "Paris", "") for number, name in enumerate(_names(3000, seed=3))]
    directory = Directory(known)
    before = time.process_time()

    for name in _names(200, seed=4):
        directory.candidates({"name": name, "country": "FR", "city": "Paris"})

    assert time.process_time() - before < 5
