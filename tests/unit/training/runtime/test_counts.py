"""Numbers agree with their nouns."""

from __future__ import annotations

import pytest

from training.runtime.counts import counted


@pytest.mark.parametrize(("number", "text"), [(0, "0 rules"), (1, "1 rule"), (2, "2 rules")])
def test_a_noun_agrees_with_its_number(number: int, text: str) -> None:
    assert counted(number, "rule") == text
