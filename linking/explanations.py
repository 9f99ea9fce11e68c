"""Why a link was recommended: each feature's share of the score, and the other candidates of the mention."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.features.definitions import Feature
from linking.features.page_context import PageContext
from linking.scoring import Explainer
from linking.selection.link_selection import Link

_DIGITS = 4


class Explanations:
    """The explanations of one page's links. declared: the features, in order. title: of a page's key."""

    def __init__(
        self,
        context: PageContext,
        features: NDArray[np.float32],
        scores: NDArray[np.float32],
        declared: Sequence[Feature],
        title: Callable[[int], str],
    ) -> None:
        self._context, self._features, self._scores = context, features, scores
        self._declared, self._title = declared, title

    def of(self, links: Sequence[Link], anchors: Sequence[int], explainer: Explainer) -> list[Mapping[str, Any]]:
        """One for each link, as plain data:

        features: name, group, meaning, value, and share of the score in log odds, strongest first; bias: what the score
        starts from, in log odds; candidates: target and score of all the mention's candidates, best first.
        """
        rows = [self._row(link, anchors) for link in links]
        shares = explainer.contributions(self._features[rows])
        return [self._explanation(row, share) for row, share in zip(rows, shares.tolist(), strict=True)]

    def _row(self, link: Link, anchors: Sequence[int]) -> int:
        mention = anchors.index(link.suggestion.key)
        for row in np.flatnonzero(self._context.mention == mention).tolist():
            if self._title(int(self._context.page[row])) == link.target:
                return int(row)
        raise AssertionError(f"no pair for {link.target}")

    def _explanation(self, row: int, shares: Sequence[float]) -> Mapping[str, Any]:
        values = self._features[row].tolist()
        features = [
            {
                "name": feature.name,
                "group": feature.group,
                "meaning": feature.meaning,
                "value": round(value, _DIGITS),
                "share": round(share, _DIGITS),
            }
            for feature, value, share in zip(self._declared, values, shares, strict=False)
        ]
        features.sort(key=lambda entry: -abs(float(str(entry["share"]))))
        return {"features": features, "bias": round(shares[-1], _DIGITS), "candidates": self._candidates(row)}

    def _candidates(self, row: int) -> list[Mapping[str, Any]]:
        context = self._context
        rows = np.flatnonzero(context.mention == context.mention[row]).tolist()
        candidates = [
            {"target": self._title(int(context.page[other])), "score": round(float(self._scores[other]), _DIGITS)}
            for other in rows
        ]
        return sorted(candidates, key=lambda entry: (-float(str(entry["score"])), str(entry["target"])))
