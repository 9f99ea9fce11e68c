"""The report says how many pages, candidates and anchors each kind of excluded page took."""

from __future__ import annotations

import numpy as np

from tests.helpers.training.counted import CountedWiki
from training.knowledge.excluded_candidates import ExcludedKind, count_excluded
from training.knowledge.lookup_builder import EXCLUDED

TEXTS = {
    "One": "See [[1999]], [[1999|that year]] and [[2000]].",
    "1999": "A year.",
    "2000": "A year.",
    "Ceres": "Text __DISAMBIG__",
}


def test_candidates_are_counted_by_kind(tmp_path):
    wiki = CountedWiki(tmp_path, TEXTS)
    corpus = wiki.corpus

    rows = count_excluded(corpus.excluded_counts, corpus.excluded_kinds, sums=corpus.sums, titles=corpus.titles)

    assert np.load(corpus.titles / EXCLUDED).any()
    assert rows == [
        ExcludedKind("series", pages=2, candidates=3, anchors=3, reasons={"number or year": 2}),
        ExcludedKind("disambiguation", pages=1, candidates=1, anchors=1, reasons={"disambiguation page": 1}),
    ]
