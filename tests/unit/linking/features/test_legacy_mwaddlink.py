"""The features of imported models, from records in the imported layout."""

from __future__ import annotations

import numpy as np
import pytest

from linking.candidates import Candidates
from linking.features.definitions import matrix
from linking.features.legacy_mwaddlink import IMPORTED_ANCHOR, SEVEN_FEATURES, SIX_FEATURES, kurtosis
from linking.features.page_context import PageContext, PageContextInputs
from linking.mentions import AnchorMentions, Mention
from linking.store.record_layout import ANCHOR, CANDIDATE, IMPORTED_VECTOR, AnchorRows, page_layout
from linking.wikitext.article import parse
from tests.helpers.linking.in_memory_wiki import Anchor, Candidate, Page, make_analyzer

TEXT = "Old Fal"
TITLES = make_analyzer({"old fal": Anchor(1, 1, [Candidate("Fal", 1)])}, {"Fal": Page(), "Looe": Page()}).lookups.tries
FAL, LOOE = TITLES.titles["Fal"], TITLES.titles["Looe"]


def context_of(page_key: int) -> PageContext:
    """A page with one mention of two words, whose only eligible candidate is Fal."""
    anchor = np.zeros(1, IMPORTED_ANCHOR)
    anchor["link_articles"] = anchor["text_articles"] = 7
    anchor["candidates"], anchor["kurtosis"] = 12, 2.5
    pages = np.zeros(2, page_layout(2))
    pages[IMPORTED_VECTOR] = [[3, 4], [5, 0]]
    candidates = Candidates(
        rows=AnchorRows(anchor.view(ANCHOR), np.array([(FAL, 7, 0, 0)], CANDIDATE), np.array([0, 1])),
        eligible=np.array([True]),
        articles={FAL: pages[0].tobytes(), LOOE: pages[1].tobytes()},
        existing_links=frozenset(),
        page_key=page_key,
    )
    mention = Mention(0, len(TEXT), 0)
    inputs = PageContextInputs(
        article=parse(TEXT),
        folded=TEXT.lower(),
        language="en",
        mentions=AnchorMentions([mention], [[mention]]),
        candidates=candidates,
        tries=TITLES,
    )
    return PageContext(inputs)


def test_the_six_features():
    jaro = (1 / 7 + 1 / 3 + 1) / 3  # of “old fal” and “fal”, only one “l” is within the window of two characters
    assert matrix(context_of(LOOE), SIX_FEATURES)[0].tolist() == pytest.approx([2, 7, 12, 2.5, 0.6, jaro])


def test_the_seventh_feature_is_zero():
    assert matrix(context_of(LOOE), SEVEN_FEATURES)[0, -1] == 0


@pytest.mark.parametrize("page_key", [-1, 12345])
def test_a_page_without_a_vector_has_no_cosine(page_key):
    assert matrix(context_of(page_key), SIX_FEATURES)[0, 4] == 0


def test_imported_anchors_are_as_long_as_the_others():
    assert IMPORTED_ANCHOR.itemsize == ANCHOR.itemsize


def test_kurtosis_of_equal_counts_is_minus_3():
    assert kurtosis([1]) == kurtosis([1] * 2000) == -3.0


def test_kurtosis_grows_with_one_dominant_count():
    assert kurtosis([1000]) > kurtosis([1000, 900]) > 0
