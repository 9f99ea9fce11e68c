"""A suggestion is shown in its sentence, as a reader sees it."""

from __future__ import annotations

import pytest

from linking.wikitext.article import parse
from tests.helpers.cases import cases
from training.evaluation.sentence_context import REACH, Sentence, sentence_around

CASES = cases("sentences.json")


def sentence_of(marked: str) -> Sentence:
    before, _, rest = marked.partition("<<")
    text, _, after = rest.partition(">>")
    return sentence_around(parse(before + text + after), len(before), len(before) + len(text))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_sentence_around_a_text(case):
    text = case["wikitext"].partition("<<")[2].partition(">>")[0]
    assert sentence_of(case["wikitext"]) == Sentence(case["before"], text, case["after"])


def test_long_sentences_are_cut_between_words_on_both_sides():
    sentence = sentence_of("some words " * 40 + "<<Thames>>" + " more words" * 40)
    assert sentence.before.startswith("… ")
    assert sentence.after.endswith(" …")
    assert set(sentence.before[1:].split()) == {"some", "words"}
    assert set(sentence.after[:-1].split()) == {"more", "words"}
    assert len(sentence.before) <= REACH + 1
    assert len(sentence.after) <= REACH + 1


def test_long_sentences_without_spaces_are_cut_too():
    sentence = sentence_of("河" * 500 + "<<江>>" + "湖" * 500)
    assert sentence == Sentence("…" + "河" * REACH, "江", "湖" * REACH + "…")
