"""The page table has the features of articles and the targets of redirects."""

from __future__ import annotations

import numpy as np
import pytest

from linking.store.lookups import open_sqlite
from linking.store.record_layout import decode_pages, decode_redirect
from training.knowledge import page_table


def test_a_page_has_its_features(counted, opened):
    titles = opened.tries.titles
    keys = [titles[name] for name in ("Fal", "Kernow", "Two")]
    values = opened.pages.get_many([*keys, titles["Old Fal"]])
    assert decode_redirect(values[titles["Old Fal"]]) == titles["Fal"]
    fal, kernow, two = decode_pages([values[key] for key in keys])
    assert (fal["incoming"], kernow["incoming"], two["incoming"]) == (3, 3, 0)
    assert (fal["outgoing"], two["outgoing"]) == (0, 3)
    assert np.expm1(float(kernow["length"])) == pytest.approx(len("A county, of old."), abs=0.1)
    # of the anchors whose top candidate is Fal (fal, old fal, river, water), 2 + 0 + 1 + 1 of 3 + 0 + 3 + 1 are linked
    assert float(fal["link_rate"]) == pytest.approx(4.2 / 8, abs=0.001)
    assert np.linalg.norm(fal["vector"].astype(float)) == pytest.approx(127, abs=5)


def test_a_sample_of_the_sources_is_taken_if_there_are_many(counted, monkeypatch):
    """The vectors of a sample without any article are 0; the counts are those of all articles."""
    monkeypatch.setattr(page_table, "MAX_SOURCES", 0)
    built = counted.build(counted.corpus.split.groups_excluding(None, include_validation=True), "sampled")
    opened = open_sqlite(built)
    key = opened.tries.titles["Fal"]
    (fal,) = decode_pages([opened.pages.get_many([key])[key]])
    opened.close()
    assert fal["incoming"] == 3
    assert not fal["vector"].any()
