"""The name part model is a clipped quadratic function of a mention's standardized features."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from linking.features.definitions import FEATURES, NAMES, Level
from linking.name_parts import INPUTS, MAX_LOG_ODDS, NamePartModel
from tests.helpers.linking.acceptance_models import NO_NAME_PARTS


def vector(**values: float) -> tuple[float, ...]:
    """One number for each input, 0 unless it is given."""
    return tuple(values.get(name, 0.0) for name in INPUTS)


def rows(**columns: list[float]) -> NDArray[np.float32]:
    """A feature matrix with these columns. All others are 0."""
    matrix = np.zeros((max(map(len, columns.values())), len(NAMES)), np.float32)
    for name, values in columns.items():
        matrix[:, NAMES.index(name)] = values
    return matrix


def quadratic(first: str, second: str, weight: float) -> tuple[tuple[float, ...], ...]:
    """Weights of products, of which only one is not 0."""
    row = vector(**{second: weight})
    return tuple(row if name == first else vector() for name in INPUTS)


MODEL = NamePartModel(
    mean=vector(part_after_word=1.0),
    deviation=tuple(0.5 if name == "part_after_word" else 2.0 for name in INPUTS),
    linear=vector(part_after_word=0.25, words=-1.0),
    quadratic=quadratic("part_after_word", "words", 0.5),
    intercept=0.125,
)


@pytest.mark.parametrize(
    ("part_after_word", "words", "expected"),
    [
        (1.0, 0.0, 0.125),  # both inputs at their means
        (2.0, 0.0, 0.125 + 0.25 * 2),
        (1.0, 2.0, 0.125 - 1),
        (2.0, 2.0, 0.125 + 0.25 * 2 - 1 + 0.5 * 2 * 1),
        (0.0, 4.0, 0.125 - 0.25 * 2 - 2 - 0.5 * 2 * 2),
    ],
)
def test_log_odds_are_a_sum_over_inputs_and_their_products(part_after_word, words, expected):
    found = MODEL.log_odds(rows(part_after_word=[part_after_word], words=[words]))
    assert found.tolist() == pytest.approx([expected])


def test_inputs_are_cut_off_at_four_deviations():
    found = MODEL.log_odds(rows(part_after_word=[3.0, 99.0, -1.0, -99.0], words=[0.0] * 4))
    assert found.tolist() == pytest.approx([1.125, 1.125, -0.875, -0.875])


def test_log_odds_are_cut_off():
    certain = replace(NO_NAME_PARTS, linear=vector(digits=100.0), intercept=-50.0)
    assert certain.log_odds(rows(digits=[0.0, 1.0])).tolist() == [-MAX_LOG_ODDS, MAX_LOG_ODDS]


def test_other_features_do_not_matter():
    others = rows(**{name: [7.0] for name in NAMES if name not in INPUTS})
    assert MODEL.log_odds(others).tolist() == MODEL.log_odds(np.zeros_like(others)).tolist()


def test_a_page_without_mentions_has_no_log_odds():
    assert MODEL.log_odds(np.zeros((0, len(NAMES)), np.float32)).shape == (0,)


def test_the_inputs_describe_mentions_alone():
    """Nothing about the target, and nothing that says whether editors link the text."""
    levels = {feature.name: feature.level for feature in FEATURES}
    assert {levels[name] for name in INPUTS} == {Level.MENTION}
    assert not {"link_probability", "case_probability", "use_share"} & set(INPUTS)
    assert len(set(INPUTS)) == len(INPUTS)
