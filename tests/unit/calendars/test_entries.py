from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from matchmaking.calendars.entries import Person, instant
from tests.unit.calendars.samples import MEETING

NAIVE = datetime(2027, 3, 10, 14, 20)  # noqa: DTZ001 - naive is what is refused


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"starts_at": NAIVE}, "no time zone"),
        ({"ends_at": NAIVE}, "no time zone"),
        ({"changed_at": NAIVE}, "no time zone"),
        ({"ends_at": MEETING.starts_at - timedelta(seconds=1)}, "ends before it starts"),
        ({"uid": " "}, "needs a uid"),
        ({"sequence": -1}, "counts from 0"),
        ({"status": "lost"}, "not a status"),
        ({"partstat": "MAYBE"}, "not an answer"),
    ],
)
def test_an_entry_refuses_what_no_calendar_can_show(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        replace(MEETING, **change)


def test_an_instant_is_utc_to_the_second() -> None:
    moment = datetime(2027, 3, 10, 9, 20, 1, 999, tzinfo=timezone(timedelta(hours=-5)))
    assert instant(moment).isoformat() == "2027-03-10T14:20:01+00:00"


def test_a_host_outside_ascii_is_kept_as_mail_carries_it() -> None:
    assert Person("Zoë", "zoe@münchen.example").email == "zoe@xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "a",
        "@b",
        "a@",
        "a b@c.example",
        "a@b@c",
        "a\r\n@c.example",
        "a@c.example\n",
        "<a@b.example>",
        "zoë@b.example",
    ],
)
def test_an_address_that_plain_smtp_refuses_is_refused(email: str) -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        Person("", email)
