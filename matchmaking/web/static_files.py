"""Static files whose address changes with their content, so that a deploy is seen at once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

FOR_EVER = "public, max-age=31536000, immutable"
ENDPOINTS = ("static", "bootstrap.static")


def init_static_files(app: Flask) -> None:
    """Add `?v=<hash>` to the address of every static file, and let browsers keep what was asked for so.

    A file asked for without a version, as modules import each other, or with that of another deploy is asked
    for again each time; its ETag makes the answer short.
    """
    versions: dict[tuple[str, str], str | None] = {}
    folders = dict(zip(ENDPOINTS, (app.static_folder, app.blueprints["bootstrap"].static_folder), strict=True))

    def version(endpoint: str, filename: str) -> str | None:
        key = (endpoint, filename)
        if key not in versions:
            found = _version(Path(str(folders[endpoint])), filename)
            if found is None:
                return None  # what people make up must not fill the memory
            versions[key] = found
        return versions[key]

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint in folders and "v" not in values:
            values["v"] = version(endpoint, str(values.get("filename")))

    @app.after_request
    def keep_for_ever(response: Response) -> Response:
        if request.endpoint in folders and response.status_code in {200, 206, 304}:
            asked = request.args.get("v")
            is_this = asked is not None and asked == version(request.endpoint, (request.view_args or {})["filename"])
            response.headers["Cache-Control"] = FOR_EVER if is_this else "no-cache"
        return response


def _version(folder: Path, filename: str) -> str | None:
    path = folder / filename
    if not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
