"""Outlines of whole pages: as the tokenizer finds them, or none."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.helpers.cases import cases
from tests.helpers.linking.generated_wikitext import HOSTILE, PAGES, changed_pages
from tests.helpers.linking.outlines import scanned, tokenized


def check(wikitext: str) -> None:
    wikitext = wikitext.replace("\x00", "")  # the tokenizer ends there
    found = scanned(wikitext)
    assert found is None or found == tokenized(wikitext)


@given(PAGES)
def test_any_markup_is_read_as_the_tokenizer_reads_it(wikitext):
    check(wikitext)


@given(changed_pages())
def test_broken_pages_are_read_as_the_tokenizer_reads_them(wikitext):
    check(wikitext)


@pytest.mark.parametrize("case", cases("wikitext.yaml"), ids=lambda case: case["case"])
def test_the_examples_are_read_as_the_tokenizer_reads_them(case):
    check(case["wikitext"])


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_are_read_as_the_tokenizer_reads_them(markup):
    check(markup * 100)


def test_the_end_of_a_page_ends_its_last_text():
    assert scanned("a [[b]] c") == ([(0, "a "), (7, " c")], set(), [(2, 7, "b", "b", True)], [])


def test_an_empty_page_has_no_nodes():
    assert scanned("") == ([], set(), [], [])
