"""Articles that are linked from the same articles have similar vectors."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from linking.store.record_layout import VECTOR_DIMENSIONS
from training.knowledge.page_vectors import PageVectors, factorize, link_matrix

Links = NDArray[np.int64]


def matrix_of(links: Links, size: int) -> scipy.sparse.csr_array:
    """Return the link matrix of (source, target) rows."""
    source, target = links[np.lexsort((links[:, 0], links[:, 1]))].T
    return link_matrix(source, target, np.bincount(target, minlength=size))


def all_vectors(found: PageVectors) -> NDArray[np.int8]:
    return found.of_targets(0, found.links.shape[0])


def cosines(found: NDArray[np.int8]) -> NDArray[np.float64]:
    unit = found.astype(np.float64) / 127
    return unit @ unit.T


def test_links_to_frequently_linked_articles_weigh_less():
    matrix = matrix_of(np.array([[1, 0], [1, 2], [3, 2]]), 4).toarray()
    rare, common = 1 / np.log(3), 1 / np.log(4)
    np.testing.assert_allclose(matrix, [[rare, 0], [0, 0], [common, common], [0, 0]], rtol=1e-6)


def test_only_targets_of_the_same_articles_are_similar():
    """Targets 0 to 4 and 5 to 9 have no source in common, and target 10 has no link."""
    random = np.random.default_rng(0)
    rows = [(10 + page, 5 * (page % 2) + target) for page in range(80) for target in random.choice(5, 3, replace=False)]
    found = cosines(all_vectors(factorize(matrix_of(np.array(rows), 90), 0)))
    assert np.abs(found[:5, 5:10]).max() < 0.05
    assert np.abs(found[10]).max() == 0


@pytest.mark.parametrize("size", [1, 5])
def test_without_links_all_vectors_are_zero(size):
    found = all_vectors(factorize(matrix_of(np.zeros((0, 2), np.int64), size), 0))
    assert found.shape == (size, VECTOR_DIMENSIONS)
    assert not found.any()


def test_the_factorization_approximates_the_singular_value_decomposition():
    links = np.unique(np.random.default_rng(1).integers(0, 300, (9000, 2)), axis=0)
    matrix = matrix_of(links[links[:, 1] < 90], 300)
    left, values, _ = np.linalg.svd(matrix.toarray()[:90], full_matrices=False)
    exact = (left * values)[:, :VECTOR_DIMENSIONS]
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    error = np.abs(cosines(factorize(matrix, 0).of_targets(0, 90)) - exact @ exact.T)
    assert error.mean() < 0.02


@given(st.sets(st.tuples(st.integers(0, 20), st.integers(0, 9)), max_size=60), st.integers(0, 3), st.integers(0, 21))
def test_vectors_have_unit_length_and_are_reproducible(links, seed, cut):
    matrix = matrix_of(np.array(sorted(links), np.int64).reshape(-1, 2), 21)
    found = factorize(matrix, seed)
    whole = all_vectors(found)
    np.testing.assert_array_equal(whole, all_vectors(factorize(matrix, seed)))
    np.testing.assert_array_equal(whole, np.concatenate([found.of_targets(0, cut), found.of_targets(cut, 21)]))
    lengths = np.linalg.norm(whole.astype(np.float64), axis=1)
    linked = np.isin(np.arange(21), [target for _, target in links])
    assert (np.abs(lengths[linked] - 127) < 8).all()
    assert not lengths[~linked].any()
