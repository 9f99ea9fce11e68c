"""Collecting the places where Parsoid may see other text."""

from __future__ import annotations

import pytest

from linking.wikitext.divergence_collector import MAX_SEARCH_EFFORT, DivergenceCollector


def test_an_ambiguous_interval_may_be_hidden() -> None:
    divergences = DivergenceCollector("abc")
    divergences.mark_ambiguous(1, 2)
    assert divergences.maybe_hidden == divergences.ambiguous_intervals == [(1, 2)]
    assert divergences.maybe_shown == []


@pytest.mark.parametrize(
    ("interval", "lines"), [((4, 5), (3, 5)), ((1, 4), (0, 5)), ((0, 0), (0, 2)), ((6, 7), (6, 8))]
)
def test_intervals_are_extended_to_whole_lines(interval: tuple[int, int], lines: tuple[int, int]) -> None:
    text = "ab\ncd\nef"
    start, end = DivergenceCollector(text).lines_around(*interval)
    assert (start, end) == lines


@pytest.mark.parametrize(("part", "paragraph"), [("b", "a\nb"), ("c", "\nc\nd"), ("d", "\nc\nd")])
def test_intervals_are_extended_to_whole_paragraphs(part: str, paragraph: str) -> None:
    text = "a\nb\n\nc\nd\n \t\n"
    start, end = DivergenceCollector(text).paragraph_around(text.index(part), text.index(part) + 1)
    assert text[start:end] == paragraph


def test_the_work_is_limited() -> None:
    divergences = DivergenceCollector("", search_effort=MAX_SEARCH_EFFORT)
    assert not divergences.is_exhausted
    divergences.search_effort += 1
    assert divergences.is_exhausted
