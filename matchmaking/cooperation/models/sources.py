"""What the room's tables share: where a fact was taken from, and dates of which the source tells only the year."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

PARTIAL_DATE = r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"
"""A day, a month or a year in ISO 8601, or nothing: it sorts as text, and claims no more than the source."""
COUNTRY_CODE = "country_code ~ '^[A-Z]{2}$'"
"""What the database asks of a column with a country's ISO code."""


class EntryState(StrEnum):
    """What organisations hand in, an administrator reads first: draft -> submitted -> published (-> withdrawn)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Sourced:
    """The public document that the row was taken from, with the place in it; the page shows it."""

    source_document: Mapped[str] = mapped_column(server_default="")
    source_url: Mapped[str] = mapped_column(server_default="")
