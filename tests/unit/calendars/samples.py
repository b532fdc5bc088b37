"""One meeting that the tests of this room vary, and text that tries to break out of its place."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import strategies as st

from matchmaking.calendars.entries import Entry, Person

NOW = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)
ORGANISER = Person("EU-Canada Cluster Matchmaking", "meetings@matchmaking.example")
ATTENDEE = Person("International relations, Skywin", "international@skywin.example")
MEETING = Entry(
    uid="meeting-7@matchmaking.example",
    sequence=2,
    changed_at=datetime(2027, 1, 31, 17, 5, 9, tzinfo=UTC),
    starts_at=datetime(2027, 3, 10, 14, 20, tzinfo=UTC),
    ends_at=datetime(2027, 3, 10, 14, 40, tzinfo=UTC),
    summary="Skywin and Aéro Montréal",
    description="Wed 10 March 2027, 09:20-09:40 (Montréal), 15:20 in Brussels\nTable 3; bring C:\\New",
    location="Table 3, Palais des congrès",
    url="https://matchmaking.example/meetings/7?from=mail",
    organizer=ORGANISER,
    attendee=ATTENDEE,
    categories=("Aerospace, space", "B2B"),
)

hostile = st.lists(
    st.sampled_from(
        [
            *'\r\n\t\x00\x07\x0b\x0c\x1c\x1f\x7f\x85\u2028\u2029\ufeff\ud800";:,\\^=é😀 ',
            "\r\n",
            "\\n",
            "\\N",
            "^n",
            "^'",
            '"BEGIN:VEVENT',
            "\r\nATTENDEE:mailto:mallory@x.example",
            "\r\nEND:VCALENDAR\r\n",
            ";ROLE=CHAIR",
            '";PARTSTAT=ACCEPTED;X="',
            "%2C",
            "長い" * 40,
        ]
    )
    | st.text(max_size=12),
    max_size=12,
).map("".join)

_CONTENT_LINE = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)


def anatomy(body: bytes) -> list[str]:
    """The property names of `body` with their parameters' names, read without any iCalendar library.

    Also asserts what RFC 5545 3.1 asks of the bytes: CRLF at each end, 75 octets, whole UTF-8 sequences.
    """
    assert body.endswith(b"\r\n")
    physical = body.removesuffix(b"\r\n").split(b"\r\n")
    for number, octets in enumerate(physical):
        assert len(octets) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", octets)
        octets.decode("utf-8")
        assert octets, number
    names = []
    for content_line in body.decode("utf-8").replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        found = _CONTENT_LINE.fullmatch(content_line)
        assert found, content_line
        parameters = re.findall(r';([A-Z-]+)=(?:"[^"]*"|[^";:,]*)', found[2])
        names.append(";".join([found[1], *parameters]))
    return names
