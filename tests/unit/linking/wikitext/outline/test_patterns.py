"""The expressions of the scan: which markup they take as a whole."""

from __future__ import annotations

import re

import pytest

from linking.wikitext.outline import patterns


@pytest.mark.parametrize(
    ("wikitext", "group", "whole"),
    [
        ("[[a]]", patterns.LINK_TITLE, "[[a]]"),
        ("[[a|b]]", patterns.LINK_LABEL, "[[a|b]]"),
        ("{{a|b=c}}", patterns.TEMPLATE, "{{a|b=c}}"),
        ("''a''", patterns.ITALIC, "''a''"),
        ("'''a'''", patterns.BOLD, "'''a'''"),
        ("[[a|''b'']]", None, "[["),
        ("{{a|[[b]]}}", None, "{{"),
        ("''[[a]]''", None, "''"),
        ("'''''a'''''", None, "'''''"),
        ("{{{a}}}", None, "{{{"),
    ],
)
def test_markup_without_other_markup_is_found_whole(wikitext, group, whole):
    found = patterns.IN_TEXT.search(wikitext)
    assert found
    assert (found.lastindex, found.group()) == (group, whole)


@pytest.mark.parametrize("text", ["a (b) c", "it's", "a: b", "a - b", "100 & more", "a\nb", "x = y", "a | b", "#1"])
def test_plain_text_has_no_markup(text):
    assert patterns.IN_TEXT.search(text) is None


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (patterns.IN_HIDDEN_TEXT, "a: b & c\n* d", None),
        (patterns.IN_LINE, "a\nb", "\n"),
        (patterns.IN_HEADING, "a == b", "=="),
        (patterns.IN_TABLE, "a | b", "|"),
        (patterns.IN_TABLE, "a\n  |}", "\n  |}"),
        (patterns.IN_TABLE, "a\n! b", "\n!"),
    ],
)
def test_each_context_has_its_own_markup(pattern: re.Pattern[str], text: str, found: str | None) -> None:
    match = pattern.search(text)
    assert (match and match.group()) == found
