"""Marks are found in their line alone, in one search."""

from __future__ import annotations

from linking.features.line_marks import LineMarks

TEXT = "(a) (b\n()\n(("


def test_the_offsets_of_a_mark_are_those_in_the_line():
    marks = LineMarks(TEXT)
    assert marks.in_line("(", 0, 6) == [0, 4]
    assert marks.in_line("(", 7, 9) == [7]
    assert marks.in_line(")", 0, 6) == [2]
    assert marks.in_line("（", 0, 6) == []


def test_the_last_line_ends_with_the_page():
    assert LineMarks(TEXT).in_line("(", 10, len(TEXT)) == [10, 11]


def test_a_line_is_searched_once():
    marks = LineMarks(TEXT)
    assert marks.in_line("(", 0, 6) is marks.in_line("(", 0, 6)
