from __future__ import annotations

import pytest

from matchmaking.web.cells import harmless


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_takes_for_a_formula_is_made_text(start: str) -> None:
    assert harmless(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


def test_any_other_cell_stays_as_it_is() -> None:
    assert harmless("Montréal = Québec - Canada") == "Montréal = Québec - Canada"
