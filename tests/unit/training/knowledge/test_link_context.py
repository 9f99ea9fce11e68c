"""Tokens next to links and to parts of labels, and letters that touch links, are written."""

from __future__ import annotations

import json
from math import log

import numpy as np
import pytest

from linking.analysis import ArticleQuery, Stages
from linking.store.quantization import MAX_LOG_RATIO, dequantize_log_ratio, dequantize_probability
from tests.helpers.linking.articles import all_mentions
from tests.helpers.training.counted import CountedWiki
from training.knowledge import link_context


def test_tokens_and_letters_next_to_links_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr(link_context, "MIN_TOKEN_OCCURRENCES", 2)
    pages = {f"Text {number}": "near [[Fal]]an and near it, gor[[Fal]]." for number in range(3)}
    counted = CountedWiki(tmp_path, {"Fal": "A river.", **pages})
    follows, precedes = dequantize_probability(np.array(counted.open().tries.words.get("near")[:2], np.float32))
    assert follows == pytest.approx((3 + 0.24) / (6 + 3), abs=0.01)
    assert precedes == pytest.approx(0.24 / 9, abs=0.01)
    affixes = json.loads((counted.built / "affixes.json").read_text())
    assert affixes == {"suffixes": {"an": 3}, "prefixes": {"gor": 3}, "parts": {"before": {}, "after": {}}}
    analyzed = counted.reader().analyze(ArticleQuery("New", "Falan gorfal fals"), Stages())
    assert [(m.start, m.end, m.suffix, m.prefix) for m in sorted(all_mentions(analyzed))] == [
        (0, 5, 0, 0),
        (6, 12, 0, 0),
    ]


def ratio(parts: float, labels: float, share: float) -> float:
    """The log odds ratio of a token next to this many parts and labels, where `share` of all are parts."""
    return log((parts + share / 2) / (labels + (1 - share) / 2)) - log(share / (1 - share))


def test_ratios_of_parts_of_labels_to_labels_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr(link_context, "MIN_TOKEN_OCCURRENCES", 1)
    pages = {f"Text {number}": "by [[Fal]], by [[House|house of Fal]]; old." for number in range(4)}
    counted = CountedWiki(tmp_path, {"Fal": "A river.", "House": "A.", "Once": "to [[Fal]]", **pages})
    words = counted.open().tries.words
    share_before, share_after = (4 + 0.5) / (4 + 9 + 1), (4 + 0.5) / (4 + 9 + 1)  # 4 parts and 9 labels on each side
    expected = {
        "by": (ratio(0, 8, share_before), 0),
        "to": (ratio(0, 1, share_before), 0),
        "of": (ratio(4, 0, share_before), ratio(4, 0, share_after)),
        ",": (0, ratio(0, 4, share_after)),
        "old": (0, 0),
    }
    found = {word: dequantize_log_ratio(np.array(words.get(word)[2:], np.float32)).tolist() for word in expected}
    for word, ratios in expected.items():
        assert found[word] == pytest.approx(ratios, abs=0.03), word
    assert found["by"][0] < found["to"][0] < 0 < found["of"][0] < MAX_LOG_RATIO


def test_large_ratios_are_cut_off(tmp_path, monkeypatch):
    monkeypatch.setattr(link_context, "MIN_TOKEN_OCCURRENCES", 1)
    text = "[[House|house of Fal]]; " * 300 + "by [[Fal]]. " * 300
    counted = CountedWiki(tmp_path, {"Fal": "A river.", "House": "A.", "Text": text})
    words = counted.open().tries.words
    share = (300 + 0.5) / (300 + 600 + 1)
    assert ratio(300, 0, share) > MAX_LOG_RATIO
    assert ratio(0, 300, share) < -MAX_LOG_RATIO
    assert dequantize_log_ratio(np.array(words.get("of")[2:], np.float32)).tolist() == [MAX_LOG_RATIO, MAX_LOG_RATIO]
    assert dequantize_log_ratio(np.array(words.get("by")[2:], np.float32)).tolist() == [-MAX_LOG_RATIO, 0]


def test_rare_tokens_are_not_written(counted, opened):
    assert 0 < counted.token_counts("county")[0] < link_context.MIN_TOKEN_OCCURRENCES <= counted.token_counts("the")[0]
    assert opened.tries.words.get("county") is None
    assert opened.tries.words.get("the") is not None
