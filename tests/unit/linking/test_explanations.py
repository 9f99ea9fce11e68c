"""Explanations name the contributions of a link's own pair and the other candidates of its mention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from linking.analysis import AnalyzedArticle, ArticleQuery, Stages
from linking.explanations import ScoredPairs, explain_links
from linking.features.definitions import FEATURES, NAMES, matrix
from linking.selection.link_selection import Link, Suggestion
from tests.helpers.linking.in_memory_wiki import Anchor, Candidate, Page, make_analyzer

TEXT = "On the Fal in Kernow."
ANCHORS = {
    "fal": Anchor(3, 4, [Candidate("Fal", 2), Candidate("Fal (god)", 1)]),
    "kernow": Anchor(5, 5, [Candidate("Kernow", 5)]),
}
ANALYZER = make_analyzer(ANCHORS, dict.fromkeys(("Fal", "Fal (god)", "Kernow"), Page()))
FAL_GOD, KERNOW = 1, 2  # rows of the pairs


class FakeExplainer:
    """Attributes 1 to the first feature, -2 to the second, -3 to the bias."""

    def __init__(self) -> None:
        self.explained: list[NDArray[np.float32]] = []

    def contributions(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        self.explained.append(matrix)
        contributions = np.zeros((len(matrix), len(FEATURES) + 1), np.float32)
        contributions[:, 0], contributions[:, 1], contributions[:, -1] = 1, -2, -3
        return contributions


def link(text: str, target: str, pair: int) -> Link:
    start = TEXT.index(text)
    anchor = ANALYZER.dictionary.trie[text.lower()]
    suggestion = Suggestion(((start, start + len(text)),), target, 0.5, anchor, pair)
    return Link(
        start=start,
        end=start + len(text),
        text=text,
        target=target,
        score=0.5,
        match_index=0,
        context_before="",
        context_after="",
        suggestion=suggestion,
    )


@pytest.fixture
def scored() -> ScoredPairs:
    analyzed = ANALYZER.analyze(ArticleQuery("New", TEXT), Stages())
    assert isinstance(analyzed, AnalyzedArticle)
    return ScoredPairs(analyzed.context, matrix(analyzed.context), np.array([0.25, 0.75, 0.5], np.float32))


def explain(scored: ScoredPairs, explainer: FakeExplainer, *links: Link) -> Sequence[Mapping[str, Any]]:
    title = ANALYZER.lookups.tries.titles.restore_key
    return explain_links(links, scored, explainer=explainer, declarations=FEATURES, title=title)


def test_each_link_is_explained_by_its_own_pair(scored):
    explainer = FakeExplainer()
    found = explain(scored, explainer, link("Fal", "Fal (god)", FAL_GOD), link("Kernow", "Kernow", KERNOW))
    assert len(found) == 2
    np.testing.assert_array_equal(explainer.explained[0], scored.features[[FAL_GOD, KERNOW]])
    values = {feature["name"]: feature["value"] for feature in found[0]["features"]}
    assert values == pytest.approx(dict(zip(NAMES, scored.features[FAL_GOD].tolist(), strict=True)), abs=1e-4)


def test_features_are_sorted_by_the_size_of_their_contribution(scored):
    (found,) = explain(scored, FakeExplainer(), link("Kernow", "Kernow", KERNOW))
    first, second = found["features"][:2]
    assert (first["name"], first["share"]) == (NAMES[1], -2)
    assert (second["name"], second["share"]) == (NAMES[0], 1)
    assert (first["group"], first["meaning"]) == (FEATURES[1].group, FEATURES[1].meaning)
    assert found["bias"] == -3


def test_candidates_of_the_mention_are_sorted_by_score(scored):
    fal, kernow = explain(scored, FakeExplainer(), link("Fal", "Fal (god)", FAL_GOD), link("Kernow", "Kernow", KERNOW))
    assert fal["candidates"] == [{"target": "Fal (god)", "score": 0.75}, {"target": "Fal", "score": 0.25}]
    assert kernow["candidates"] == [{"target": "Kernow", "score": 0.5}]


def test_no_links_have_no_explanations(scored):
    assert explain(scored, FakeExplainer()) == []
