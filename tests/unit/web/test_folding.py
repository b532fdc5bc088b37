from __future__ import annotations

import re

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matchmaking.web.folding import fold, free_slug, prefix_query, search_document, slugify, words
from tests.conftest import database_url


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Montréal", "montreal"),
        ("MONTRÉAL", "montreal"),
        ("Straße", "strasse"),
        ("Œuvre Æon Øre Łódź Đà Þor", "oeuvre aeon ore lodz da thor"),
        ("İstanbul \u0131\u015f\u0131k", "istanbul isik"),
        ("ﬁn ㎒ Ⅳ ①", "fin mhz iv 1"),
        ("", ""),
    ],
)
def test_fold_forgets_accents_case_and_ligatures(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
@example("㎒")
@example("ŉΐ")
def test_fold_of_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_are_found_in_capitals_too(text: str) -> None:
    assert words(text.upper().lower()) == words(text.upper())


def test_words_of_other_scripts_are_searched_too() -> None:
    assert words("Αθήνα София-Cluster") == ["αθηνα", "софия", "cluster"]


def test_search_document_keeps_every_word_once() -> None:
    assert search_document("Skywin, Wallonie", None, "", "L'aérospatial (Wallonie)") == "skywin wallonie l aerospatial"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Montréal cl", "montreal:* & cl:*"),
        ("a & !b | (c:*)", "a:* & b:* & c:*"),
        ("'); DROP TABLE event; --", "drop:* & table:* & event:*"),
        ("  \x00 ", ""),
        (" ".join("abcdefghijklmnop"), " & ".join(f"{letter}:*" for letter in "abcdefghijkl")),
        ("x" * 3000, "x" * 100 + ":*"),
    ],
)
def test_prefix_query_asks_for_each_word_as_a_beginning(text: str, query: str) -> None:
    assert prefix_query(text) == query


def test_postgresql_accepts_every_prefix_query_and_finds_what_it_was_made_of() -> None:
    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:

        @settings(deadline=None, max_examples=300)
        @given(st.text(max_size=80))
        @example("x" * 5000)
        @example("' \\ : * & | ! ( ) <-> \x00")
        def check(text: str) -> None:
            query = prefix_query(text)
            row = connection.execute(
                "SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)",
                [" ".join(word[:1000] for word in words(text)), query],
            ).fetchone()
            assert row == (bool(query),)

        check()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("EU-Canada Cluster Matchmaking, Montréal", "eu-canada-cluster-matchmaking-montreal"),
        ("", "x"),
        ("日本", "x"),
        ("../../etc/passwd", "etc-passwd"),
        ("a" * 70, "a" * 60),
        ("word " * 20, "-".join(["word"] * 12)),
    ],
)
def test_slugify_makes_a_piece_of_an_address(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_slugify_is_always_short_and_plain(text: str, longest: int) -> None:
    slug = slugify(text, longest=longest)

    assert re.fullmatch(r"[0-9a-z]+(-[0-9a-z]+)*", slug)
    assert len(slug) <= longest


def test_a_slug_that_is_taken_gets_the_first_number_that_is_free() -> None:
    assert free_slug("skywin", {"new"}) == "skywin"
    assert free_slug("skywin", {"skywin", "skywin-3"}) == "skywin-2"
    assert free_slug("skywin", {"skywin", "skywin-2"}) == "skywin-3"
