"""The fields that the room's forms are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, FieldList, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.accounts.plain_text import one_line
from matchmaking.organisations import websites
from matchmaking.organisations.models import Sector
from matchmaking.web.folding import fold
from matchmaking.web.locale import current_language
from matchmaking.web.numbers import WholeNumber

LONGEST_NAME = 200
LONGEST_LINE = 120
LONGEST_TEXT = 5000
LONGEST_NOTE = 1000
MOST_MEMBERS = 1_000_000

_ADDRESS = {"inputmode": "url", "autocapitalize": "none", "spellcheck": "false", "placeholder": "https://"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


def paragraphs(text: str | None) -> str | None:
    """`text` without controls, its line ends as one kind, nothing at either end."""
    if not text:
        return text
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def length(most: int) -> Length:
    """At most `most` characters."""
    return Length(max=most, message=_l("Keep it under %(most)s characters.", most=most))


def line(label: Any, *checks: Any, longest: int = LONGEST_LINE, **kwargs: Any) -> StringField:
    """One line of text."""
    return StringField(label, filters=[one_line], validators=[*checks, length(longest)], **kwargs)


def text(label: Any, *, longest: int = LONGEST_TEXT, **kwargs: Any) -> TextAreaField:
    """Several lines of text."""
    return TextAreaField(label, filters=[paragraphs], validators=[length(longest)], **kwargs)


def address(label: Any, sentence: Any, **kwargs: Any) -> StringField:
    """The address of a public page, completed; `sentence` is said where it is none."""
    checks = [length(websites.LONGEST), PublicAddress(sentence)]
    return StringField(label, filters=[one_line], validators=checks, render_kw=_ADDRESS, **kwargs)


def count(label: Any) -> WholeNumber:
    """How many members of one kind there are; may be left empty."""
    message = _l("Enter a whole number, 0 or more.")
    return WholeNumber(label, validators=[Optional(), Between(0, MOST_MEMBERS, message)])


class PublicAddress:
    """Completes the address of a public page, or says what is wrong with it."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 -- WTForms calls it so
        try:
            field.data = websites.complete(field.data or "")
        except websites.BadWebsite:
            raise ValidationError(str(self.sentence)) from None


class Between(NumberRange):
    """A number of this range; what is no number at all gets the same sentence."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.process_errors:
            field.errors = []
            raise StopValidation(str(self.message))
        super().__call__(form, field)


class CheckboxesField(SelectMultipleField):
    """Several of a list, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RowsField(FieldList):  # type: ignore[type-arg]  # generic only in its stubs
    """Rows that may be added and left out; names that no page of ours makes are passed over."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        pattern = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,6}})-")
        for key in formdata:
            found = pattern.match(key)
            if found:
                yield int(found[1])


class PeopleCountField(DecimalField):
    """A number with at most one decimal, with a point or a comma."""

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata([value.strip().replace(",", ".") for value in valuelist])


def sector_choices(sectors: Iterable[Sector]) -> list[tuple[str, str]]:
    """The taxonomy in the reader's language, by name."""
    names = [(sector.code, sector.name(current_language())) for sector in sectors]
    return sorted(names, key=lambda item: fold(item[1]))
