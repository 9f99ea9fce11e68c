"""Articles that have fewer links than others of their length and structure come first."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from linking.text.titles import Site
from linking.wikitext.article import parse
from training.pipeline.underlinked import UNDERLINKED, ArticleMeasure, compute_needs, measure, write_in_order


def test_an_article_is_measured_by_its_running_text():
    text = "Some [[words]] and {{a|template}} of [[a|two words]]\n== One ==\nMore.\n=== Two ===\n[[File:A.jpg|no]]"
    assert measure(parse(text), Site("testwiki", "en")) == ArticleMeasure(words=7, links=2, sections=2)


def needs_of(*articles: tuple[int, int, int]):
    return compute_needs(*np.array(articles, float).T)


def test_the_need_is_the_share_of_missing_links():
    """Forty articles of 100 words have 10 links, one has none, one has 4 and one has more."""
    found = needs_of(*[(100, 10, 0)] * 40, (100, 0, 0), (100, 4, 0), (100, 20, 0))
    assert found.expected.tolist() == pytest.approx([10.0] * 43)
    assert found.need[[0, 40, 41, 42]].tolist() == pytest.approx([0, 10 / 11, 6 / 11, 0])
    assert set(found.compared.tolist()) == {43}


def test_articles_are_compared_with_those_of_their_length_and_structure():
    found = needs_of(*[(100, 10, 0)] * 20, *[(100, 2, 5)] * 20, *[(1000, 20, 0)] * 20)
    assert found.expected[[0, 20, 40]].tolist() == pytest.approx([10, 2, 20])
    assert set(found.compared.tolist()) == {20}
    assert not found.need.any()


def test_few_articles_of_a_structure_are_compared_with_all_of_their_length():
    found = needs_of(*[(100, 10, 0)] * 30, *[(100, 2, 5)] * 3)
    assert found.expected[30] == pytest.approx(10)
    assert found.compared[30] == 33


def test_short_articles_come_after_long_ones_that_lack_the_same_share():
    found = needs_of(*[(20, 2, 0)] * 30, *[(500, 50, 0)] * 30, (20, 0, 0), (500, 0, 0))
    assert found.need[60] < found.need[61]


def test_empty_articles_need_nothing():
    assert needs_of((0, 0, 0), (0, 0, 0)).need.tolist() == [0.0, 0.0]


def test_lines_are_written_in_the_order_of_need_and_explain_it(tmp_path: Path):
    lines = [(100, 10, 1)] * 20 + [(100, 4, 2), (100, 0, 3), (100, 0, 0)]
    unordered, out = tmp_path / "unordered", tmp_path / "out.jsonl"
    with unordered.open("w") as file:
        for number, (words, links, found) in enumerate(lines):
            meta = {UNDERLINKED: {"words": words, "links": links, "sections": 0}}
            file.write(json.dumps({"pageid": number, "links_count": found, "meta": meta}) + "\n")
    assert write_in_order(unordered, out, min_links=1) == 22
    written = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["pageid"] for line in written] == [21, 20, *range(20)]
    assert written[0]["meta"][UNDERLINKED] == {
        "words": 100,
        "links": 0,
        "sections": 0,
        "need": 0.909,
        "expected_links": 10.0,
        "compared_with": 23,
    }
    assert write_in_order(unordered, out, min_links=3) == 1


def test_no_articles_give_an_empty_file(tmp_path: Path):
    (tmp_path / "unordered").touch()
    assert write_in_order(tmp_path / "unordered", tmp_path / "out", 1) == 0
    assert (tmp_path / "out").read_bytes() == b""
