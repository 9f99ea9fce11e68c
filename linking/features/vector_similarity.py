"""How near the candidates' vectors are to what the article is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Nearness:
    """Cosines, shape (pairs,).

    vectors: unit vectors, shape (pages, dimensions). mention, row: of each pair, its mention and its candidate's row in
    `vectors`. kept: rows of the articles that the page links. top, weight: of each mention, the row of what it most
    likely means, and how much it tells about the page.
    """

    vectors: Array
    mention: Array
    row: Array
    kept: Array
    top: Array
    weight: Array

    @cached_property
    def _kept_sum(self) -> Array:
        return self.vectors[self.kept].sum(axis=0)

    @cached_property
    def _candidates(self) -> Array:
        return self.vectors[self.row]

    @property
    def links(self) -> Array:
        """Of the candidate and the articles that the page links; 0 where it links none."""
        total = self._kept_sum
        return self._candidates @ (total / (np.sqrt(total @ total) + 1e-6))

    @cached_property
    def context(self) -> Array:
        """Of the candidate and the page's links and confident mentions, its own mention left out."""
        own = self.vectors[self.top] * self.weight[:, None]
        others = self._kept_sum + own.sum(axis=0) - own
        others /= np.sqrt(np.square(others).sum(axis=1, keepdims=True)) + 1e-6
        return np.einsum("ij,ij->i", self._candidates, others[self.mention])

    @property
    def lead(self) -> Array:
        """`context` less that of the mention's best other candidate; 0 where there is none."""
        near, size = self.context, len(self.weight)
        best, second = np.full(size, -1, np.float32), np.full(size, -1, np.float32)
        np.maximum.at(best, self.mention, near)
        is_best = near >= best[self.mention]
        np.maximum.at(second, self.mention, np.where(is_best, np.float32(-1), near))
        rival = np.where(is_best, second[self.mention], best[self.mention])
        alone = np.bincount(self.mention, minlength=size)[self.mention] == 1
        return np.where(alone, np.float32(0), near - rival)
