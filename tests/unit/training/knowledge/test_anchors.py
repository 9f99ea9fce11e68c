"""Anchors have counts and candidates."""

from __future__ import annotations

import numpy as np
import pytest

from linking.store.quantization import dequantize_probability
from linking.store.record_layout import REDIRECT_TITLE, TITLE, TITLE_WITHOUT_PARENTHESES
from tests.helpers.training.counted import CountedWiki, anchor_of
from training.knowledge import anchors


def test_an_anchor_has_its_counts(opened):
    anchor, _ = anchor_of(opened, "fal")
    assert anchor["link_articles"] == 2
    assert anchor["text_articles"] == 3
    assert anchor["link_uses"] == 3
    assert anchor["text_uses"] == 6
    probabilities = dequantize_probability(anchor["case_link_probability"].astype(np.float32))
    assert probabilities[0] == pytest.approx(0.2 / 2, abs=0.01)
    assert probabilities[1] == pytest.approx(2.2 / 4, abs=0.01)
    assert probabilities[2] == pytest.approx(0.2, abs=0.01)
    assert np.expm1(anchor["case_articles"].astype(float)) == pytest.approx([1, 3, 0, 0], abs=0.01)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("fal", {"Fal": (2, TITLE), "Fal (god)": (1, TITLE_WITHOUT_PARENTHESES)}),
        ("fal (god)", {"Fal (god)": (0, TITLE)}),
        ("old fal", {"Fal": (0, REDIRECT_TITLE)}),
        ("river", {"Fal": (1, 0)}),
        ("kernow", {"Kernow": (3, TITLE)}),
        ("three", {"Three": (0, TITLE)}),
    ],
)
def test_candidates_are_sorted_by_frequency_and_have_flags(opened, text, candidates):
    _, found = anchor_of(opened, text)
    assert list(found.items()) == list(candidates.items())


def test_ranges_of_texts_give_the_same_anchors_as_all_texts(counted, monkeypatch):
    built = []
    original = anchors.build_anchors

    def both(inputs, low, high):
        built.append((original(inputs, low, high, 3), original(inputs, low, high)))
        return built[-1][1]

    monkeypatch.setattr(anchors, "build_anchors", both)
    counted.build(counted.corpus.split.groups_excluding(None, include_validation=True), "again")
    pieces, whole = built[0]
    for name in ("texts", "anchors", "candidates", "offsets"):
        np.testing.assert_array_equal(getattr(pieces, name), getattr(whole, name))


def test_common_words_are_no_anchors_and_rare_targets_no_candidates(tmp_path, monkeypatch):
    monkeypatch.setattr(anchors, "MIN_COMMON_WORD_ARTICLES", 5)
    monkeypatch.setattr(anchors, "MAX_COMMON_WORD_LINK_SHARE", 0.3)
    monkeypatch.setattr(anchors, "CANDIDATES_PER_ANCHOR", 2)
    targets = {name: f"Page {name}." for name in "ABCD"}
    pages = {f"Text {number}": "the many [[Kernow]]." for number in range(8)}
    links = {
        "Linker": "[[A|the]] [[A|x]] [[B|x]] [[C|x]]",
        "Other": "[[C|x]] the x",
        "Third": "[[C|x]] and [[B|x]] the",
    }
    opened = CountedWiki(tmp_path, {"Kernow": "K.", **targets, **pages, **links}).open()
    assert "the" not in opened.tries.anchors
    assert "kernow" in opened.tries.anchors
    assert list(anchor_of(opened, "x")[1].items()) == [("C", (3, 0)), ("B", (2, 0))]


def test_excluded_pages_are_not_candidates(tmp_path):
    pages = {
        "Fal": "A river.",
        "Fal (disambiguation)": "{{disambig}}\n[[Fal]]",
        "One": "[[Fal (disambiguation)|Fal]] and [[Fal]].",
    }
    counted = CountedWiki(tmp_path, pages)
    opened = counted.open()
    assert list(anchor_of(opened, "fal")[1]) == ["Fal"]
    key = opened.tries.titles["Fal (disambiguation)"]
    assert opened.pages.get_many([key]) == {}
