from __future__ import annotations

import pytest

from matchmaking.accounts.plain_text import one_line, own_path


@pytest.mark.parametrize("target", ["/", "/events?q=a&page=2", "/organisations/x#top", "/événements"])
def test_own_path_lets_paths_of_this_site_through(target: str) -> None:
    assert own_path(target) == target


@pytest.mark.parametrize(
    "target", [None, "", "events", "//evil.example", "/\\evil.example", "/a b", "/a\n", "\n/a", "/\t/x"]
)
def test_own_path_refuses_everything_else(target: str | None) -> None:
    assert own_path(target) == ""


def test_one_line_leaves_no_control_and_no_double_space() -> None:
    assert one_line(" Ève\r\nBcc: x\x00\u202e  T ") == "Ève Bcc: x T"
