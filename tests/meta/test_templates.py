"""Promises about templates and addresses: all parse, and none names a page that does not exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import nodes

from matchmaking.app import ROOT

TEMPLATES = sorted(
    str(path.relative_to(ROOT / "templates"))
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in {".html", ".txt"}
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_parses_and_names_templates_and_pages_that_exist(app: Flask, name: str) -> None:
    tree = app.jinja_env.parse((ROOT / "templates" / name).read_text(), name)

    app.jinja_env.get_template(name)
    assert [other for other in named_templates(tree) if not (ROOT / "templates" / other).is_file()] == []
    room = name.partition("/")[0]
    assert [page for page in named_pages(app, tree) if absolute(page, room) not in app.view_functions] == []


def absolute(endpoint: str, room: str) -> str:
    """What an endpoint without its blueprint (`.run`) means in the pages of `room`."""
    return f"{room}{endpoint}" if endpoint.startswith(".") else endpoint


def named_templates(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        named = getattr(node, "template", None)
        if isinstance(named, nodes.Const):
            yield named.value


def named_pages(app: Flask, tree: nodes.Template) -> Iterator[str]:
    """What is given to url_for, and every text that looks like an endpoint, since macros take those too."""
    page = re.compile(rf"(?:{'|'.join(app.blueprints)})\.[a-z_]+")
    for text in tree.find_all(nodes.Const):
        if isinstance(text.value, str) and page.fullmatch(text.value):
            yield text.value
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for" and isinstance(call.args[0], nodes.Const):
            yield call.args[0].value


def test_code_names_pages_and_templates_that_exist(app: Flask) -> None:
    wrong = []
    for path in (ROOT / "matchmaking").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                function = getattr(call.func, "id", getattr(call.func, "attr", ""))
                named = str(call.args[0].value)
                page = absolute(named, path.relative_to(ROOT / "matchmaking").parts[0])
                if function in {"url_for", "absolute_url"} and page not in app.view_functions:
                    wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}: {named}")
                if function == "render_template" and not (ROOT / "templates" / named).is_file():
                    wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}: {named}")

    assert wrong == []


def test_a_page_that_does_not_exist_is_noticed(app: Flask) -> None:
    tree = app.jinja_env.parse("{{ tab('events.shwo') }}{{ url_for('nowhere') }}{{ url_for('events.index') }}")

    assert [endpoint for endpoint in named_pages(app, tree) if endpoint not in app.view_functions] == [
        "events.shwo",
        "nowhere",
    ]
