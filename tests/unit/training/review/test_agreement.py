"""Agreement of reviewers, by values computed by hand."""

from __future__ import annotations

import pytest

from tests.helpers.training.made_decisions import made_table
from training.review.agreement import Agreement, Disagreement, measure_agreement


def measure(*judged: str, limit: int = 10) -> Agreement:
    """Each argument has the decisions about one suggestion by different reviewers, as their first letters."""
    words = {"a": "accept", "r": "reject", "s": "skip"}
    rows = [
        {"title": f"Page {number}", "reviewer": f"r{place}", "decision": words[letter]}
        for number, letters in enumerate(judged)
        for place, letter in enumerate(letters)
    ]
    with made_table(rows) as connection:
        return measure_agreement(connection, limit)


def test_agreement_is_that_computed_by_hand() -> None:
    """Nine decisions: D_o = (2/1 + 4/2) / 9 = 4/9, D_e = 2 * 5 * 4 / (9 * 8) = 5/9, so alpha is 1/5."""
    found = measure("aa", "ar", "rr", "aar")
    assert (found.suggestions, found.pairs, found.equal_pairs, found.raw) == (4, 6, 3, 0.5)
    assert found.alpha == pytest.approx(0.2)


def test_skipped_and_single_decisions_say_nothing() -> None:
    assert measure("aa", "ar", "rr", "aars", "a", "r", "rs", "ss") == measure("aa", "ar", "rr", "aar")


@pytest.mark.parametrize(("judged", "alpha"), [(("aa", "rr"), 1.0), (("ar", "ar"), -0.5)])
def test_alpha_is_one_for_perfect_agreement_and_below_zero_for_disagreement(
    judged: tuple[str, ...], alpha: float
) -> None:
    """Of ("ar", "ar"): D_o = 1, D_e = 2 * 2 * 2 / (4 * 3) = 2/3."""
    assert measure(*judged).alpha == pytest.approx(alpha)


@pytest.mark.parametrize("judged", [("a", "r"), ("aa", "aaa"), ()])
def test_alpha_is_undefined_without_variation(judged: tuple[str, ...]) -> None:
    assert measure(*judged).alpha is None


def test_the_most_disputed_suggestions_are_listed() -> None:
    found = measure("ar", "aarr", "aa", "arr", limit=2)
    assert found.disagreements == [
        Disagreement("kwwiki", "Page 1", "Truru", "Truru", 2, 2),
        Disagreement("kwwiki", "Page 3", "Truru", "Truru", 1, 2),
    ]
