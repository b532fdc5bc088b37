"""The demonstration's mailbox. Anywhere else than in a demonstration these pages are not found."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, render_template, request
from flask_sqlalchemy.pagination import Pagination

from matchmaking.errors import NotFound
from matchmaking.mail import delivered as folder
from matchmaking.web.guards import public
from matchmaking.web.settings import settings

bp = Blueprint("mail", __name__)
PAGE_SIZE = 50


@bp.get("/demo/mailbox")
@public
def mailbox() -> str:
    """Every mail that arrived, newest first."""
    where = _folder()
    to = request.args.get("to", "").strip() or None
    total = folder.count(where, to=to)
    last = max(1, -(-total // PAGE_SIZE))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    mails = folder.read(where, page=number, size=PAGE_SIZE, to=to)
    return render_template("mail/mailbox.html", mails=mails, page=_Page(number, total, mails), to=to)


@bp.get("/demo/mailbox/<key>")
@public
def delivered(key: str) -> str:
    """One mail."""
    return render_template("mail/delivered.html", mail=_mail(key))


@bp.get("/demo/mailbox/<key>/invite.ics")
@public
def attachment(key: str) -> Response:
    """The iCalendar file that a mail carries."""
    calendar = _mail(key).calendar
    if calendar is None:
        raise NotFound("This mail carries no invitation.")
    return Response(
        calendar.encode(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invite.ics"'},
    )


class _Page(Pagination):
    """A page of what does not lie in the database."""

    def __init__(self, page: int, total: int, items: list[folder.Delivered]) -> None:
        self._found = (items, total)
        super().__init__(page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False, count=True)

    def _query_items(self) -> list[folder.Delivered]:
        return self._found[0]

    def _query_count(self) -> int:
        return self._found[1]


def _folder() -> Path:
    where = settings().demo_mailbox
    if not settings().demo or where is None:
        raise NotFound("There is no such page.")
    return where


def _mail(key: str) -> folder.Delivered:
    found = folder.one(_folder(), key)
    if found is None:
        raise NotFound("There is no such mail.")
    return found
