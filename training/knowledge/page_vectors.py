"""Vectors of articles: who is linked from the same articles points the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from linking.store.record_layout import VECTOR_DIMENSIONS

OVERSAMPLING, ROUNDS = 10, 5
MOST_SOURCES = 200_000
"""Articles whose links are factorised: a sample of them gives the same directions, in bounded memory."""
_BLOCK = 50_000
"""Targets, or sources, that are dense in memory at once, besides the basis."""


def link_matrix(
    source: NDArray[Any], target: NDArray[Any], incoming: NDArray[Any]
) -> scipy.sparse.csr_array:  # targets are rows: their vectors are made block by block
    """Targets by sources, shape (len(incoming), different sources); a link weighs 1 / log(2 + incoming) of its target.

    source, target: the links, sorted by target.
    """
    place = np.zeros(len(incoming), np.int32)
    place[source] = 1
    sources = int(place.sum())
    np.cumsum(place, out=place)
    weight = (1.0 / np.log(2.0 + incoming)).astype(np.float32)
    counts = np.bincount(target, minlength=len(incoming))
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return scipy.sparse.csr_array((np.repeat(weight, counts), place[source] - 1, starts), (len(incoming), sources))


@dataclass(frozen=True, slots=True)
class Directions:
    """What links to a target, shape (targets, sources), and where each source points, shape (sources, dimensions)."""

    links: scipy.sparse.csr_array
    sources: NDArray[np.float32]

    def vectors(self, low: int, high: int) -> NDArray[np.int8]:
        """Unit vectors times 127 of the targets from `low` to `high`, shape (high - low, VECTOR_DIMENSIONS).

        Zeros where nothing links.
        """
        found = np.zeros((high - low, VECTOR_DIMENSIONS), np.float32)
        found[:, : self.sources.shape[1]] = self.links[low:high] @ self.sources
        found /= np.linalg.norm(found, axis=1, keepdims=True) + 1e-9
        return np.rint(127 * found).astype(np.int8)


def directions(links: scipy.sparse.csr_array, seed: int) -> Directions:
    """The directions in which targets differ most: left singular vectors, which give right ones times singular values.

    A randomised range finder (Halko, Martinsson, Tropp 2011, https://arxiv.org/abs/0909.4061). Only matrices with a row
    for each source are held; what has a row for each target is made in blocks and thrown away.
    """
    rank = min(VECTOR_DIMENSIONS, *links.shape)
    width = min(rank + OVERSAMPLING, links.shape[1])
    basis = np.random.default_rng(seed).standard_normal((links.shape[1], width), dtype=np.float32)
    if not (width and links.nnz):
        return Directions(links, np.zeros((links.shape[1], 0), np.float32))
    _orthonormalise(basis)
    for _ in range(ROUNDS):
        image = np.zeros_like(basis)
        for block in _blocks(links):
            image += block.T @ (block @ basis)
        basis = image
        _orthonormalise(basis)
    gram = np.zeros((width, width))
    for block in _blocks(links):
        gram += _gram(block @ basis)
    turned = np.linalg.eigh(gram)[1][:, ::-1][:, :rank].astype(np.float32)
    return Directions(links, basis @ turned)


def _blocks(links: scipy.sparse.csr_array) -> Iterator[scipy.sparse.csr_array]:
    for low in range(0, links.shape[0], _BLOCK):
        yield links[low : low + _BLOCK]


def _orthonormalise(basis: NDArray[np.float32]) -> None:
    """Turn and scale the columns, in place and in blocks: a QR decomposition takes three times the memory."""
    gram = np.zeros((basis.shape[1], basis.shape[1]))
    for low in range(0, len(basis), _BLOCK):
        gram += _gram(basis[low : low + _BLOCK])
    values, vectors = np.linalg.eigh(gram)
    known = values > 1e-12 * values[-1]
    scale = np.where(known, 1 / np.sqrt(np.where(known, values, 1)), 0)
    turn = (vectors * scale).astype(np.float32)
    for low in range(0, len(basis), _BLOCK):
        basis[low : low + _BLOCK] = basis[low : low + _BLOCK] @ turn


def _gram(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    exact = rows.astype(np.float64)
    return exact.T @ exact
