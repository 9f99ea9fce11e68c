"""Quantized probabilities and log ratios are close to the original ones, and link probabilities are smoothed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.store.quantization import (
    MAX_LOG_RATIO,
    dequantize_log_ratio,
    dequantize_probability,
    link_probability,
    quantize_log_ratio,
    quantize_probability,
)


@given(st.floats(0, 1))
def test_a_quantized_probability_is_close_and_closer_near_zero(probability):
    found = dequantize_probability(np.float32(quantize_probability(probability)))
    assert abs(found - probability) <= 0.5 / 255 * (2 * np.sqrt(probability) + 1 / 255) + 1e-6


@given(st.floats(0, 1))
def test_a_quantized_probability_fits_one_byte(probability):
    value = quantize_probability(probability)
    assert 0 <= value <= 255
    assert value == int(value)


@given(st.integers(0, 255))
def test_quantizing_a_dequantized_value_returns_it(value):
    assert quantize_probability(dequantize_probability(np.float32(value))) == value


@given(st.floats(-MAX_LOG_RATIO, MAX_LOG_RATIO))
def test_a_quantized_log_ratio_is_close(ratio):
    found = dequantize_log_ratio(np.float32(quantize_log_ratio(ratio)))
    assert abs(found - ratio) <= MAX_LOG_RATIO / 127 / 2 + 1e-6


@given(st.integers(1, 255))
def test_quantizing_a_dequantized_log_ratio_returns_it(value):
    assert quantize_log_ratio(dequantize_log_ratio(np.float32(value))) == value


@pytest.mark.parametrize(
    ("ratio", "value"), [(0, 128), (6, 255), (-6, 1), (7, 255), (-7, 1), (np.inf, 255), (-np.inf, 1), (3, 192)]
)
def test_log_ratios_are_cut_off_and_fit_one_byte(ratio, value):
    assert quantize_log_ratio(ratio) == value


def test_even_odds_are_exact():
    assert dequantize_log_ratio(np.float32(quantize_log_ratio(0.0))) == 0


def test_log_ratios_of_arrays_are_computed_element_by_element():
    assert quantize_log_ratio(np.array([0.0, 6.0, -9.0])).tolist() == [128, 255, 1]
    assert dequantize_log_ratio(np.array([128, 255, 1], np.float32)).tolist() == [0, 6, -6]


@pytest.mark.parametrize(("linking", "containing", "expected"), [(0, 0, 0.2), (1, 1, 0.6), (9, 99, 0.092), (5, 0, 1)])
def test_link_probability_is_smoothed_and_at_most_1(linking, containing, expected):
    assert link_probability(linking, containing) == pytest.approx(expected)


def test_link_probability_of_arrays_is_computed_element_by_element():
    found = link_probability(np.array([0, 9], np.uint32), np.array([0, 99], np.uint32))
    assert found.tolist() == pytest.approx([0.2, 0.092])
