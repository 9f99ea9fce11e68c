"""How the candidates of each mention compare, and the pairs of a mention and a candidate that are scored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.store.record_layout import AnchorRows

Array = NDArray[Any]

UNLINKED_TITLE_ARTICLES = 0.1
"""Added to each candidate's count of articles: a title that nobody has linked yet is still a candidate."""


@dataclass(frozen=True, slots=True)
class CandidateRanking:
    """The candidates of all mentions, eligible or not, compared with those of the same mention.

    Attributes:
        mention: Index of the mention, shape (candidates,).
        articles: Articles that link the mention's text to the candidate, shape (candidates,).
        commonness: The candidate's share of the text's links, smoothed, shape (candidates,).
        rank: Position among the mention's candidates, 0 for the most common, shape (candidates,).
        margin: Commonness minus that of the best other candidate, shape (candidates,).
        entropy: Entropy of the commonness in nats, shape (mentions,).
        top_page: Page key of the most common candidate, shape (mentions,).
        top_commonness: Its commonness, shape (mentions,).
    """

    mention: Array
    articles: Array
    commonness: Array
    rank: Array
    margin: Array
    entropy: Array
    top_page: Array
    top_commonness: Array


def rank_candidates(rows: AnchorRows) -> CandidateRanking:
    """Compare the candidates of each anchor; every anchor has at least one."""
    first = rows.offsets[:-1]
    counts = rows.offsets[1:] - first
    size = len(counts)
    mention = np.repeat(np.arange(size), counts)
    articles = rows.candidates["articles"].astype(np.float32)
    totals = np.bincount(mention, articles, size) + UNLINKED_TITLE_ARTICLES * counts
    commonness = (articles + UNLINKED_TITLE_ARTICLES) / totals[mention]
    rank = np.arange(len(commonness)) - first[mention]
    best = commonness[first]
    second = np.where(counts > 1, commonness[np.minimum(first + 1, len(commonness) - 1)], 0.0)
    return CandidateRanking(
        mention=mention,
        articles=articles,
        commonness=commonness,
        rank=rank,
        margin=commonness - np.where(rank == 0, second[mention], best[mention]),
        entropy=np.bincount(mention, -commonness * np.log(commonness), size),
        top_page=rows.candidates["page"][first],
        top_commonness=best,
    )


@dataclass(frozen=True)
class CandidatePairs:
    """The pairs that are scored: each mention with each of its eligible candidates. All arrays have shape (pairs,).

    Attributes:
        rows: The records of the candidates.
        eligible: Which of them are eligible, shape (candidates,).
    """

    rows: AnchorRows
    eligible: NDArray[np.bool_]

    def __len__(self) -> int:
        """The number of pairs."""
        return int(np.count_nonzero(self.eligible))

    @cached_property
    def ranking(self) -> CandidateRanking:
        """All candidates, ranked; ineligible ones count too."""
        return rank_candidates(self.rows)

    @cached_property
    def _candidate(self) -> Array:
        """Index of the candidate."""
        return np.flatnonzero(self.eligible)

    @cached_property
    def mention(self) -> Array:
        """Index of the mention."""
        return self.rows.offsets.searchsorted(self._candidate, side="right") - 1

    @cached_property
    def page(self) -> Array:
        """Page key of the candidate."""
        return self.rows.candidates["page"][self._candidate]

    @property
    def articles(self) -> Array:
        """Articles that link the mention's text to the candidate."""
        return self.ranking.articles[self._candidate]

    @cached_property
    def commonness(self) -> Array:
        """The candidate's share of the text's links, smoothed."""
        return self.ranking.commonness[self._candidate]

    @property
    def rank(self) -> Array:
        """Position among the mention's candidates, 0 for the most common."""
        return self.ranking.rank[self._candidate]

    @property
    def margin(self) -> Array:
        """Commonness minus that of the best other candidate."""
        return self.ranking.margin[self._candidate]

    @cached_property
    def flags(self) -> Array:
        """Bits of CANDIDATE.flags."""
        return self.rows.candidates["flags"][self._candidate]

    @property
    def jaro(self) -> Array:
        """Jaro similarity of the anchor and the candidate's title."""
        return self.rows.candidates["jaro"][self._candidate] / np.float32(255)
