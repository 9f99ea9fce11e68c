"""Answers do not change by accident; tests/golden/golden.py says how to change them on purpose."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("duckdb", reason="the look-ups are built by the code that trains")

from tests.golden import golden


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    return golden.answers(golden.build_lookups(tmp_path_factory.mktemp("golden")))


@pytest.fixture(scope="module")
def expected():
    return [json.loads(line) for line in golden.ANSWERS.read_text(encoding="utf-8").splitlines()]


def test_the_same_links_are_recommended(answers, expected):
    """Each with its place, its target and its match_index, in each of the articles."""
    assert len(expected) == golden.ARTICLES
    for answer, known in zip(answers, expected, strict=True):
        assert answer["title"] == known["title"]
        assert [link[:-1] for link in answer["links"]] == [link[:-1] for link in known["links"]], known["title"]


def test_the_scores_are_the_same(answers, expected):
    """To the fourth digit: the sums of floating-point numbers are not alike on all processors."""
    found = [link[-1] for answer in answers for link in answer["links"]]
    assert found == pytest.approx([link[-1] for answer in expected for link in answer["links"]], abs=1e-4)


def test_there_is_something_to_compare(expected):
    assert sum(len(answer["links"]) for answer in expected) > 2 * golden.ARTICLES
