"""Explanations name the contributions of a link's own pair and the other candidates of its mention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xgboost
from numpy.typing import NDArray

from linking.acceptance import TERMS, TermScale, TwoStageScorer
from linking.analysis import AnalyzedArticle, ArticleQuery, Stages
from linking.explanations import (
    LINK_STAGE,
    REVIEW_STAGE,
    Contribution,
    LinkModelExplainer,
    ScoredPairs,
    ScoreExplanation,
    TwoStageExplainer,
    explain_links,
)
from linking.features.definitions import FEATURES, LINK_FEATURES, NAMES, matrix
from linking.scoring import Model
from linking.selection.link_selection import Link, Suggestion
from tests.helpers.linking.acceptance_models import LINK_SCORES
from tests.helpers.linking.in_memory_wiki import Anchor, Candidate, Page, make_analyzer

TEXT = "On the Fal in Kernow."
ANCHORS = {
    "fal": Anchor(3, 4, [Candidate("Fal", 2), Candidate("Fal (god)", 1)]),
    "kernow": Anchor(5, 5, [Candidate("Kernow", 5)]),
}
ANALYZER = make_analyzer(ANCHORS, dict.fromkeys(("Fal", "Fal (god)", "Kernow"), Page()))
FAL_GOD, KERNOW = 1, 2  # rows of the pairs


class FakeExplainer:
    """Attributes 1 to the first feature, -2 to the second, -3 to the bias, and nothing to the others."""

    def __init__(self) -> None:
        self.explained: list[NDArray[np.float32]] = []

    def explain(self, matrix: NDArray[np.float32]) -> list[ScoreExplanation]:
        self.explained.append(matrix)
        shares = (1.0, -2.0, *[0.0] * (len(FEATURES) - 2))
        return [
            ScoreExplanation(
                [
                    Contribution(feature.name, feature.group, feature.meaning, LINK_STAGE, value, share)
                    for feature, value, share in zip(FEATURES, row, shares, strict=True)
                ],
                bias=-3.0,
                stages={LINK_STAGE: 0.25, REVIEW_STAGE: 0.5},
            )
            for row in matrix.tolist()
        ]


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
    return explain_links(links, scored, explainer=explainer, title=title)


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


def test_what_lowers_the_score_counts_against_the_link(scored):
    (found,) = explain(scored, FakeExplainer(), link("Kernow", "Kernow", KERNOW))
    assert found["against"] == [{"name": NAMES[1], "meaning": FEATURES[1].meaning, "share": -2}]
    assert found["stages"] == {"editor": 0.25, "reviewer": 0.5}


def test_candidates_of_the_mention_are_sorted_by_score(scored):
    fal, kernow = explain(scored, FakeExplainer(), link("Fal", "Fal (god)", FAL_GOD), link("Kernow", "Kernow", KERNOW))
    assert fal["candidates"] == [{"target": "Fal (god)", "score": 0.75}, {"target": "Fal", "score": 0.25}]
    assert kernow["candidates"] == [{"target": "Kernow", "score": 0.5}]


def test_no_links_have_no_explanations(scored):
    assert explain(scored, FakeExplainer()) == []


@pytest.fixture(scope="module")
def link_model() -> Model:
    random = np.random.default_rng(3)
    rows = random.random((500, len(LINK_FEATURES)), np.float32)
    labels = (rows[:, 0] > rows[:, 1]).astype(np.float32)
    parameters = {"objective": "binary:logistic", "max_depth": 3, "nthread": 1}
    return Model(xgboost.train(parameters, xgboost.DMatrix(rows, labels), 10))


@pytest.mark.parametrize("link_mean", [-40.0, 0.0, 40.0])
def test_both_stages_add_up_to_the_score(scored, link_model, link_mean):
    """Also where the log odds of the link model are so far from their mean that they are cut off."""
    weights = tuple(0.5 - 0.25 * number for number in range(len(TERMS)))
    scales = (TermScale(link_mean, 2.0), *[TermScale(0.5, 1.5)] * (len(TERMS) - 1))
    acceptance = replace(LINK_SCORES, weights=weights, intercept=0.3, scales=scales)
    scorer = TwoStageScorer(link_model, acceptance)
    for explained, score in zip(
        TwoStageExplainer(scorer).explain(scored.features), scorer.score(scored.features), strict=True
    ):
        log_odds = explained.bias + sum(one.share for one in explained.contributions)
        assert 1 / (1 + np.exp(-log_odds)) == pytest.approx(score, abs=1e-5)
        assert explained.stages[REVIEW_STAGE] == pytest.approx(score)
        review = [one.name for one in explained.contributions if one.stage == REVIEW_STAGE]
        assert review == list(TERMS[1:])


def test_a_model_alone_has_one_stage(scored, link_model):
    features = scored.features[:, : len(LINK_FEATURES)]
    explained = LinkModelExplainer(link_model, LINK_FEATURES).explain(features)
    scores = link_model.score(features)
    assert [one.stages for one in explained] == [{LINK_STAGE: pytest.approx(score)} for score in scores]
    assert {one.stage for one in explained[0].contributions} == {LINK_STAGE}


def test_related_links_of_the_article_are_the_nearest_to_the_target() -> None:
    near, far = (127, 0), (0, 127)
    pages = {
        "Fal": Page(vector=near),
        "Kernow": Page(vector=far),
        "River": Page(vector=(120, 40)),
        "Tamar": Page(vector=(126, 10)),
        "Town": Page(vector=far),
    }
    analyzer = make_analyzer({"fal": Anchor(3, 4, [Candidate("Fal", 2)])}, pages)
    text = "The Fal is no [[Town]] but a [[river]] like the [[Tamar]]."
    analyzed = analyzer.analyze(ArticleQuery("New", text), Stages())
    assert isinstance(analyzed, AnalyzedArticle)
    pair = ScoredPairs(analyzed.context, matrix(analyzed.context), np.array([0.5], np.float32))
    title = analyzer.lookups.tries.titles.restore_key
    (found,) = explain_links([link("Fal", "Fal", 0)], pair, explainer=FakeExplainer(), title=title)
    assert [one["title"] for one in found["related"]] == ["Tamar", "River"]
    assert found["related"][0]["cosine"] == pytest.approx(0.992, abs=0.01)


def test_without_links_in_the_article_nothing_is_related(scored):
    (found,) = explain(scored, FakeExplainer(), link("Kernow", "Kernow", KERNOW))
    assert found["related"] == []
