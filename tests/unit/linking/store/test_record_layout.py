"""Records of the lookup tables are encoded and decoded without loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.store.record_layout import (
    ANCHOR,
    CANDIDATE,
    IMPORTED,
    IMPORTED_VECTOR,
    PAGE,
    REDIRECT,
    VECTOR_DIMENSIONS,
    decode_anchors,
    decode_pages,
    decode_redirect,
    is_redirect,
    page_layout,
)

NUMBERS = st.integers(0, 2**32 - 1)
CANDIDATES = st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(0, 7), st.integers(0, 255)), max_size=10)
ANCHORS = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.tuples(*[st.integers(0, 255)] * 4))


@given(st.lists(st.tuples(ANCHORS, CANDIDATES), max_size=5))
def test_anchors(rows):
    values = []
    for header, candidates in rows:
        anchor = np.array([(*header, (0, 1, 2, 3))], ANCHOR)
        values.append(anchor.tobytes() + np.array(candidates, CANDIDATE).tobytes())
    decoded = decode_anchors(values)
    assert len(decoded.anchors) == len(rows)
    for number, (header, candidates) in enumerate(rows):
        found = decoded.anchors[number]
        assert (*found.tolist()[:4], tuple(found["case_link_probability"])) == header
        own = decoded.candidates[decoded.offsets[number] : decoded.offsets[number + 1]]
        assert own.tolist() == candidates


@pytest.mark.parametrize("dimensions", [0, 3])
def test_pages(dimensions):
    pages = np.zeros(4, page_layout(dimensions))
    pages["incoming"] = [1, 2, 3, 2**32 - 1]
    pages["vector"] = np.arange(4 * VECTOR_DIMENSIONS).reshape(4, -1) % 255 - 127
    if dimensions:
        pages[IMPORTED_VECTOR] = np.arange(12, dtype=IMPORTED).reshape(4, 3)
    assert (decode_pages([page.tobytes() for page in pages]) == pages).all()


def test_no_pages():
    assert decode_pages([]).shape == (0,)
    assert decode_pages([]).dtype == PAGE


@given(NUMBERS)
def test_redirects_are_recognized(key):
    value = np.array([key], REDIRECT).tobytes()
    assert is_redirect(value)
    assert decode_redirect(value) == key
    assert not is_redirect(np.zeros(1, PAGE).tobytes())


def test_records_are_packed():
    """Bundles hold millions of records, and other programs may read them."""
    assert (ANCHOR.itemsize, CANDIDATE.itemsize, PAGE.itemsize, REDIRECT.itemsize) == (28, 10, 74, 4)
