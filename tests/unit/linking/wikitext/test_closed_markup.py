"""Whether all templates, comments and extension tags of a page are closed."""

from __future__ import annotations

import pytest
from mwparserfromhell.parser import CTokenizer

from linking.wikitext.closed_markup import _markup_counts, hides_markup, is_closed
from linking.wikitext.token_walk import walk_tokens

pytestmark = pytest.mark.usefixtures("either_variant")


@pytest.mark.parametrize(
    ("wikitext", "closed"),
    [
        ("{{a|{{b}}}} [[c|d]] <ref>e</ref> <ref name=f/> <!-- g --> {|\n|h\n|}", True),
        ("<small>a [b] {c} < d", True),
        ("<math>{{[[<</math> <!-- {{ -->", True),
        ("{{a", True),
        ("a}}", True),
        ("<ref>''a</ref> ''b", True),
        ("{{a [[ }} b]]", False),
        ("{{a}} }} {{", False),
        ("<ref>a", False),
        ("<ref>''{{a</ref> ''b}}", False),
        ("<noinclude>a", False),
        ("-{a", False),
        ("{{{a}}}", False),
        ("<h2>a</h2>", False),
    ],
)
def test_pages_with_closed_markup_are_told_from_others(wikitext: str, closed: bool) -> None:
    assert is_closed(wikitext, walk_tokens(wikitext, CTokenizer().tokenize(wikitext, 0, 0))) is closed


def test_templates_comments_and_extension_tags_hide_markup() -> None:
    assert [kind for kind in ("template", "comment", "<ref", "<small", "{b") if hides_markup(kind)] == [
        "template",
        "comment",
        "<ref",
    ]


@pytest.mark.parametrize("wikitext", ["", "[[[a]]]] [ [ ]", "{{{ } }} <<", "[[[[", "]]]", "\ud800[[\U0001f600]]"])
def test_markup_is_counted_without_overlaps(wikitext: str) -> None:
    assert tuple(_markup_counts(wikitext)) == tuple(map(wikitext.count, ("<", "[[", "]]", "{", "}")))
