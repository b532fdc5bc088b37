"""The engine's sentences in people's languages: none is unknown, and their ids become names."""

from __future__ import annotations

import ast
import inspect

import pytest

from matchmaking.engine.explain import counted, reasons, remedies
from matchmaking.scheduling.engine_words import REMEDIES, SENTENCES, translated

NAMES = {"p1": "Ana (Skywin)", "p12": "Tom (NGen)", "s3": "Wed 10 March, 09:20", "t2": "table 2", "m7": "A \u2013 B"}


def named(ids: str) -> str:
    return ", ".join(NAMES.get(each, each) for each in ids.split(", "))


def said_by_the_engine() -> list[str]:
    """The fixed words of every sentence in the engine's source."""
    found: list[str] = []
    for module in (counted, reasons, remedies):
        tree = ast.parse(inspect.getsource(module))
        described = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
        }
        found += [
            node.value.strip(" ,")
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in described
            and len(node.value.split()) > 1
        ]
    return found


def test_every_sentence_of_the_engine_is_known() -> None:
    known = " | ".join(SENTENCES + REMEDIES)

    assert len(said_by_the_engine()) >= len(SENTENCES)
    assert [words for words in said_by_the_engine() if words not in known] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("p1 and p12 share no free slot", "Ana (Skywin) and Tom (NGen) share no free slot"),
        ("placing it would break a rule or worsen a more important objective",) * 2,
        ("it comes after m7, which is not placed", "it comes after A \u2013 B, which is not placed"),
        ("there is no plan: m7, m8 stand in conflict", "there is no plan: A \u2013 B, m8 stand in conflict"),
        ("p1 has 9 meetings and takes no more", "Ana (Skywin) has 9 meetings and takes no more"),
        ("table t2 opens in s3", "table 2 opens in Wed 10 March, 09:20"),
        (
            "p1 frees s3 and one more table opens in s3",
            "Ana (Skywin) frees Wed 10 March, 09:20 and one more table opens in Wed 10 March, 09:20",
        ),
        ("it cannot be held beside m7, m8, m9 and 4 more", "it cannot be held beside A \u2013 B, m8, m9 and 4 more"),
        (
            "table t2 is taken in s3, by meetings that can be held at no other time",
            "table 2 is taken in Wed 10 March, 09:20, by meetings that can be held at no other time",
        ),
        ("the time ran out before a plan was found", "the time ran out before a plan was found"),
    ],
)
def test_a_sentence_of_the_engine_names_people_and_places(text: str, words: str) -> None:
    assert translated(text, named) == words


def test_any_other_text_is_unknown() -> None:
    assert translated("p1 waits", named) is None
