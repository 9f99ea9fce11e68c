"""Vectors of articles: articles that are linked from the same articles have similar vectors.

References:
    Halko, Martinsson, Tropp: Finding structure with randomness. 2011. https://arxiv.org/abs/0909.4061
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from linking.store.record_layout import VECTOR_DIMENSIONS

OVERSAMPLING, POWER_ITERATIONS = 10, 5
MAX_SOURCES = 200_000
"""The links of this many articles are factorized. A sample gives the same directions in bounded memory."""
_ROWS_AT_ONCE = 50_000
"""Rows of the products with the link matrix that are dense in memory at once."""


def link_matrix(source: NDArray[Any], target: NDArray[Any], incoming: NDArray[Any]) -> scipy.sparse.csr_array:
    """Return the weighted link matrix, with a row for each target and a column for each source that occurs.

    Args:
        source: Keys of the linking articles, sorted by target; shape (links,).
        target: Keys of the linked articles, in ascending order; shape (links,).
        incoming: Number of incoming links; shape (titles,). A link has the weight 1 / log(2 + incoming).

    Returns:
        A matrix of the shape (titles, sources).
    """
    column = np.zeros(len(incoming), np.int32)
    column[source] = 1
    sources = int(column.sum())
    np.cumsum(column, out=column)
    weight = (1.0 / np.log(2.0 + incoming)).astype(np.float32)
    counts = np.bincount(target, minlength=len(incoming))
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return scipy.sparse.csr_array((np.repeat(weight, counts), column[source] - 1, starts), (len(incoming), sources))


@dataclass(frozen=True, slots=True)
class PageVectors:
    """The vectors of all targets, computed on demand.

    Attributes:
        links: The link matrix; shape (titles, sources).
        components: The right singular vectors; shape (sources, dimensions).
    """

    links: scipy.sparse.csr_array
    components: NDArray[np.float32]

    def of_targets(self, low: int, high: int) -> NDArray[np.int8]:
        """Return unit vectors, multiplied by 127, of the keys in [low, high); shape (high - low, VECTOR_DIMENSIONS).

        The vectors of pages without incoming links are 0.
        """
        vectors = np.zeros((high - low, VECTOR_DIMENSIONS), np.float32)
        vectors[:, : self.components.shape[1]] = self.links[low:high] @ self.components
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
        return np.rint(127 * vectors).astype(np.int8)


def factorize(links: scipy.sparse.csr_array, seed: int) -> PageVectors:
    """Return the truncated singular value decomposition of the link matrix, by randomized subspace iteration.

    Only arrays with a row for each source are kept in memory. Arrays with a row for each target are made in blocks.

    Args:
        links: The link matrix; shape (titles, sources).
        seed: Seed of the initial random basis.
    """
    rank = min(VECTOR_DIMENSIONS, *links.shape)
    width = min(rank + OVERSAMPLING, links.shape[1])
    basis = np.random.default_rng(seed).standard_normal((links.shape[1], width), dtype=np.float32)
    if not (width and links.nnz):
        return PageVectors(links, np.zeros((links.shape[1], 0), np.float32))
    _orthonormalize(basis)
    for _ in range(POWER_ITERATIONS):
        image = np.zeros_like(basis)
        for block in _row_blocks(links):
            image += block.T @ (block @ basis)
        basis = image
        _orthonormalize(basis)
    gram = np.zeros((width, width))
    for block in _row_blocks(links):
        gram += _gram(block @ basis)
    rotation = np.linalg.eigh(gram)[1][:, ::-1][:, :rank].astype(np.float32)
    return PageVectors(links, basis @ rotation)


def _row_blocks(links: scipy.sparse.csr_array) -> Iterator[scipy.sparse.csr_array]:
    for low in range(0, links.shape[0], _ROWS_AT_ONCE):
        yield links[low : low + _ROWS_AT_ONCE]


def _orthonormalize(basis: NDArray[np.float32]) -> None:
    """Orthonormalize the columns in place and in blocks. A QR decomposition takes three times the memory."""
    gram = np.zeros((basis.shape[1], basis.shape[1]))
    for low in range(0, len(basis), _ROWS_AT_ONCE):
        gram += _gram(basis[low : low + _ROWS_AT_ONCE])
    values, vectors = np.linalg.eigh(gram)
    significant = values > 1e-12 * values[-1]
    scale = np.where(significant, 1 / np.sqrt(np.where(significant, values, 1)), 0)
    transform = (vectors * scale).astype(np.float32)
    for low in range(0, len(basis), _ROWS_AT_ONCE):
        basis[low : low + _ROWS_AT_ONCE] = basis[low : low + _ROWS_AT_ONCE] @ transform


def _gram(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    exact = rows.astype(np.float64)
    return exact.T @ exact
