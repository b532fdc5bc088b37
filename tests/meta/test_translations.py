"""Promises about translations: whatever the language, a text names the same placeholders as the original."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from matchmaking.app import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")


def broken(catalog: Catalog) -> list[str]:
    """The texts whose translation names other placeholders; a plural may leave the number out."""
    return [str(message.id) for message in catalog if message.id and not is_sound(message)]


def is_sound(message: Message) -> bool:
    originals, translations = (texts_of(texts) for texts in (message.id, message.string))
    known = {place for text in originals for place in PLACEHOLDER.findall(text)}
    needed = set(PLACEHOLDER.findall(originals[-1])) - {"%(num)d", "%(num)s"}
    return all(needed <= set(PLACEHOLDER.findall(text)) <= known for text in translations if text)


def texts_of(texts: str | Iterable[str] | None) -> list[str]:
    """The one text, or all forms of a plural."""
    return [texts] if isinstance(texts, str) else list(texts or [])


def test_every_translation_names_the_placeholders_of_its_original() -> None:
    wrong = {}
    for path in (ROOT / "translations").rglob("*.po"):
        with path.open("rb") as file:
            wrong[str(path.relative_to(ROOT))] = broken(read_po(file, locale=path.parts[-3]))

    assert {name: texts for name, texts in wrong.items() if texts} == {}


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
