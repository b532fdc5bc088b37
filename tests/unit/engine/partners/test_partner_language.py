"""French and English texts come to the same terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.engine.partners.corpus import Corpus, likeness
from matchmaking.engine.partners.language import glossary_words, terms


def said(text: str) -> set[str]:
    return {term for term, _word in terms(text)}


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("aérospatial", "aerospace"),
        ("Emballages durables", "Sustainable packaging"),
        ("Les énergies renouvelables", "Renewable energies"),
        ("Logiciels pour la santé", "Software for health"),
        ("Moteurs d'avion et trains d'atterrissage", "Aircraft engines and landing gear"),
        ("Produits de la mer et ingrédients marins", "Seafood and marine ingredients"),
        ("Photonique pour les dispositifs médicaux", "Photonics for medical devices"),
        ("La transformation de produits laitiers", "Processing of dairy products"),
        ("Soins de santé", "Healthcare"),
        ("la recherche clinique en chirurgie", "clinical research in surgery"),
    ],
)
def test_terms_are_the_same_in_both_languages(french: str, english: str) -> None:
    assert said(french) == said(english)


def test_function_words_of_both_languages_say_nothing() -> None:
    assert said("The one that is of it and les unes pour les autres") <= {"un"}
    assert terms("") == ()


def test_a_term_keeps_the_word_that_stands_in_the_text() -> None:
    assert terms("Emballages pour l'alimentation") == (("packag", "emballages"), ("food", "alimentation"))


def test_the_glossary_gives_the_words_to_look_for_in_unstemmed_text() -> None:
    assert {"emballage", "packaging"} <= set(glossary_words("packag"))
    assert glossary_words("no such term") == ()


@given(st.text(max_size=60))
def test_any_text_has_terms_of_its_own_words(text: str) -> None:
    assert all(term and word for term, word in terms(text))


def test_what_everybody_says_weighs_nothing_and_what_few_say_most() -> None:
    corpus = Corpus.of([["cluster", "engin"], ["cluster", "gear"], ["cluster", "engin"]])
    assert corpus.idf("cluster") == 0
    assert corpus.idf("gear") > corpus.idf("engin") > 0
    assert corpus.idf("never seen") > corpus.idf("gear")
    alike = corpus.vector({"cluster": 1, "gear": 1})
    assert likeness(alike, corpus.vector({"gear": 2})) == 1
    assert likeness(alike, corpus.vector({"cluster": 3})) == 0
