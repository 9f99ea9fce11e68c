"""Explanations of links: the contribution of each feature to the score, and the other candidates of the mention."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.features.definitions import Feature
from linking.features.page_context import PageContext
from linking.scoring import Explainer
from linking.selection.link_selection import Link

_DIGITS = 4


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
    links: Sequence[Link],
    scored: ScoredPairs,
    *,
    explainer: Explainer,
    declarations: Sequence[Feature],
    title: Callable[[int], str],
) -> list[Mapping[str, Any]]:
    """Explain the links of one article.

    Args:
        links: The links.
        scored: The pairs that they were selected from.
        explainer: Attributes the scores to the features.
        declarations: The features, in the order of the matrix.
        title: Maps a page key to a title.

    Returns:
        For each link, as plain data: `features` with name, group, meaning, value and `share`, the contribution to the
        score in log odds, strongest first; `bias`, the constant part of the score in log odds; `candidates` with target
        and score of each candidate of the mention, best first.
    """
    rows = [link.suggestion.pair for link in links]
    contributions = explainer.contributions(scored.features[rows]).tolist()
    return [
        {
            "features": _explain_features(declarations, scored.features[row].tolist(), contribution[:-1]),
            "bias": round(contribution[-1], _DIGITS),
            "candidates": _candidates(scored, row, title),
        }
        for row, contribution in zip(rows, contributions, strict=True)
    ]


def _explain_features(
    declarations: Sequence[Feature], values: Sequence[float], contributions: Sequence[float]
) -> list[Mapping[str, Any]]:
    explained = [
        {
            "name": feature.name,
            "group": feature.group,
            "meaning": feature.meaning,
            "value": round(value, _DIGITS),
            "share": round(contribution, _DIGITS),
        }
        for feature, value, contribution in zip(declarations, values, contributions, strict=True)
    ]
    return sorted(explained, key=lambda entry: -abs(float(str(entry["share"]))))


def _candidates(scored: ScoredPairs, row: int, title: Callable[[int], str]) -> list[Mapping[str, Any]]:
    pairs = scored.context.pairs
    rows = np.flatnonzero(pairs.mention == pairs.mention[row]).tolist()
    candidates = [
        {"target": title(int(pairs.page[other])), "score": round(float(scored.scores[other]), _DIGITS)}
        for other in rows
    ]
    return sorted(candidates, key=lambda entry: (-float(str(entry["score"])), str(entry["target"])))
