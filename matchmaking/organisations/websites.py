"""Web addresses as people write them, made safe to link to."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit, urlunsplit

LONGEST = 300

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_UNWANTED = re.compile(r"[\s\\\x00-\x1f\x7f<>\"'`{}|^]")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_TOP = re.compile(r"[a-z]{2,}|xn--[a-z0-9-]+")
_PRIVATE = {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa", "onion"}
_LONGEST_HOST = 253


class BadWebsite(ValueError):
    """The text is no address that a public page may link to."""


def complete(text: str) -> str:
    """`text` as an http or https address of a public host: "skywin.be" becomes "https://skywin.be"; "" stays.

    Raises BadWebsite for another scheme, a name or password in it, an IP address or a private host.
    """
    text = text.strip()
    if not text:
        return ""
    if len(text) > LONGEST or _UNWANTED.search(text):
        raise BadWebsite(text[:LONGEST])
    try:
        parts = urlsplit(_with_scheme(text))
        port = parts.port
    except ValueError:
        raise BadWebsite(text) from None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        raise BadWebsite(text)
    host = _public_host(parts)
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, parts.path, parts.query, parts.fragment))


def shown(website: str) -> str:
    """The address as people read it: without scheme and closing slash, its host in its own letters."""
    parts = urlsplit(website)
    host = parts.hostname or ""
    with suppress(UnicodeError):
        host = host.encode("ascii").decode("idna")
    return host.removeprefix("www.") + parts.path.rstrip("/")


def _with_scheme(text: str) -> str:
    found = _SCHEME.match(text)
    if found is None:
        return f"https://{text.removeprefix('//')}"
    if "." in found[1]:  # "skywin.be:8080" is a host with a port
        return f"https://{text}"
    return text


def _public_host(parts: SplitResult) -> str:
    try:
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadWebsite(parts.netloc) from None
    labels = host.split(".")
    is_name = len(labels) > 1 and len(host) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) for label in labels)
    if not is_name or not _TOP.fullmatch(labels[-1]) or labels[-1] in _PRIVATE:
        raise BadWebsite(parts.netloc)
    return host
