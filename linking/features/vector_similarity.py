"""Cosine similarity of the candidates' vectors to what the page is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class VectorSimilarity:
    """Cosines of shape (pairs,).

    The page has no vector of its own: the articles that it links and its confident mentions describe it.

    Attributes:
        vectors: Unit vectors, shape (articles, dimensions).
        mention: Index of each pair's mention, shape (pairs,).
        row: Row in `vectors` of each pair's candidate, shape (pairs,).
        existing_link_rows: Rows of the articles that the page links already, shape (existing links,).
        top_row: Row of each mention's most common candidate, shape (mentions,).
        weight: How much that candidate describes the page, 0 to 1, shape (mentions,).
    """

    vectors: Array
    mention: Array
    row: Array
    existing_link_rows: Array
    top_row: Array
    weight: Array

    @cached_property
    def _existing_links_sum(self) -> Array:
        return self.vectors[self.existing_link_rows].sum(axis=0)

    @cached_property
    def _candidates(self) -> Array:
        return self.vectors[self.row]

    @property
    def to_existing_links(self) -> Array:
        """Cosine of the candidate and the sum of the existing links; 0 on a page without links."""
        return cosines_with(self._existing_links_sum, self._candidates)

    @cached_property
    def to_context(self) -> Array:
        """Cosine of the candidate and the sum of existing links and confident mentions except the pair's own."""
        own = self.vectors[self.top_row] * self.weight[:, None]
        return cosines_by_mention(self._existing_links_sum + own.sum(axis=0) - own, self._candidates, self.mention)

    @property
    def margin(self) -> Array:
        """`to_context` minus that of the mention's best other candidate; 0 if the mention has no other.

        Candidates that share the best value are compared with the next lower one, or with -1 if there is none. Models
        are trained on these values, so a change needs new models.
        """
        similarity, size = self.to_context, len(self.weight)
        best, second = np.full(size, -1, np.float32), np.full(size, -1, np.float32)
        np.maximum.at(best, self.mention, similarity)
        is_best = similarity >= best[self.mention]
        np.maximum.at(second, self.mention, np.where(is_best, np.float32(-1), similarity))
        rival = np.where(is_best, second[self.mention], best[self.mention])
        alone = np.bincount(self.mention, minlength=size)[self.mention] == 1
        return np.where(alone, np.float32(0), similarity - rival)


def cosines_with(total: Array, candidates: Array) -> Array:
    """Return the cosines of a sum of vectors, shape (dimensions,), and of unit vectors, shape (pairs, dimensions)."""
    return candidates @ (total / (np.sqrt(total @ total) + 1e-6))


def cosines_by_mention(totals: Array, candidates: Array, mention: Array) -> Array:
    """Return the cosine of each pair's unit vector and the sum of vectors of its mention.

    Args:
        totals: Sums of vectors, shape (mentions, dimensions).
        candidates: Unit vectors, shape (pairs, dimensions).
        mention: Index of each pair's mention, shape (pairs,).
    """
    directions = totals / (np.sqrt(np.add.reduce(np.square(totals), axis=1, keepdims=True)) + 1e-6)
    return np.einsum("ij,ij->i", candidates, directions[mention])
