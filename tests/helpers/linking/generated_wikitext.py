"""Generated wikitext: random sequences of markup, random changes of real examples, and input that is slow to parse."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.helpers.cases import cases

# Fragments of wikitext, both valid and broken.
PIECES = st.sampled_from(
    [
        *("{{", "}}", "[[", "]]", "|", "=", "''", "'''", "'''''", "<b>", "</b>", "<ref>", "</ref>", "<ref name='a'/>"),
        *("<div class=x>", "</div>", "{|", "|}", "\n", "\n", "|-", "||", "!", "* ", "; ", ": ", "#", "<!--", "-->"),
        *(
            "&nbsp;",
            "&",
            "http://a.b",
            "[http://b.c ",
            "]",
            "[",
            '"',
            " ",
            "word",
            "Word",
            "İ",
            "ไทย",
            "漢字",
            "e\u0301",
        ),
        *("{{{", "}}}", "<nowiki>", "</nowiki>", "==", "\n== h ==\n", "<br/>", "<li>", "<small>", "</small>", "<code>"),
        *(
            "</code>",
            "-{",
            "}-",
            "__TOC__",
            "ISBN 123",
            "<table>",
            "</table>",
            "{|\n| c\n|}",
            "[[a|b]]s",
            "[[File:a.b|c]]",
        ),
        *(
            "\r\n",
            "\u200d",
            "\u00ad",
            "😀",
            "\ud800",
            "<span title='x' >",
            "</span >",
            "----",
            "<foo>",
            "</foo>",
            "\x00",
        ),
    ]
)
PAGES = st.lists(PIECES, max_size=40).map("".join)

_WRITTEN = [case["wikitext"] for case in cases("wikitext.yaml")]
_PLACES = st.floats(0, 1, exclude_max=True)


@st.composite
def changed_pages(draw: st.DrawFn) -> str:
    """Real examples with random parts removed, inserted or repeated."""
    page = "\n\nA word of text.\n".join(draw(st.lists(st.sampled_from(_WRITTEN), min_size=1, max_size=6)))
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted(int(draw(_PLACES) * len(page)) for _ in range(2))
        middle = draw(st.one_of(PIECES, st.just(""), st.just(page[start:end] * 2), st.characters()))
        page = page[:start] + middle + page[min(end, start + 40) :]
    return page


HOSTILE = {
    "opening braces": "{{a|",
    "braces alone": "{",
    "opening brackets": "[[a|",
    "bold tags": "<b>",
    "references": "<ref>",
    "italics in references": "a<ref>''b</ref> c '' ",
    "comments": "<!--",
    "comments in bold": "<b><!--",
    "tables": "{|\n",
    "quotes of attributes": '<a b="',
    "mixed markup": "{{[[<b>''",
    "arguments": "{{{x}}} a ",
    "stray closing tags": "</b> ",
    "list markers": "*",
    "variants": "-{a ",
    "unclosed headings": "== a b\n",
    "italics over lines": "''a\nb'' c\n",
    "one long word": "a",
    "one long line": "word ",
}
