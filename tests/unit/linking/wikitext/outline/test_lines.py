"""The scan's reading of lines: as the tokenizer, or not at all."""

from __future__ import annotations

import pytest

from tests.helpers.cases import cases
from tests.helpers.linking.outlines import scanned, tokenized

CASES = cases("outlines.yaml")["lines"]


@pytest.mark.parametrize("wikitext", CASES["read"])
def test_what_the_scan_reads_is_what_the_tokenizer_finds(wikitext):
    assert scanned(wikitext) == tokenized(wikitext)


@pytest.mark.parametrize("wikitext", CASES["declined"])
def test_what_is_uncertain_is_declined(wikitext):
    assert scanned(wikitext) is None
