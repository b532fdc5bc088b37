"""A real HTTP server on this machine that says what a test tells it to."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.conftest import CERTIFICATE


@dataclass
class Map:
    """Another mapping site: what it answers, and what it was asked."""

    address: str = ""
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/csv"})
    asked: list[dict[str, str]] = field(default_factory=list)
    called: list[str | None] = field(default_factory=list)
    """The names by which it was called when a connection began."""
    held: threading.Event | None = None
    """Where given, the body comes only once it is set."""
    arrived: threading.Event = field(default_factory=threading.Event)
    sends: int = 1
    """How many times the body is sent, as one that has no end."""


@contextmanager
def serving(*, secure: bool = False) -> Iterator[Map]:
    """The site, as long as the block runs; where `secure`, over TLS, with a certificate for localhost."""
    site = Map()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(dict(self.headers.items()))
            site.arrived.set()
            if site.held is not None:
                site.held.wait(60)
            etag = site.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(site.status)
            for name, value in site.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for _ in range(site.sends):
                    self.wfile.write(site.body)
            except OSError:
                return  # the reader has had enough

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_port}/organisations.csv"
    if secure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        context.sni_callback = lambda _socket, name, _context: site.called.append(name)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        site.address = f"https://localhost:{server.server_port}/organisations.csv"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        if site.held is not None:
            site.held.set()
        server.shutdown()
        server.server_close()
        thread.join()
