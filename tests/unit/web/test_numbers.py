"""Numbers that people fill in."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import NumberRange

from matchmaking.web.numbers import WholeNumber


class Ages(Form):
    age = WholeNumber(validators=[NumberRange(0, 150)])


@pytest.mark.parametrize("written", ["151", "9" * 400, "9" * 5000, "-" + "9" * 400, "1e309", "NaN", "", "²", "\0"])
def test_what_is_no_number_in_range_is_an_error(written: str) -> None:
    assert not Ages(MultiDict({"age": written})).validate()


def test_a_number_in_range_is_read() -> None:
    form = Ages(MultiDict({"age": "42"}))

    assert (form.validate(), form.age.data) == (True, 42)
