"""A page of a list, as `lists.pagination` shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_sqlalchemy.pagination import Pagination

from matchmaking.db import db

LAST_PAGE = 100_000
"""No list has as many: a larger number would be more rows to skip than the database can count."""


def paged(query: Any, *, page: int, size: int) -> Pagination:
    """One page of the rows of `query`. A page before the first is the first; one after the last is empty."""
    number = min(max(page, 1), LAST_PAGE)
    return db.paginate(query, page=number, per_page=size, max_per_page=size, error_out=False)


@dataclass(frozen=True, slots=True)
class Page:
    """`items` of page `page` (from 1), of `total` rows, `size` to a page."""

    items: Sequence[Any]
    page: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        return self.page - 1

    @property
    def next_num(self) -> int:
        return self.page + 1
