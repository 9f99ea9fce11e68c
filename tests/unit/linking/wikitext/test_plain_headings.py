"""The quick way to find headings agrees with MediaWiki's way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mwparserfromhell.parser import CTokenizer

from linking.wikitext.headings import find_headings
from linking.wikitext.plain_headings import plain_headings
from linking.wikitext.sections import Section
from linking.wikitext.token_walk import MisalignedError, walk_tokens
from tests.helpers.cases import cases
from tests.helpers.linking.generated_wikitext import PAGES, changed_pages


def headings_of(wikitext: str) -> list[Section] | None:
    return plain_headings(wikitext, walk_tokens(wikitext, CTokenizer().tokenize(wikitext, 0, 0)))


@pytest.mark.parametrize("case", cases("headings.yaml"), ids=lambda case: case["case"])
def test_headings_agree_or_are_uncertain(case: dict[str, Any]) -> None:
    assert headings_of(case["wikitext"]) in (None, find_headings(case["wikitext"]))


@given(st.one_of(PAGES, changed_pages()))
def test_headings_of_any_page_agree_or_are_uncertain(wikitext: str) -> None:
    text = wikitext.replace("\x00", "")
    try:
        headings = headings_of(text)
    except MisalignedError:
        return
    assert headings in (None, find_headings(text))


@pytest.mark.parametrize(
    "wikitext",
    [
        "a {{b|c=d}} [[e]]<ref>f</ref>\n== G ==\n",
        "== {{a}} ''B''<!-- c --> ==\n{| class=x\n|-\n| y\n|}",
        "''a\n== B ==\n",
        "<!-- [[a]] {{b}}\n== C ==\n-->\n== D ==\n<gallery>\nA.png|[[b]]\n</gallery>",
        "a < b [c] {d}\n== E ==\n",
        "{{a\n== B ==\n",
        "<ref>''a</ref>\n== B ==\n''c",
        "no heading",
    ],
)
def test_headings_of_ordinary_pages_are_certain(wikitext: str) -> None:
    assert headings_of(wikitext) == find_headings(wikitext)


@pytest.mark.parametrize("wikitext", ["{{{a|\n== B ==\n}}}", "<h2>A</h2>", "{{a|\n== B ==\n}}", "a\r\n== B =="])
def test_headings_of_other_pages_are_uncertain(wikitext: str) -> None:
    assert headings_of(wikitext) is None
