"""The text of a heading without markup."""

from __future__ import annotations

import pytest

from linking.wikitext.expanded_text import MARK, OPAQUE
from linking.wikitext.heading_text import LITERAL_LESS_THAN, heading_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (" A b ", "A b"),
        ("''A'' '''''b'''''", "A b"),
        ("l''''A'''", "l'A"),
        ("[[A|''b'']] [[:C]] [[d]]", "b C d"),
        ("[[Image:a.png]][[Category:b]]c", "c"),
        ("[https://a.b c d] [//e.f g] [h]", "c d g [h]"),
        ("<b>A</b> &lt;b&gt;", "A <b>"),
        (f"a {LITERAL_LESS_THAN} b", "a < b"),
        (f"{MARK}A{OPAQUE}", "A"),
    ],
)
def test_markup_is_removed(source: str, text: str) -> None:
    assert heading_text(source, [(0, len(source))], {}) == text


def test_shown_text_replaces_what_is_known() -> None:
    assert heading_text(f"a{OPAQUE}b{OPAQUE}", [(0, 4)], {3: "''c''"}) == "ab''c''"


def test_contents_may_have_several_parts() -> None:
    assert heading_text("a==b", [(0, 1), (3, 4)], {}) == "ab"
