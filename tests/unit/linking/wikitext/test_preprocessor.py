"""The first stage of MediaWiki's parser."""

from __future__ import annotations

import pytest

from linking.wikitext.expanded_text import MARK, OPAQUE
from linking.wikitext.preprocessor import expand


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("a<!-- b -->c", "ac"),
        ("a\n <!-- b --> <!-- c -->\nd", "a\nd"),
        ("a\n<!-- b --> c", "a\n c"),
        ("a<!-- b", "a"),
        ("a{{b|c}}d", "aTd"),
        ("{{a|{{b}}|c=[[d|e]]}}", "T"),
        ("{{a [[ }} b", "{{a [[ }} b"),
        ("{{a}", "{{a}"),
        ("{{a\nb}}", "{{a\nb}}"),
        ("{{}} {{#if:a}} {{#a}}", "{{}} T {{#a}}"),
        ("{{DEFAULTSORT:a}}{{!}}{{=}}", "|="),
        ("{{{a}}} {{{b|c|d}}}", "{{{a}}} c"),
        ("{{{{a}}}}", "{{{{a}}}}"),
        ("-{a{{b}}}- -{{c}}", "-{aT}- -T"),
        ("<ref>{{a</ref>}}", "T}}"),
        ("<REF name=a/>b", "Tb"),
        ("<ref>a", "<ref>a"),
        ("<noinclude>a</noinclude><includeonly>b</includeonly>c", "ac"),
        ("== a ==\nb", "==M a ==\nb"),
        ("= b", "= b"),
        ("__NOTOC__a__TOC__b", "aTb"),
    ],
)
def test_a_page_is_expanded(wikitext: str, text: str) -> None:
    assert expand(wikitext).text.replace(OPAQUE, "T").replace(MARK, "M") == text


def test_the_contents_of_nowiki_are_shown() -> None:
    assert expand("a<nowiki>''b''</nowiki><ref>c</ref>").shown == {1: "''b''"}
