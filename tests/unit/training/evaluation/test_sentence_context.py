"""A text is shown in its sentence, as a reader sees it."""

from __future__ import annotations

import pytest

from linking.wikitext.article import parse
from linking.wikitext.excerpts import Excerpt, paragraph_around
from tests.helpers.cases import cases
from training.evaluation.sentence_context import MAX_CONTEXT, sentence_around
from training.evaluation.sentences import SentenceSplitter

CASES = cases("sentences.json")


def sentence_of(marked: str) -> Excerpt:
    """Return the sentence of the text between << and >>."""
    before, _, rest = marked.partition("<<")
    text, _, after = rest.partition(">>")
    paragraph = paragraph_around(parse(before + text + after), len(before), len(before) + len(text))
    return sentence_around(paragraph, SentenceSplitter([]).boundaries)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_sentence_around_a_text(case):
    text = case["wikitext"].partition("<<")[2].partition(">>")[0]
    assert sentence_of(case["wikitext"]) == Excerpt(case["before"], text, case["after"])


def test_long_sentences_are_shortened_between_words_on_both_sides():
    sentence = sentence_of("some words " * 40 + "<<Thames>>" + " more words" * 40)
    assert sentence.before.startswith("… ")
    assert sentence.after.endswith(" …")
    assert set(sentence.before[1:].split()) == {"some", "words"}
    assert set(sentence.after[:-1].split()) == {"more", "words"}
    assert len(sentence.before) <= MAX_CONTEXT + 1
    assert len(sentence.after) <= MAX_CONTEXT + 1


def test_long_sentences_without_spaces_are_shortened_too():
    sentence = sentence_of("河" * 500 + "<<江>>" + "湖" * 500)
    assert sentence == Excerpt("…" + "河" * MAX_CONTEXT, "江", "湖" * MAX_CONTEXT + "…")


def test_a_text_that_spans_a_sentence_boundary_keeps_both_sentences():
    paragraph = Excerpt("One. A ", "b. C", " d. Two.")
    assert sentence_around(paragraph, lambda _: [4, 9, 14, 19]) == Excerpt("A ", "b. C", " d.")
