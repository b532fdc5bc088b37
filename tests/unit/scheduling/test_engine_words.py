"""The engine's sentences in people's languages: none is unknown, and their ids become names."""

from __future__ import annotations

import ast
import inspect

import pytest

from matchmaking.engine.explain import reasons
from matchmaking.scheduling.engine_words import SENTENCES, translated

NAMES = {"p1": "Ana (Skywin)", "p12": "Tom (NGen)", "s3": "Wed 10 March, 09:20", "t2": "table 2", "m7": "A \u2013 B"}


def named(ids: str) -> str:
    return ", ".join(NAMES.get(each, each) for each in ids.split(", "))


def said_by_the_engine() -> list[str]:
    """The fixed words of every sentence in the engine's source."""
    tree = ast.parse(inspect.getsource(reasons))
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value.strip()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in described
        and len(node.value.split()) > 1
    ]


def test_every_sentence_of_the_engine_is_known() -> None:
    known = " | ".join(SENTENCES)

    assert len(said_by_the_engine()) >= len(SENTENCES) - 2
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
        ("the time ran out before a plan was found", "the time ran out before a plan was found"),
    ],
)
def test_a_sentence_of_the_engine_names_people_and_places(text: str, words: str) -> None:
    assert translated(text, named) == words


def test_any_other_text_is_unknown() -> None:
    assert translated("p1 waits", named) is None
