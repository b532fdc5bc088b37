"""People's text made safe for iCalendar: no character of theirs can end a line, a value or a parameter."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

from icalendar import vCalAddress, vText
from icalendar.prop import vUri

from matchmaking.calendars.entries import Person

_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
# Controls other than tab and line feed, halves of surrogate pairs (not encodable), the byte order mark.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_UNPARAMETERED = str.maketrans({'"': "'", "\\": "/"})
_SPACES = re.compile(r"\s+")


def block(text: str) -> str:
    """`text` with every kind of line end as a line feed, and without control characters."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def line(text: str) -> str:
    """`text` on one line: runs of white space are one space, none at the ends, no control characters."""
    return _SPACES.sub(" ", block(text)).strip()


class Text(vText):
    r"""A TEXT value escaped as RFC 5545 3.3.11 says.

    icalendar 7.3 reads backslash + N in people's text (`C:\New`) as a line break; here it stays itself.
    """

    def to_ical(self) -> bytes:
        """The escaped value in UTF-8."""
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


def one_line(text: str) -> Text:
    """A TEXT value for a title or a place."""
    return Text(line(text))


def many_lines(text: str) -> Text:
    """A TEXT value for a description."""
    return Text(block(text).strip())


def web_address(url: str) -> vUri:
    """A URI value. Raises ValueError where `url` is not an http or https address."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"{url!r} is not a web address")
    # What may not stand in a URI is percent-encoded; what is already encoded stays.
    return vUri(quote(line(url), safe="%/:?#[]@!$&'()*+,;=~-._"))


def address(person: Person, **parameters: Any) -> vCalAddress:
    """A CAL-ADDRESS value with CN and `parameters`.

    Double quotes become single ones: they cannot stand in a parameter, and the `^'` of RFC 6868 is shown
    as it is by Outlook and others. Backslashes become slashes: some readers (icalendar 7.3 is one) take
    one as an escape, so that a name ending in it would swallow what follows.
    """
    # RFC 6068: these would start another part of the URI.
    mailto = person.email.replace("%", "%25").replace("?", "%3F").replace("#", "%23")
    value = vCalAddress(f"mailto:{mailto}")
    value.params["CN"] = line(person.name).translate(_UNPARAMETERED) or person.email
    for name, parameter in parameters.items():
        value.params[name] = parameter
    return value
