"""Numbers that people fill in."""

from __future__ import annotations

from wtforms import IntegerField

MOST_DIGITS = 9


class WholeNumber(IntegerField):
    """A number with no more digits than any of ours has; WTForms' own checks fail on enormous ones."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([value[:MOST_DIGITS] for value in valuelist])
