"""The figures of the review page, computed by its modules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.review_page import (
    STRATA,
    ReviewPage,
    call,
)

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def python_wilson(proportion: float, size: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.975)
    centre, scale = proportion + z * z / (2 * size), 1 + z * z / size
    half = z * sqrt(proportion * (1 - proportion) / size + (z / (2 * size)) ** 2)
    return (centre - half) / scale, (centre + half) / scale


@pytest.mark.parametrize(
    ("accepted", "size", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_of_newcombes_table(
    modules: ReviewPage, accepted: int, size: int, low: float, high: float
) -> None:
    """Newcombe (1998): Two-sided confidence intervals for the single proportion, table I, method 3."""
    found = call(modules, "review-statistics.js", "wilson", accepted / size, size)
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("accepted", "decided"), [(1, 1), (7, 10), (80, 100), (150, 200), (300, 300)])
def test_what_another_100_decisions_would_bring(modules: ReviewPage, accepted: int, decided: int) -> None:
    judged = [{"score": 0.5, "verdict": "accept" if number < accepted else "reject"} for number in range(decided)]
    now = call(modules, "review-statistics.js", "precisionOf", [*judged, {"score": 0.5, "verdict": "skip"}], None)
    assert (now["low"], now["high"]) == pytest.approx(python_wilson(accepted / decided, decided))
    found = call(modules, "review-statistics.js", "narrowing", now)
    halves = [
        (high - low) / 2 for low, high in (python_wilson(accepted / decided, size) for size in (decided, decided + 100))
    ]
    assert [found["now"], found["then"]] == pytest.approx(halves)
    assert found["stop"] is (halves[0] <= 0.05 or halves[0] - halves[1] < 0.015)
    words = call(modules, "review-statistics.js", "advice", now)
    assert words.startswith("You can stop here: another 100 decisions would") is found["stop"]


def test_the_weighted_precision_is_that_of_a_stratified_sample(modules: ReviewPage) -> None:
    judged = [{"score": 0.6, "verdict": "accept" if number < 6 else "reject"} for number in range(10)]
    judged += [{"score": 0.9, "verdict": "accept" if number < 18 else "reject"} for number in range(20)]
    found = call(modules, "review-statistics.js", "precisionOf", judged, STRATA)
    assert found["precision"] == pytest.approx(0.75 * 0.6 + 0.25 * 0.9)
    size = 1 / (0.75**2 / 10 + 0.25**2 / 20)
    assert found["size"] == pytest.approx(size)
    assert (found["low"], found["high"]) == pytest.approx(python_wilson(found["precision"], size))
    only = call(modules, "review-statistics.js", "precisionOf", judged[:10], STRATA)
    assert (only["precision"], only["size"]) == pytest.approx((0.6, 10))


def test_bands_hold_the_scores_that_begin_them(modules: ReviewPage) -> None:
    scores = [0.0, 0.1, 0.3, 0.6, 0.7, 0.9, 1.0]
    judged = [{"score": score, "verdict": "accept"} for score in scores]
    found = call(modules, "review-statistics.js", "bandsOf", judged)
    assert [(band["low"], band["precision"]["decided"]) for band in found] == [
        (0.9, 2), (0.7, 1), (0.6, 1), (0.3, 1), (0.1, 1), (0, 1)
    ]  # fmt: skip


def python_alpha(items: Sequence[Sequence[str]]) -> float:
    """Krippendorff's alpha from the coincidences of all pairs of values."""
    units = [unit for unit in items if len(unit) > 1]
    values = [value for unit in units for value in unit]
    observed = sum(sum(2 * (a != b) for a, b in combinations(unit, 2)) / (len(unit) - 1) for unit in units)
    expected = sum(2 * (a != b) for a, b in combinations(values, 2)) / (len(values) - 1)
    return 1 - observed / expected


COHEN = ["aa"] * 20 + ["ar"] * 5 + ["ra"] * 10 + ["rr"] * 15


@pytest.mark.parametrize(
    ("items", "kappa"),
    [(COHEN, 0.4), ([*COHEN, "a-", "-r"], 0.4), (["aaa", "ar-", "rrr", "arr", "--a"], None), (["aa", "rr"], 1.0)],
)
def test_agreement_is_that_of_the_textbooks(modules: ReviewPage, items: list[str], kappa: float | None) -> None:
    verdicts = [[None if letter == "-" else letter for letter in item] for item in items]
    names = {"a": "accept", "r": "reject", None: None}
    found = call(
        modules, "review-agreement.js", "agreementOf", [{"verdicts": [names[one] for one in item]} for item in verdicts]
    )
    present = [[letter for letter in item if letter] for item in verdicts]
    pairs = [a == b for item in present for a, b in combinations(item, 2)]
    assert found["shared"] == sum(len(item) > 1 for item in present)
    assert found["agreement"] == pytest.approx(sum(pairs) / len(pairs))
    assert found["kappa"] == (kappa if kappa is None else pytest.approx(kappa))
    assert found["alpha"] == pytest.approx(python_alpha([[one for one in item if one] for item in present]))


def test_agreement_without_variety_is_not_defined(modules: ReviewPage) -> None:
    found = call(modules, "review-agreement.js", "agreementOf", [{"verdicts": ["accept", "accept"]}] * 5)
    assert found == {"shared": 5, "agreement": 1, "kappa": None, "alpha": None}
