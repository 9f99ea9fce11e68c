"""Positions of mentions: lines, sections, adjacent characters and words."""

from __future__ import annotations

import numpy as np
import pytest

from linking.features.mention_position import MAX_PARENTHESIS_DEPTH, MentionPositions
from linking.text import character_classes
from linking.text.folding import casefold_text
from linking.wikitext.article import parse


def positions_of(text: str, *mentions: str) -> MentionPositions:
    """Positions of the last occurrence of each mention."""
    start = np.array([text.rindex(mention) for mention in mentions])
    end = start + np.array([len(mention) for mention in mentions])
    return MentionPositions(parse(text), casefold_text(text, "en"), start, end)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Fal", True),
        ("x\nFal", True),
        ("End. Fal", True),
        ("End.Fal", True),
        ("the Fal", False),
        ("* Fal", True),
        ("*: Fal", True),
        ("* the Fal", False),
        ("a (Fal)", False),
    ],
)
def test_sentence_starts(text, starts):
    assert positions_of(text, "Fal").columns["sentence_start"].tolist() == [starts]


@pytest.mark.parametrize(
    ("text", "depth"), [("((Fal", 2), ("() Fal", 0), ("(\nFal", 0), (") Fal", 0), ("((((((Fal", MAX_PARENTHESIS_DEPTH)]
)
def test_parentheses_are_counted_from_the_start_of_the_line(text, depth):
    assert positions_of(text, "Fal").columns["parenthesis_depth"].tolist() == [depth]


def test_sections_are_numbered_from_the_lead():
    assert positions_of("x\n== B ==\n=== C ===\nFal", "x", "Fal").columns["section"].tolist() == [0, 2]


def test_lines_end_before_the_line_end_and_at_the_end_of_the_page():
    found = positions_of("one two\nthree", "one", "two", "three")
    assert found.columns["line_start"].tolist() == [0, 0, 8]
    assert found.columns["line_end"].tolist() == [7, 7, 13]


@pytest.mark.parametrize("marker", "*#:;")
def test_list_items_begin_with_a_marker(marker):
    assert positions_of(f"x\n{marker} Fal", "Fal").columns["list_item"].tolist() == [True]
    assert positions_of(f"x {marker} Fal", "Fal").columns["list_item"].tolist() == [False]


def test_the_page_has_a_line_end_around_it():
    found = positions_of("Fal", "Fal")
    assert found.columns["class_before"].tolist() == [character_classes.LINE_END]
    assert found.columns["class_after"].tolist() == [character_classes.LINE_END]


def test_adjacent_characters_are_classified():
    found = positions_of("(Fal, x", "Fal")
    assert found.columns["class_before"].tolist() == [character_classes.OPENING]
    assert found.columns["class_after"].tolist() == [character_classes.PUNCTUATION]


def test_adjacent_words_are_folded():
    found = positions_of("River Fal Flows", "Fal")
    assert (found.previous_words, found.next_words) == (["river"], ["flows"])


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("River Fal Flows", True, True),
        ("river Fal flows", False, False),
        ("Fal", False, False),
        (". Fal ,", False, False),
    ],
)
def test_capitals_of_adjacent_words(text, before, after):
    found = positions_of(text, "Fal")
    assert (found.capital_before.tolist(), found.capital_after.tolist()) == ([before], [after])
