"""Parsing wikitext into running text, links and sections, with exact offsets."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import mwparserfromhell
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mwparserfromhell.nodes import Tag, Text
from mwparserfromhell.wikicode import Wikicode

from linking.wikitext import article as article_module
from linking.wikitext.article import Article, parse
from linking.wikitext.html_tags import WALKED_TAGS
from linking.wikitext.tokenizer_budget import MAX_MARKUP_COUNT
from tests.helpers.cases import cases
from tests.helpers.linking.generated_wikitext import HOSTILE, PAGES, changed_pages


def linkable(article: Article) -> list[str]:
    return [run.text.strip() for run in article.runs if run.linkable and run.text.strip(" \r\n.!#=")]


@pytest.mark.parametrize("case", cases("wikitext.yaml"), ids=lambda case: case["case"])
def test_wikitext_has_linkable_text_links_and_sections(case: dict[str, Any]) -> None:
    article = parse(case["wikitext"])
    assert linkable(article) == case["linkable"]
    if "links" in case:
        assert [link.title for link in article.links] == case["links"]
    if "sections" in case:
        assert [section.title for section in article.sections[1:]] == case["sections"]


@given(st.one_of(PAGES, changed_pages()))
def test_an_article_is_the_same_with_and_without_its_outline(wikitext: str) -> None:
    article = parse(wikitext)
    with patch.object(article_module, "read_outline", return_value=None):
        assert parse(wikitext) == article


def test_quotes_over_lines_are_left_to_the_tokenizer() -> None:
    """MediaWiki reads them differently, which takes all hidden nodes to find out."""
    article = parse("''a http://b.c\nd'' [[e]]")
    with patch.object(article_module, "read_outline", return_value=None):
        assert parse("''a http://b.c\nd'' [[e]]") == article


def test_a_run_has_the_index_of_its_section() -> None:
    article = parse("a\n== B ==\nc\n=== D ===\ne")
    runs = [(run.text.strip(), run.section) for run in article.runs if run.text.strip()]
    assert runs == [("a", 0), ("c", 1), ("e", 2)]


def test_a_section_has_the_level_and_offset_of_its_heading() -> None:
    assert parse("a\n== B ==\nc\n=== D ===\ne").sections == (("", 0, 0), ("B", 2, 2), ("D", 3, 12))


def test_a_link_has_its_offsets_and_label_and_may_be_outside_the_running_text() -> None:
    wikitext = "[[a|b]] {{t|[[c]]}}"
    links = parse(wikitext).links
    assert [(link.title, link.label, wikitext[link.start : link.end], link.in_running_text) for link in links] == [
        ("a", "b", "[[a|b]]", True),
        ("c", "c", "[[c]]", False),
    ]


def test_text_that_parsoid_may_hide_is_missing_in_one_model() -> None:
    models = parse("one -{two}- three").page_models
    assert models == (((0, "one -{two}- three"),), ((0, "one "), (11, " three")))


def test_text_that_parsoid_may_show_is_added_in_one_model() -> None:
    models = parse("one <foo>two</foo> three").page_models
    assert models == (
        ((0, "one "), (18, " three")),
        ((0, "one "), (4, "<foo>two</foo>"), (18, " three")),
    )


def test_ordinary_text_has_one_model() -> None:
    assert parse("one [[two]] three").page_models == (((0, "one "), (11, " three")),)


def test_a_nul_keeps_its_place() -> None:
    assert parse("a\x00b").page_models[0] == ((0, "a\x00b"),)


def text_nodes(wikitext: str) -> list[tuple[int, str]] | None:
    """Apply the client's rules to the parser's tree; None if the tree does not reproduce the page."""
    code = mwparserfromhell.parse(wikitext)
    return list(_visited_text_nodes(code, 0)) if str(code) == wikitext else None


def _visited_text_nodes(code: Wikicode, offset: int) -> Any:
    for node in code.nodes:
        source = str(node)
        if isinstance(node, Text):
            yield offset, source
        elif isinstance(node, Tag) and not node.wiki_markup and str(node.tag).lower() in WALKED_TAGS and node.contents:
            inner = str(node.contents)
            start = len(source) - len(inner) - len(f"</{node.closing_tag}>")
            if source[start : start + len(inner)] == inner:
                yield from _visited_text_nodes(node.contents, offset + start)
        offset += len(source)


@given(PAGES)
def test_running_text_and_links_equal_those_of_the_parsers_tree(wikitext: str) -> None:
    article = parse(wikitext)
    expected = text_nodes(wikitext)
    if expected is None or article.truncated:
        return
    assert list(article.page_models[0]) == expected
    links = mwparserfromhell.parse(wikitext).filter_wikilinks()
    assert sorted(link.title for link in article.links) == sorted(str(link.title) for link in links)


@given(PAGES)
def test_offsets_of_runs_and_links_are_exact(wikitext: str) -> None:
    article = parse(wikitext)
    for start, text in [(run.start, run.text) for run in article.runs] + [
        node for model in article.page_models for node in model
    ]:
        assert wikitext[start : start + len(text)] == text
        assert text
    for link in article.links:
        source = wikitext[link.start : link.end]
        assert source.startswith("[[")
        assert source.endswith("]]")
        assert link.title in source
    assert [run.start for run in article.runs] == sorted(run.start for run in article.runs)


@given(PAGES)
def test_every_model_contains_the_linkable_text_in_one_node(wikitext: str) -> None:
    article = parse(wikitext)
    for run in article.runs:
        if run.linkable and run.text.strip():
            start, end = run.start + len(run.text) - len(run.text.lstrip()), run.start + len(run.text.rstrip())
            for model in article.page_models:
                assert any(at <= start and end <= at + len(text) for at, text in model)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_text_and_links_before_hostile_markup_are_found(unit: str) -> None:
    article = parse("Good text of [[a]] page.\n\n" + unit * (200_000 // len(unit)))
    assert linkable(article)[:2] == ["Good text of", "page."]
    assert [link.title for link in article.links][:1] == ["a"]


@pytest.mark.parametrize("line", ["a [[b]] {{c}} ''d''\n", "a\n", "[[a]][[b]]{{c}}\n"])
def test_long_pages_are_read_without_the_tokenizer(line: str) -> None:
    wikitext = line * (MAX_MARKUP_COUNT // len(line) + 1) + "== e ==\n[[f]]"
    with patch.object(article_module, "read_nodes", side_effect=AssertionError):
        article = parse(wikitext)
    assert [section.title for section in article.sections] == ["", "e"]
    assert article.links[-1].title == "f"
    with patch.object(article_module, "read_outline", return_value=None):
        assert parse(wikitext) == article


def test_a_long_page_with_too_much_markup_is_read_up_to_a_line() -> None:
    wikitext = "[[a]][[b]]{{c}}\n" * 70_000
    with patch.object(article_module, "read_nodes", side_effect=AssertionError):
        article = parse(wikitext)
    assert article.truncated
    assert len(article.links) == 140_000
    with patch.object(article_module, "read_outline", return_value=None):
        assert parse(wikitext) == article


def test_a_page_that_is_too_hard_is_truncated() -> None:
    article = parse("Good text of [[a]] page.\n\n" + "{{a|" * 50_000)
    assert article.truncated
    assert linkable(article) == ["Good text of", "page."]


def test_links_after_the_truncation_are_found_outside_the_running_text() -> None:
    article = parse("Text.\n\n" + "{{a|" * 50_000 + "[[b|c]]")
    assert [(link.title, link.label, link.in_running_text) for link in article.links] == [("b", "c", False)]


def test_deeply_nested_tags_are_parsed() -> None:
    article = parse("<div>" * 20_000 + "a" + "</div>" * 20_000)
    assert linkable(article) == ["a"]
    assert not article.truncated
