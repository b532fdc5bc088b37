"""Logos, each at an address that names its content, so that whoever has it never asks again."""

from __future__ import annotations

from flask import Response, request

from matchmaking.accounts.current import current_person
from matchmaking.organisations import queries
from matchmaking.organisations.pictures import CONTENT_TYPE
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.guards import public

_FOR_EVER = "max-age=31536000, immutable"


@bp.get("/organisations/<slug>/logo/<digest>.webp")
@public
def logo(slug: str, digest: str) -> Response:
    """The picture, for whoever may see the organisation. A copy in a cache outlives a suspension there alone."""
    found = queries.public_logo(slug, digest)
    reach = "public"
    if found is None:
        found = queries.visible_logo(slug, digest, current_person())
        reach = "private"
    response = Response(found.content, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = f"{reach}, {_FOR_EVER}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = f'inline; filename="{digest}.webp"'
    response.set_etag(digest)
    response.make_conditional(request)
    return response
