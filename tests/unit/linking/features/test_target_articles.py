"""Article records are decoded, and each pair finds the row of its target."""

from __future__ import annotations

import numpy as np
import pytest

from linking.features.target_articles import TargetArticles
from linking.store.record_layout import PAGE


@pytest.fixture(scope="module")
def targets() -> TargetArticles:
    records = np.zeros(3, PAGE)
    records["incoming"] = [1, 2, 3]
    records["vector"][:, 0] = [127, -127, 0]
    articles = {key: record.tobytes() for key, record in zip((30, 10, 20), records, strict=True)}
    return TargetArticles.decode(articles, np.array([20, 10, 20]), frozenset({30, 99}), np.array([10, 99]))


def test_records_are_in_order_of_their_keys(targets):
    assert targets.records["incoming"].tolist() == [2, 3, 1]


def test_each_pair_has_the_record_of_its_target(targets):
    assert targets.row.tolist() == [1, 0, 1]
    assert targets.target_records["incoming"].tolist() == [3, 2, 3]


def test_existing_links_without_a_record_are_left_out(targets):
    assert targets.existing_link_rows.tolist() == [2]


def test_a_top_candidate_without_a_record_has_no_row(targets):
    assert targets.top_row.tolist() == [0, -1]


def test_vectors_have_unit_length(targets):
    assert targets.vectors[:, 0].tolist() == [-1, 0, 1]
    assert targets.vectors.dtype == np.float32
