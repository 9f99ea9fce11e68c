"""Explanations of links: what each feature contributes to the score, and the other candidates of the mention."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from linking.acceptance import LINK_LOG_ODDS, PART_OF_NAME, TERMS, TwoStageScorer
from linking.features.definitions import FEATURES, LINK_FEATURES, Feature
from linking.features.page_context import PageContext
from linking.scoring import Model
from linking.selection.link_selection import Link

LINK_STAGE, REVIEW_STAGE = "editor", "reviewer"
MAX_REASONS_AGAINST, MIN_SHARE_AGAINST = 3, 0.1
"""A feature counts against a link if it lowers the log odds of its score by at least MIN_SHARE_AGAINST."""

_PART_OF_NAME_MEANING = (
    "log odds that the text is only a part of a longer name, number or compound: reviewers reject links on these"
)
_DIGITS = 4

MAX_RELATED, MIN_COSINE = 3, 0.5
"""How many of the article's links an explanation names as related to the target, and their least cosine."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature contributes to a score.

    Attributes:
        name, group, meaning: As declared for the feature.
        stage: LINK_STAGE for a feature of the link model, REVIEW_STAGE for a term of the acceptance model.
        value: The feature's value.
        share: The contribution in log odds.
    """

    name: str
    group: str
    meaning: str
    stage: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """Why a pair has its score. The shares and the bias add up to the log odds of the score.

    Attributes:
        contributions: In the order of the features.
        bias: The constant part of the score, in log odds.
        stages: The probability after each stage.
    """

    contributions: Sequence[Contribution]
    bias: float
    stages: Mapping[str, float]


class Explainer(Protocol):
    """Explains scores."""

    def explain(self, matrix: NDArray[np.float32]) -> list[ScoreExplanation]:
        """Explain the score of each row of a feature matrix, shape (pairs, features)."""
        ...


class LinkModelExplainer:
    """Explains the scores of a model that works alone.

    Args:
        model: The model.
        features: The features that it was trained on, in order.
    """

    def __init__(self, model: Model, features: Sequence[Feature]) -> None:
        self._model, self._features = model, features

    def explain(self, matrix: NDArray[np.float32]) -> list[ScoreExplanation]:
        """Explain scores; see `Explainer.explain`."""
        shares = self._model.contributions(matrix)
        scores = self._model.score(matrix).tolist()
        return [
            ScoreExplanation(_link_contributions(self._features, values, row[:-1]), row[-1], {LINK_STAGE: score})
            for values, row, score in zip(matrix.tolist(), shares.tolist(), scores, strict=True)
        ]


class TwoStageExplainer:
    """Explains the scores of the link model and the acceptance model together.

    A score is linear in the log odds of the link model, so the contributions to these are contributions to the score.
    """

    def __init__(self, scorer: TwoStageScorer) -> None:
        self._scorer = scorer

    def explain(self, matrix: NDArray[np.float32]) -> list[ScoreExplanation]:
        """Explain scores; see `Explainer.explain`."""
        acceptance = self._scorer.acceptance
        link_probability = self._scorer.link_probability(matrix)
        terms = acceptance.terms(matrix, link_probability)
        reviewed = acceptance.contributions(terms)
        scores = acceptance.probability(reviewed).tolist()
        found = []
        for row, link_shares in enumerate(self._scorer.link_model.contributions(matrix[:, : len(LINK_FEATURES)])):
            shares = (link_shares * acceptance.link_slope).tolist()
            contributions = [
                *_link_contributions(LINK_FEATURES, matrix[row].tolist(), shares[:-1]),
                *_review_contributions(terms[row].tolist(), reviewed[row].tolist()),
            ]
            bias = _log_odds(scores[row]) - sum(one.share for one in contributions)
            stages = {LINK_STAGE: float(link_probability[row]), REVIEW_STAGE: scores[row]}
            found.append(ScoreExplanation(contributions, bias, stages))
        return found


def _log_odds(score: float) -> float:
    return float(np.log(score) - np.log1p(-score))


def _link_contributions(
    features: Sequence[Feature], values: Sequence[float], shares: Sequence[float]
) -> list[Contribution]:
    return [
        Contribution(feature.name, feature.group, feature.meaning, LINK_STAGE, value, share)
        for feature, value, share in zip(features, values, shares, strict=False)
    ]


def _review_contributions(terms: Sequence[float], shares: Sequence[float]) -> list[Contribution]:
    declared = {feature.name: (feature.group, feature.meaning) for feature in FEATURES}
    declared[PART_OF_NAME] = ("name", _PART_OF_NAME_MEANING)
    return [
        Contribution(name, *declared[name], REVIEW_STAGE, value, share)
        for name, value, share in zip(TERMS, terms, shares, strict=True)
        if name != LINK_LOG_ODDS  # its share is that of the link model's features
    ]


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """The candidate pairs of an article with their features and scores.

    Attributes:
        context: The context of the page.
        features: Shape (pairs, features).
        scores: Shape (pairs,).
    """

    context: PageContext
    features: NDArray[np.float32]
    scores: NDArray[np.float32]


def explain_links(
    links: Sequence[Link], scored: ScoredPairs, *, explainer: Explainer, title: Callable[[int], str]
) -> list[Mapping[str, Any]]:
    """Explain the links of one article.

    Args:
        links: The links.
        scored: The pairs that they were selected from.
        explainer: Attributes the scores to the features.
        title: Maps a page key to a title.

    Returns:
        For each link, as plain data: `features` with name, group, meaning, stage, value and `share`, the contribution
        to the score in log odds, strongest first; `against` with name, meaning and share of the features that lower the
        score most; `bias`, the constant part of the score in log odds; `stages`, the probability after each stage;
        `candidates` with target and score of each candidate of the mention, best first; `related` with title and
        cosine of the articles that the page links already and that are nearest to the target, nearest first.
    """
    rows = [link.suggestion.pair for link in links]
    explanations = explainer.explain(scored.features[rows]) if rows else []
    related = _related(scored.context, rows, title)
    return [
        {
            "features": [_feature(one) for one in _strongest_first(explanation.contributions)],
            "against": _reasons_against(explanation.contributions),
            "bias": round(explanation.bias, _DIGITS),
            "stages": {stage: round(score, _DIGITS) for stage, score in explanation.stages.items()},
            "candidates": _candidates(scored, row, title),
            "related": near,
        }
        for row, explanation, near in zip(rows, explanations, related, strict=True)
    ]


def _strongest_first(contributions: Sequence[Contribution]) -> list[Contribution]:
    return sorted(contributions, key=lambda one: -abs(round(one.share, _DIGITS)))


def _feature(one: Contribution) -> Mapping[str, Any]:
    return {
        "name": one.name,
        "group": one.group,
        "meaning": one.meaning,
        "stage": one.stage,
        "value": round(one.value, _DIGITS),
        "share": round(one.share, _DIGITS),
    }


def _reasons_against(contributions: Sequence[Contribution]) -> list[Mapping[str, Any]]:
    against = sorted((one for one in contributions if one.share <= -MIN_SHARE_AGAINST), key=lambda one: one.share)
    return [
        {"name": one.name, "meaning": one.meaning, "share": round(one.share, _DIGITS)}
        for one in against[:MAX_REASONS_AGAINST]
    ]


def _candidates(scored: ScoredPairs, row: int, title: Callable[[int], str]) -> list[Mapping[str, Any]]:
    pairs = scored.context.pairs
    rows = np.flatnonzero(pairs.mention == pairs.mention[row]).tolist()
    candidates = [
        {"target": title(int(pairs.page[other])), "score": round(float(scored.scores[other]), _DIGITS)}
        for other in rows
    ]
    return sorted(candidates, key=lambda entry: (-float(str(entry["score"])), str(entry["target"])))


def _related(context: PageContext, rows: Sequence[int], title: Callable[[int], str]) -> list[list[Mapping[str, Any]]]:
    """Return the existing links that are nearest to the target of each pair, as `explain_links` describes them."""
    vectors, existing = context.targets.vectors, context.targets.existing_link_rows
    if not rows or not len(existing):
        return [[] for _ in rows]
    keys = sorted(context.inputs.candidates.articles)
    cosines = vectors[context.targets.row[rows]] @ vectors[existing].T
    found: list[list[Mapping[str, Any]]] = []
    for near in cosines:
        best = [link for link in np.argsort(-near, kind="stable")[:MAX_RELATED].tolist() if near[link] >= MIN_COSINE]
        found.append(
            [{"title": title(keys[existing[link]]), "cosine": round(float(near[link]), _DIGITS)} for link in best]
        )
    return found
