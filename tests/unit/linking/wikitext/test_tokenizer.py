"""The nodes of pages, by mwparserfromhell's tokenizer and by the compiled module that follows it."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.wikitext import tokenizer
from linking.wikitext.article import parse
from linking.wikitext.token_walk import PageNodes
from linking.wikitext.tokenizer import read_compiled_outline, read_nodes
from tests.helpers.cases import cases
from tests.helpers.linking.accelerated import needs
from tests.helpers.linking.generated_wikitext import HOSTILE, PAGES, changed_pages
from tests.helpers.linking.outlines import comparable

COMPILED = needs("wikitext")
CASES = cases("outlines.yaml")
OUTLINES = [text for module in CASES.values() for texts in module.values() for text in texts]
ANY_PAGES = st.one_of(PAGES, changed_pages())


def tokenized(wikitext: str) -> PageNodes:
    with patch.object(tokenizer, "_compiled", None):
        return read_nodes(wikitext)


def check(wikitext: str) -> None:
    page = tokenized(wikitext)
    assert read_nodes(wikitext) == page
    outline = read_compiled_outline(wikitext)
    assert outline is None or comparable(outline) == comparable(page)


@COMPILED
@given(ANY_PAGES)
def test_any_page_has_the_same_nodes(wikitext: str) -> None:
    check(wikitext)


@COMPILED
@pytest.mark.parametrize("wikitext", [case["wikitext"] for case in cases("wikitext.yaml")] + OUTLINES)
def test_the_examples_have_the_same_nodes(wikitext: str) -> None:
    check(wikitext)


@COMPILED
@pytest.mark.parametrize("wikitext", CASES["compiled"]["read"])
def test_broken_pages_are_read_by_the_compiled_module(wikitext: str) -> None:
    assert read_compiled_outline(wikitext)
    check(wikitext)


@COMPILED
@pytest.mark.parametrize("wikitext", CASES["compiled"]["declined"])
def test_what_is_uncertain_is_left_to_the_tokenizer(wikitext: str) -> None:
    assert read_compiled_outline(wikitext) is None
    check(wikitext)


@COMPILED
@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_have_the_same_nodes(markup: str) -> None:
    check(markup * 200)


@COMPILED
@pytest.mark.parametrize("depth", [99, 100, 101, 399, 400, 2_000])
def test_nodes_in_nodes_and_headings_in_headings_are_read_as_deep_as_the_tokenizer_reads(depth: int) -> None:
    for opening, closing in [("{{a|", "}}"), ("[[a|", "]]"), ("<b>", "</b>"), ("{|\n|\n", "\n|}"), ("=", "a=")]:
        check(opening * depth + closing * depth)


@COMPILED
@given(ANY_PAGES)
def test_an_article_is_the_same_without_the_compiled_module(wikitext: str) -> None:
    article = parse(wikitext)
    with patch.object(tokenizer, "_compiled", None):
        assert parse(wikitext) == article


@pytest.mark.parametrize("has_compiled", [False, pytest.param(True, marks=COMPILED)])
def test_a_null_character_is_text(has_compiled: bool) -> None:
    with patch.object(tokenizer, "_compiled", tokenizer._compiled if has_compiled else None):
        assert read_nodes("a\x00 [[b]]") == PageNodes([(0, "a\x00 ")], set(), [(3, 8, "b", "b", True)], [])


def test_without_the_compiled_module_there_is_no_outline() -> None:
    with patch.object(tokenizer, "_compiled", None):
        assert read_compiled_outline("a") is None


@COMPILED
@pytest.mark.parametrize("wikitext", [None, b"a", 1])
def test_only_a_page_is_read(wikitext: object) -> None:
    with pytest.raises(TypeError):
        read_nodes(wikitext)  # type: ignore[arg-type]
