"""The one place that asks other servers: bounded in size and time, over https, and never into a private network.

A name is looked up once, every address that it has is judged, and the connection goes to an address that was judged,
so that a name cannot mean something else between the look-up and the connection. Each redirect begins anew.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import httpx

from matchmaking.organisations.linking.models import FileFormat

MOST_BYTES = 20 * 1024 * 1024
MOST_SECONDS = 60.0
SECONDS_OF_SILENCE = 15.0
MOST_REDIRECTS = 5
LONGEST_ETAG = 200
CONTENT_TYPES = {
    FileFormat.CSV: {"text/csv", "application/csv", "text/plain", "application/octet-stream"},
    FileFormat.XLSX: {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/octet-stream",
    },
    FileFormat.JSONLD: {"application/ld+json", "application/json"},
}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_INWARD = tuple(
    map(ipaddress.ip_network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "5f00::/16", "fec0::/10", "192.0.0.0/24"))
)
"""What the registries call global, or forgot, and what leads to a private network all the same."""


class FetchFailed(Exception):
    """Nothing was taken. `code` is a key of `words.FILE_PROBLEMS`, `values` are for its sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the server gave; `body` is None where it said that nothing is new."""

    body: bytes | None
    etag: str


def fetch(
    address: str,
    kind: FileFormat,
    *,
    etag: str = "",
    private: bool = False,
    trusted: ssl.SSLContext | None = None,
    most_bytes: int = MOST_BYTES,
    most_seconds: float = MOST_SECONDS,
) -> Fetched:
    """The file at `address`. Raises FetchFailed.

    For tests on one machine alone: with `private`, plain http and private networks are allowed; `trusted` says whose
    certificates are believed, instead of those that everybody believes.
    """
    ends_at = time.monotonic() + most_seconds
    verify = trusted or True
    with httpx.Client(timeout=SECONDS_OF_SILENCE, trust_env=False, follow_redirects=False, verify=verify) as client:
        for _hop in range(MOST_REDIRECTS + 1):
            parts = _judged(address, private=private)
            answer = _ask(client, parts, kind, etag=etag, private=private, most_bytes=most_bytes, ends_at=ends_at)
            if isinstance(answer, Fetched):
                return answer
            address = _led_to(address, answer)
    raise FetchFailed("redirects")


def _led_to(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError:  # half of an IPv6 address
        raise FetchFailed("nobody") from None


def _judged(address: str, *, private: bool) -> SplitResult:
    try:
        parts = urlsplit(address)
        is_whole = bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        raise FetchFailed("nobody") from None
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise FetchFailed("not_https")
    if not is_whole:
        raise FetchFailed("nobody")
    return parts


def _ask(
    client: httpx.Client,
    parts: SplitResult,
    kind: FileFormat,
    *,
    etag: str,
    private: bool,
    most_bytes: int,
    ends_at: float,
) -> Fetched | str:
    """The file, or the address that the server leads to."""
    host = parts.hostname or ""
    where = checked_address(host, parts.port or (443 if parts.scheme == "https" else 80), private=private)
    literal = f"[{where}]" if ":" in where else where
    url = urlunsplit(
        (parts.scheme, f"{literal}:{parts.port}" if parts.port else literal, parts.path or "/", parts.query, "")
    )
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        "Accept": ", ".join(sorted(CONTENT_TYPES[kind])),
        "Accept-Encoding": "identity",  # what is packed could unpack to anything
        "User-Agent": "Matchmaking (linked maps)",
        **({"If-None-Match": etag} if etag and not etag.startswith("sha256:") else {}),
    }
    try:
        with client.stream("GET", url, headers=headers, extensions={"sni_hostname": host}) as answer:
            if answer.status_code == httpx.codes.NOT_MODIFIED and etag:
                return Fetched(None, etag)
            if answer.has_redirect_location:
                return answer.headers["Location"]
            _require(answer.status_code, answer.headers, kind, most_bytes)
            return Fetched(_body(answer, most_bytes, ends_at), _etag(answer.headers))
    except httpx.TimeoutException as error:
        raise FetchFailed("slow") from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise FetchFailed("unreachable") from error


def _require(status: int, headers: Mapping[str, str], kind: FileFormat, most_bytes: int) -> None:
    if status != httpx.codes.OK:
        raise FetchFailed("status", status=status)
    sent = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if sent not in CONTENT_TYPES[kind] or encoding != "identity":
        raise FetchFailed("content_type", type=(sent if encoding == "identity" else encoding)[:60])
    length = headers.get("Content-Length", "")
    if length.isascii() and length.isdecimal() and int(length) > most_bytes:
        raise FetchFailed("too_large", most=most_bytes // 1024 // 1024)


def _etag(headers: Mapping[str, str]) -> str:
    """The server's mark of this state; none where it is one that could not be sent back."""
    sent = headers.get("ETag", "")
    return sent if sent.isascii() and sent.isprintable() and len(sent) <= LONGEST_ETAG else ""


def _body(answer: httpx.Response, most_bytes: int, ends_at: float) -> bytes:
    body = bytearray()
    for chunk in answer.iter_raw():
        body += chunk
        if len(body) > most_bytes:
            raise FetchFailed("too_large", most=most_bytes // 1024 // 1024)
        if time.monotonic() > ends_at:
            raise FetchFailed("slow")
    return bytes(body)


def checked_address(host: str, port: int, *, private: bool = False) -> str:
    """One address of `host`. Raises FetchFailed where any that it has is not a public one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchFailed("nobody") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not private and not all(is_public(address) for address in addresses):
        raise FetchFailed("private")
    return addresses[0]


def is_public(address: str) -> bool:
    """True for an address of the open internet; one that wraps another is judged by the inner one."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(parsed in network for network in _INWARD):
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if parsed.teredo is not None:
            return False
    return parsed.is_global and not parsed.is_multicast
