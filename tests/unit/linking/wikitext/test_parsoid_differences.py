"""Where Parsoid may read a page differently than the parser."""

from __future__ import annotations

import pytest
from mwparserfromhell.parser import CTokenizer

from linking.wikitext.parsoid_differences import ParsoidDivergence, find_divergences
from linking.wikitext.token_walk import walk_tokens


def divergence_of(wikitext: str) -> ParsoidDivergence:
    return find_divergences(wikitext, walk_tokens(wikitext, CTokenizer().tokenize(wikitext, 0, 0)))


@pytest.mark.parametrize(
    "wikitext",
    [
        "",
        "Plain text with [[links]], [[File:A.jpg|thumb|of [[b]]]] and '''bold''' or ''italic'' words.",
        "{{t|a}} <ref>b</ref> <!-- c --> &amp; <small>d</small>\n* e\n== f ==\n{|\n| g\n|}\n",
        "[http://a.b c] d",
    ],
)
def test_well_formed_wikitext_is_read_alike(wikitext: str) -> None:
    assert divergence_of(wikitext) == ParsoidDivergence([], [])


@pytest.mark.parametrize(
    ("wikitext", "hidden"),
    [
        ("a -{b}- c", ["-{b}-"]),
        ("a {{{b}}} c\n\nd", ["a {{{b}}} c"]),
        ("a\n== b == c\nd", ["== b == c"]),
        ("see http://a.b''c'' d", ["''c''"]),
        ("a <blockquote>b</blockquote> c\nd", [" c"]),
        ("see ISBN 1-899342-51-6 there", ["ISBN 1-899342-51-6 "]),
        ("#REDIRECT [[a]]\nb", ["#REDIRECT [[a]]"]),
    ],
)
def test_parsoid_may_hide_text(wikitext: str, hidden: list[str]) -> None:
    found = [wikitext[start:end] for start, end in divergence_of(wikitext).maybe_hidden]
    assert found == hidden


@pytest.mark.parametrize(
    ("wikitext", "shown"),
    [
        ("a [[|b]] c", ["[[|b]]"]),
        ("a [[b~~~c]] d", ["[[b~~~c]]"]),
        ("a [[Datei:b|c [[d]] e]] f", []),
        ("a [[Nofile:b|c [[d]] e]] f", ["[[Nofile:b|c [[d]] e]]"]),
        ("a <noinclude>b</noinclude> c", ["<noinclude>b</noinclude>"]),
        ("a <ruby>b</ruby> c", ["<ruby>b</ruby>"]),
        ("<ref>a <ref>b</ref> c</ref> d", [" c</ref>"]),
        ("{|\nrow\n|-\n| c\n|}", ["row"]),
        ("<table>row<tr><td>a</td></tr></table>", ["row"]),
        ("'''<div>a</div>''' b", ["'''<div>a</div>'''"]),
        ("[http://a [[b]]] c", ["[http://a [[b]]]"]),
        ("a&#1;b &#xD800; &#65; &nbsp; [[c|&#2;]]", ["&#1;", "&#xD800;"]),
    ],
)
def test_parsoid_may_show_a_hidden_node(wikitext: str, shown: list[str]) -> None:
    found = [wikitext[start:end] for start, end in divergence_of(wikitext).maybe_shown]
    assert found == shown


def test_nodes_in_ambiguous_intervals_may_be_shown() -> None:
    wikitext = "a {{{x}}} {{t}} b"
    assert [wikitext[start:end] for start, end in divergence_of(wikitext).maybe_shown] == ["{{{x}}}", "{{t}}"]


def test_italics_over_two_lines_are_paired_within_each_line() -> None:
    wikitext = "''a\nb'' c\nd"
    divergence = divergence_of(wikitext)
    assert [wikitext[start:end] for start, end in divergence.maybe_shown] == ["b"]
    assert [wikitext[start:end] for start, end in divergence.maybe_hidden] == [" c"]


def test_hidden_links_in_wrongly_paired_italics_are_checked() -> None:
    wikitext = "''a\n[[|b]]'' c"
    assert "[[|b]]" in [wikitext[start:end] for start, end in divergence_of(wikitext).maybe_shown]
