"""Lists that Python has made, cut into pages like those that the database gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_sqlalchemy.pagination import Pagination


class ListPage(Pagination):
    """One page of `rows`, with all that `lists.pagination` shows."""

    def __init__(self, rows: Sequence[Any], *, page: int, per_page: int) -> None:
        self._rows = rows
        super().__init__(page=page, per_page=per_page, max_per_page=per_page, error_out=False)

    def _query_items(self) -> list[Any]:
        return list(self._rows[self._query_offset : self._query_offset + self.per_page])

    def _query_count(self) -> int:
        return len(self._rows)


def page_number(args: Mapping[str, str]) -> int:
    """The page that the address asks for; the first where it asks for nonsense."""
    text = args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1  # noqa: PLR2004 -- digits
