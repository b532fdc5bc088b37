"""Promises about translations: every text has one in every language, with its placeholders, spelt as it should be."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from matchmaking.app import ROOT
from matchmaking.web.locale import LANGUAGES

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
UNLIKE_FRENCH = re.compile(
    "(?<!\N{NO-BREAK SPACE})[;!?»]"  # no full space, and none at all
    "|(?<!\N{NO-BREAK SPACE})(?<!https):"
    "|«(?!\N{NO-BREAK SPACE})"
    "|'|\\.\\.\\.|  "
)


def catalogue(language: str) -> Catalog:
    """What is translated into `language`."""
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def texts(folder: Path) -> Catalog:
    """Every text of code and templates, gathered into `folder` as `make translations` does it."""
    recipe = re.search(r"pybabel (.+ extract .+)", (ROOT / "Makefile").read_text())
    assert recipe is not None
    found = folder / "messages.pot"
    arguments = [str(found) if word == "translations/messages.pot" else word for word in shlex.split(recipe[1])]
    CommandLineInterface().run(["pybabel", *arguments])  # type: ignore[no-untyped-call]  # untyped there
    with found.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return texts(tmp_path_factory.mktemp("translations"))


def messages(catalog: Catalog) -> Iterator[Message]:
    """The texts of a catalogue, without its header."""
    return (message for message in catalog if message.id)


def forms(given: str | Iterable[str] | None) -> list[str]:
    """The one text, or all forms of a plural."""
    return [given] if isinstance(given, str) else list(given or [])


def broken(catalog: Catalog) -> list[str]:
    """The texts whose translation names other placeholders; a plural may leave the number out."""
    return [str(message.id) for message in messages(catalog) if not is_sound(message)]


def is_sound(message: Message) -> bool:
    originals, translations = forms(message.id), forms(message.string)
    known = {place for text in originals for place in PLACEHOLDER.findall(text)}
    needed = set(PLACEHOLDER.findall(originals[-1])) - ({"%(num)d", "%(num)s"} if len(originals) > 1 else set())
    return all(needed <= set(PLACEHOLDER.findall(text)) <= known for text in translations if text)


def edges(text: str) -> tuple[str, str]:
    """The spaces and line ends that a text starts and ends with; a space that belongs to a sign is none of them."""
    return text[: len(text) - len(text.lstrip(" \n"))], text[len(text.rstrip(" \n")) :]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(originals: Catalog, language: str) -> None:
    known = catalogue(language)
    missing = []
    for message in messages(originals):
        found = known.get(forms(message.id)[0], message.context)
        if found is None or found.id != message.id or found.fuzzy or not all(forms(found.string)):
            missing.append(message.id)

    assert missing == [], "run make translations and fill in what is empty"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_plural_has_the_forms_of_its_language(language: str) -> None:
    known = catalogue(language)
    plurals = [message for message in messages(known) if message.pluralizable]

    assert [message.id for message in plurals if len(forms(message.string)) != known.num_plurals] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_names_the_placeholders_of_its_original(language: str) -> None:
    assert broken(catalogue(language)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_starts_and_ends_with_the_space_of_its_original(language: str) -> None:
    changed = [
        message.id
        for message in messages(catalogue(language))
        for text in forms(message.string)
        if edges(text) != edges(forms(message.id)[0])
    ]

    assert changed == []


def test_french_is_spelt_with_its_own_signs_and_spaces() -> None:
    french = [text for message in messages(catalogue("fr")) for text in forms(message.string)]

    assert [text for text in french if UNLIKE_FRENCH.search(text)] == []


def test_a_placeholder_that_was_translated_is_noticed() -> None:
    catalog = read_po(
        BytesIO(
            b'msgid "Hello %(name)s"\nmsgstr "Bonjour %(nom)s"\n\n'
            b'msgid "Bye %(name)s"\nmsgstr "Adieu"\n\n'
            b'msgid "Plan %(number)s"\nmsgstr "Le plan %(number)s"\n\n'
            b'msgid "Later %(name)s"\nmsgstr ""\n\n'
            b'msgid "%(num)d meeting"\nmsgid_plural "%(num)d meetings"\nmsgstr[0] "Une rencontre"\n'
            b'msgstr[1] "%(num)d rencontres"\n'
        ),
        locale="fr",
    )

    assert broken(catalog) == ["Hello %(name)s", "Bye %(name)s"]


@pytest.mark.parametrize(
    "text", ["Quand?", "Quand ?", "Nom: Ada", "« Ada »", "l'heure", "à suivre...", "deux  espaces", "oui ;"]
)
def test_french_with_english_signs_is_noticed(text: str) -> None:
    assert UNLIKE_FRENCH.search(text)


def test_a_page_speaks_the_language_that_the_browser_asks_for(client: FlaskClient) -> None:
    page = client.get("/about", headers={"Accept-Language": "fr-CA, en;q=0.5"})

    assert '<html lang="fr">' in page.text
    assert f"<h1>{catalogue('fr').get('About this service').string}</h1>" in page.text  # type: ignore[union-attr]  # it is there
