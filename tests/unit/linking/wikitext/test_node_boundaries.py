"""Words cut by the ends of text nodes."""

from __future__ import annotations

import pytest

from linking.wikitext.article import parse
from linking.wikitext.node_boundaries import letters_joined_to_links, link_trails, words_cut_by_markup
from linking.wikitext.text_edges import find_text_edges


def found(function: object, wikitext: str) -> list[str]:
    text_nodes = list(parse(wikitext).page_models[0])
    edges = find_text_edges(wikitext, text_nodes)
    return [wikitext[start:end] for start, end in sorted(function(wikitext, edges)) if start < end]


@pytest.mark.parametrize(
    ("wikitext", "letters"),
    [
        ("[[cat]]s and", ["s"]),
        ("an un[[tie]]d", ["un", "d"]),
        ("[[cat]] and", []),
        ("[[cat]], a", []),
        ("the [[cat]]", []),
        ("[[gat]]'s", ["'s"]),
        ("„[[Київ]]“", ["„", "“"]),
        ("[[भारत]]ीय", ["ीय"]),
        ("[[北京]]市", []),
        ("[[བོད]]ཡིག", []),
        ("[[a]]-b", []),
    ],
)
def test_letters_directly_beside_a_link_may_belong_to_it(wikitext: str, letters: list[str]) -> None:
    assert found(letters_joined_to_links, wikitext) == letters


@pytest.mark.parametrize(
    ("wikitext", "letters"),
    [
        ("'''C'''ornwall is", ["ornwall"]),
        ("Corn'''wall''' is", ["Corn"]),
        ("&#1;wall of&#x1F;", []),
        ("&#233;wall of&eacute;", ["wall", "of"]),
        ("&#99999999999;wall of&#0;", []),
        ("one ''two'' three", []),
        ("H<sub>2</sub>O", ["H", "2", "2", "O"]),
        ("one <small>two</small>", []),
        ("foo<!-- x -->bar baz", ["foo", "bar"]),
        ("a caf&eacute;s b", ["caf", "s"]),
        ("a&nbsp;b", []),
        ("a<ref>x</ref>b", []),
        ("a<br/>b", []),
        ("a<div>b</div>c", []),
        ("漢'''字'''", []),
        ("a'''<!-- x -->''b''''' c", ["a"]),
    ],
)
def test_words_that_continue_in_inline_markup_are_cut(wikitext: str, letters: list[str]) -> None:
    assert found(words_cut_by_markup, wikitext) == letters


def test_long_comments_are_not_searched_for_the_rest_of_a_word() -> None:
    assert found(words_cut_by_markup, f"foo<!--{'x' * 300}-->bar") == []


@pytest.mark.parametrize(
    ("language", "wikitext", "hidden"),
    [
        ("en", "[[cat]]s and", ["s"]),
        ("en", "[[caf]]é un[[tie]]", []),
        ("fr", "[[caf]]é un[[tie]]", ["é"]),
        ("is", "Suður-[[Ameríka]]n", ["Suður-", "n"]),
        ("ca", "[[col]]·legi", ["·legi"]),
        ("ja", "[[北京]]市", []),
    ],
)
def test_the_language_decides_which_letters_are_part_of_a_link(language: str, wikitext: str, hidden: list[str]) -> None:
    text_nodes = list(parse(wikitext).page_models[0])
    trails = sorted(link_trails(find_text_edges(wikitext, text_nodes), language))
    assert [wikitext[start:end] for start, end in trails if start < end] == hidden


def test_letters_that_are_not_part_of_the_link_are_on_the_page_but_not_linkable() -> None:
    article = parse("[[caf]]é é", "en")
    assert article.page_models == (((7, "é é"),),)
    assert [run.text for run in article.runs if run.linkable] == [" é"]
    assert len(parse("[[caf]]é é").page_models) == len(parse("[[caf]]é é", "fr").page_models) == 2
