"""The page context combines mentions, candidates and targets."""

from __future__ import annotations

import dataclasses

import pytest

from linking.analysis import AnalyzedArticle, ArticleQuery, Stages
from linking.features.page_context import UNKNOWN_WORD_PROBABILITY, PageContext
from tests.helpers.linking.in_memory_wiki import Anchor, Candidate, Page, make_analyzer

ANCHORS = {
    "fal": Anchor(3, 5, [Candidate("Fal", 3), Candidate("Fal (god)", 1)]),
    "kernow": Anchor(9, 9, [Candidate("Kernow", 9)]),
    "penryn": Anchor(0, 9, [Candidate("Penryn", 0), Candidate("Kernow", 0)]),
}
PAGES = {
    "Fal": Page(vector=(127,)), "Fal (god)": Page(), "Kernow": Page(vector=(0, 127)), "Penryn": Page(),
    "Looe": Page(vector=(127,)),
}  # fmt: skip
WORDS = {"river": (0.36, 0.01, 2.0, 0.5), "flows": (0.01, 0.25, 0.5, -3.0)}
TEXT = "The river Fal flows.\nKernow, Penryn [[Looe]].\n"


@pytest.fixture(scope="module")
def context() -> PageContext:
    analyzed = make_analyzer(ANCHORS, PAGES, WORDS).analyze(ArticleQuery("New", TEXT), Stages())
    assert isinstance(analyzed, AnalyzedArticle)
    return analyzed.context


def test_the_length_is_that_of_the_wikitext(context):
    assert context.length == len(TEXT)


def test_arrays_have_an_element_for_each_mention_or_pair(context):
    assert (len(context.mentions), len(context.pairs)) == (3, 5)
    assert context.overlaps.max_link_probability.shape == (3,)
    assert context.rival_strength.shape == context.similarity.to_context.shape == (5,)
    assert context.targets.target_records.shape == (5,)


def test_words_without_statistics_have_the_smoothed_probability(context):
    assert context.probability_after_previous_word.tolist() == pytest.approx(
        [0.36, UNKNOWN_WORD_PROBABILITY, UNKNOWN_WORD_PROBABILITY], abs=2e-3
    )
    assert context.probability_before_next_word[0] == pytest.approx(0.25, abs=2e-3)


def test_words_have_the_ratio_of_parts_to_whole_labels(context):
    assert context.part_ratio_after_previous_word.tolist() == pytest.approx([2.0, 0, 0], abs=0.05)
    assert context.part_ratio_before_next_word.tolist() == pytest.approx([-3.0, 0, 0], abs=0.05)


def test_rivals_are_other_mentions_of_the_same_target(context):
    """Both “Kernow” and “Penryn” may mean Kernow."""
    assert context.rival_strength.tolist() == pytest.approx([0, 0, 0.02 * 0.5, 0, 0.92], abs=1e-6)


def test_only_confident_mentions_describe_the_page(context):
    """The link probability of “Penryn” is too low, and no meaning of it is common."""
    assert context.similarity.weight.tolist() == pytest.approx([3.2 / 6 * 3.1 / 4.2, 0.92, 0])


def test_a_context_cannot_be_changed(context):
    with pytest.raises(dataclasses.FrozenInstanceError):
        context.pairs = context.pairs
