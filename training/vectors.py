"""Vectors of articles: who is linked from the same articles points the same way (RESEARCH: vectors)."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from linking.records import VECTOR_DIMENSIONS

OVERSAMPLING, ROUNDS = 10, 4
MOST_SOURCES = 300_000
"""Articles whose links are factorised: a sample of them gives the same directions, in bounded memory."""


def link_matrix(source: NDArray[Any], target: NDArray[Any], size: int) -> scipy.sparse.csr_array:
    """Articles by targets, shape (sources, size), a link weighing 1 / log(2 + incoming links) of its target."""
    incoming = np.bincount(target, minlength=size)
    rows = np.unique(source, return_inverse=True)[1]
    weight = (1.0 / np.log(2.0 + incoming[target])).astype(np.float32)
    return scipy.sparse.csr_array((weight, (rows, target)), shape=(int(rows.max(initial=-1)) + 1, size))


def target_vectors(links: scipy.sparse.csr_array, seed: int) -> NDArray[np.int8]:
    """A unit vector times 127 for each target, shape (targets, VECTOR_DIMENSIONS); zeros where nothing links to it.

    Right singular vectors times singular values, by a randomised range finder (Halko, Martinsson, Tropp 2011,
    https://arxiv.org/abs/0909.4061).
    """
    rank = min(VECTOR_DIMENSIONS, *links.shape)
    vectors = np.zeros((links.shape[1], VECTOR_DIMENSIONS), np.float32)
    if rank and links.nnz:
        if links.shape[0] > MOST_SOURCES:
            chosen = np.random.default_rng(seed).choice(links.shape[0], MOST_SOURCES, replace=False)
            links = links[np.sort(chosen)]
        vectors[:, :rank] = _right_factor(links, rank, seed)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    return np.rint(127 * vectors).astype(np.int8)


def _right_factor(links: scipy.sparse.csr_array, rank: int, seed: int) -> NDArray[np.float32]:
    width = min(rank + OVERSAMPLING, *links.shape)
    transposed = links.T.tocsr()
    start = np.random.default_rng(seed).standard_normal((links.shape[1], width), dtype=np.float32)
    basis = np.linalg.qr(links @ start)[0]
    for _ in range(ROUNDS):
        basis = np.linalg.qr(links @ np.linalg.qr(transposed @ basis)[0])[0]
    # links ~ basis @ small; the singular values and right vectors of `small` come from its small Gram matrix
    small = np.asarray(transposed @ basis)
    _, left = np.linalg.eigh((small.T @ small).astype(np.float64))
    factor: NDArray[np.float32] = (small @ left[:, ::-1][:, :rank]).astype(np.float32)
    return factor
