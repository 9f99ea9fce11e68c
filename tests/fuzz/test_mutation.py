"""Inputs and their changes."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.mutation import Vocabulary, decode, encode, mutate

VOCABULARY = Vocabulary(["Vienna"], ["Vienna lies on the [[Danube]]."])


@given(st.text(st.characters()))
def test_an_input_holds_any_text(text: str) -> None:
    assert decode(encode(text)) == text


@given(st.binary())
def test_any_input_has_a_text(data: bytes) -> None:
    text = decode(data)
    assert decode(encode(text)) == text


@given(st.integers(0, 1 << 32))
def test_the_same_seed_makes_the_same_change(seed: int) -> None:
    one, other = (mutate("A word of text.", random.Random(seed), VOCABULARY) for _ in range(2))
    assert one == other


def test_most_changes_change_something() -> None:
    made = {mutate("A word of text.", random.Random(seed), VOCABULARY) for seed in range(200)}
    assert len(made) > 180
