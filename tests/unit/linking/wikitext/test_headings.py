"""The headings of a page, found as MediaWiki finds them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from linking.wikitext.headings import find_headings
from tests.helpers.cases import cases
from tests.helpers.linking.generated_wikitext import HOSTILE, PAGES


@pytest.mark.parametrize("case", cases("headings.yaml"), ids=lambda case: case["case"])
def test_headings_are_those_of_mediawiki(case: dict[str, Any]) -> None:
    headings = find_headings(case["wikitext"])
    assert [[title, level] for title, level, _ in headings] == [heading[:2] for heading in case["headings"]]
    for heading, expected in zip(headings, case["headings"], strict=True):
        if len(expected) == 3:
            assert heading.start == expected[2]
        else:
            assert case["wikitext"][: heading.start][-1:] in ("", "\n")


def test_offsets_count_the_characters_that_mediawiki_removes() -> None:
    assert [heading.start for heading in find_headings("a\x00b\r\n== C ==\r\nd\x00\r\n== E ==")] == [5, 18]


@given(PAGES)
def test_headings_are_in_order_and_begin_with_their_markup(wikitext: str) -> None:
    starts = [heading.start for heading in find_headings(wikitext)]
    assert starts == sorted(set(starts))
    assert all(wikitext[start] in "=<" or wikitext.startswith("{{", start) for start in starts)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_headings_before_hostile_markup_are_found(unit: str) -> None:
    headings = find_headings("== A ==\n" + unit * (100_000 // len(unit)))
    assert headings[0] == ("A", 2, 0)
