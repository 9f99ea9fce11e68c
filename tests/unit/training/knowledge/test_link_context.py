"""Tokens next to links and letters that touch links are written."""

from __future__ import annotations

import json

import numpy as np
import pytest

from linking.analysis import ArticleQuery, Stages
from linking.store.quantization import dequantize_probability
from tests.helpers.linking.articles import all_mentions
from tests.helpers.training.counted import CountedWiki
from training.knowledge import link_context


def test_tokens_and_letters_next_to_links_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr(link_context, "MIN_TOKEN_OCCURRENCES", 2)
    pages = {f"Text {number}": "near [[Fal]]an and near it, gor[[Fal]]." for number in range(3)}
    counted = CountedWiki(tmp_path, {"Fal": "A river.", **pages})
    follows, precedes = dequantize_probability(np.array(counted.open().tries.words.get("near"), np.float32))
    assert follows == pytest.approx((3 + 0.24) / (6 + 3), abs=0.01)
    assert precedes == pytest.approx(0.24 / 9, abs=0.01)
    affixes = json.loads((counted.built / "affixes.json").read_text())
    assert affixes == {"suffixes": {"an": 3}, "prefixes": {"gor": 3}, "parts": {"before": {}, "after": {}}}
    analyzed = counted.reader().analyze(ArticleQuery("New", "Falan gorfal fals"), Stages())
    assert [(m.start, m.end, m.suffix, m.prefix) for m in sorted(all_mentions(analyzed))] == [
        (0, 5, 0, 0),
        (6, 12, 0, 0),
    ]


def test_rare_tokens_are_not_written(counted, opened):
    assert 0 < counted.token_counts("county")[0] < link_context.MIN_TOKEN_OCCURRENCES <= counted.token_counts("the")[0]
    assert opened.tries.words.get("county") is None
    assert opened.tries.words.get("the") is not None
