"""Examples are articles of a moderate length to which many others link."""

from __future__ import annotations

import pytest

from linking.example_articles import MAX_LENGTH, MIN_LENGTH, example_titles
from tests.helpers.linking.in_memory_wiki import Anchor, Candidate, Page, make_analyzer

GOOD = 2 * MIN_LENGTH


def titles(pages: dict[str, Page | str], count: int = 3) -> list[str]:
    anchors = {"a": Anchor(1, 1, [Candidate(next(iter(pages)), 1)])} if pages else {}
    return example_titles(make_analyzer(anchors or {"a": Anchor(1, 1, [])}, pages).lookups, count)


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({}, []),
        ({"A": Page(1, length=GOOD), "B": Page(9, length=GOOD), "C": Page(5, length=GOOD)}, ["B", "C", "A"]),
        ({"Short": Page(99, length=MIN_LENGTH / 2), "B": Page(1, length=GOOD)}, ["B", "Short"]),
        ({"Long": Page(99, length=MAX_LENGTH * 2), "B": Page(1, length=GOOD)}, ["B", "Long"]),
        ({"A": Page(1, length=GOOD), "Redirect": "A"}, ["A"]),
    ],
)
def test_articles_of_moderate_length_come_first_then_those_with_many_links(
    pages: dict[str, Page | str], expected: list[str]
) -> None:
    assert titles(pages) == expected


def test_a_wiki_of_many_articles_gives_as_many_as_asked_for_and_always_the_same() -> None:
    pages: dict[str, Page | str] = {f"Page {number}": Page(number, length=GOOD) for number in range(2000)}
    found = titles(pages)
    assert len(found) == 3
    assert titles(pages) == found
