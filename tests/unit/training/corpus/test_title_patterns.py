"""Titles that only differ in their numbers have the same pattern."""

from __future__ import annotations

import pytest

from training.corpus.title_patterns import disambiguated_number, is_numbered, longest_run, title_pattern

WORDS = frozenset({"#", "century", "siglo", "bc", "世紀"})


@pytest.mark.parametrize(
    ("title", "pattern"),
    [
        ("1956", "#"),
        ("١٩٥٦", "#"),
        ("28 d'avril", "# d'avril"),
        ("3世紀", "#世紀"),
        ("３世紀", "#世紀"),
        ("一九五六年", "#年"),
        ("1月2日", "#月#日"),
        ("XIX secolo", "# secolo"),
        ("III secolo a.C.", "# secolo a.C."),
        ("Apollo 11", "Apollo #"),
        ("X Factor", None),
        ("Ivan III", None),
        ("Civil war", None),
        ("Kernow", None),
        ("", None),
    ],
)
def test_numbers_are_replaced(title, pattern):
    assert title_pattern(title) == pattern


@pytest.mark.parametrize(
    ("title", "numbered"),
    [
        ("1956", True),
        ("1956 (film)", False),
        ("Siglo XIX (novela)", False),
        ("19th century", True),
        ("Siglo XIX", True),
        ("1st century BC", True),
        ("19世紀", True),
        ("19th century art", False),
        ("Century", False),
        ("Apollo 11", False),
        ("X", False),
        ("# 1", False),
    ],
)
def test_some_titles_are_a_number_and_a_word(title, numbered):
    assert is_numbered(title, WORDS) is numbered


def test_numbers_alone_need_their_own_word():
    assert not is_numbered("1956", {"century"})


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("7 (number)", 7),
        ("٧ (عدد)", 7),
        ("７（数）", 7),
        ("7", None),
        ("7 (film 2)", None),
        ("七 (數)", None),
        ("Apollo 7 (number)", None),
        ("1" * 5000 + " (number)", None),
    ],
)
def test_a_number_may_be_disambiguated(title, number):
    assert disambiguated_number(title, title_pattern(title) or "") == number


@pytest.mark.parametrize(("numbers", "length"), [([], 0), ([5], 1), ([3, 1, 2, 9, 10], 3), ([1, 3, 5], 1)])
def test_the_longest_run_of_consecutive_numbers(numbers, length):
    assert longest_run(numbers) == length
