"""Words that hold punctuation: UAX #29 with the tailoring for links."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from linking.text.joined_words import INFIXES, JOINERS, MAX_PART, is_joined, part_after, part_before
from tests.helpers.cases import cases

CASES = [(case["case"], text) for case in cases("joined_words.yaml") for text in case["texts"]]
DEFAULT_BOUNDARY = regex.compile(r"\b", regex.VERSION1 | regex.WORD)
GROUPED = regex.compile(r"(?<=\d)\s(?=\d)")
TEXTS = st.text(alphabet=f"ab1é漢ا\u0301\u00ad\n {JOINERS}", max_size=12)


def boundaries(text: str) -> set[int]:
    """Return the word boundaries next to punctuation, or to a space between digits."""
    spaces = {match.start() for match in GROUPED.finditer(text)}
    marks = {i for i, character in enumerate(text) if character in JOINERS} | spaces
    offsets = {offset for mark in marks for offset in (mark, mark + 1) if 0 < offset < len(text)}
    return {offset for offset in offsets if not is_joined(text, offset)}


@pytest.mark.parametrize(("case", "marked"), CASES)
def test_punctuation_joins_the_parts_of_a_word(case: str, marked: str) -> None:
    pieces = marked.split("|")
    text = "".join(pieces)
    expected = {sum(map(len, pieces[:number])) for number in range(1, len(pieces))}
    found = boundaries(text)
    assert found <= expected, f"{case}: no word ends at {sorted(found - expected)}"
    assert not {offset for offset in expected if is_joined(text, offset)}, case


@pytest.mark.parametrize("text", [*"ab", "can't", "3.14", "col·legi", "a_b", "x:y", 'ת"ג'])
def test_what_uax_29_keeps_together_stays_together(text: str) -> None:
    assert [match.start() for match in DEFAULT_BOUNDARY.finditer(text)] == [0, len(text)]
    assert not boundaries(text)


@pytest.mark.parametrize("mark", JOINERS)
@pytest.mark.parametrize(("left", "right"), [("a", "b"), ("1", "2"), ("a", "1"), ("ש", "ש"), ("é", "e")])
def test_the_tailoring_only_adds_to_the_words_of_uax_29(left: str, mark: str, right: str) -> None:
    text = f"{left}{mark}{right}"
    is_word = [match.start() for match in DEFAULT_BOUNDARY.finditer(text)] == [0, len(text)]
    if is_word and (mark != "\u202f" or text == f"1{mark}2"):
        assert not boundaries(text) or mark == "\u202f"


@given(TEXTS | st.text(alphabet="aB1 .,/:w'-+#[]<>", max_size=12), st.integers(0, 12))
def test_whether_a_position_is_joined_agrees_with_the_parts(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    assert is_joined(text, offset) == bool(part_after(text, offset)) == bool(part_before(text, offset))


@given(TEXTS, st.integers(0, 12))
def test_the_parts_of_a_word_are_next_to_the_offset(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    before, after = part_before(text, offset), part_after(text, offset)
    assert text[:offset].endswith(before)
    assert text.startswith(after, offset)
    assert max(len(before), len(after)) <= MAX_PART + 1
    assert bool(before) == (offset > 0 and is_joined(text, offset))
    assert not is_joined(text, offset - len(before)) or len(before) > MAX_PART or not before


@pytest.mark.parametrize(
    ("text", "offset", "before", "after"),
    [
        ("See l'Espagne.", 6, "l'", "Espagne"),
        ("state-of-the-art", 6, "state-", "of-the-art"),
        ("Hindistan'ın x", 9, "Hindistan", "'ın"),
        ("a b", 2, "", ""),
        ("Internationalisation-x", 20, "ationalisation"[-MAX_PART - 1 :], "-x"),
    ],
)
def test_parts_are_returned(text: str, offset: int, before: str, after: str) -> None:
    assert (part_before(text, offset), part_after(text, offset)) == (before, after)


@pytest.mark.parametrize("infix", INFIXES)
def test_each_mark_joins_two_letters_and_not_a_letter_and_a_space(infix: str) -> None:
    assert is_joined(f"a{infix}b", 1)
    assert is_joined(f"a{infix}b", 2)
    assert not is_joined(f"a{infix} b", 2)
