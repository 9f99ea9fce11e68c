"""The acceptance model adds up standardized terms, survives its file format, and refuses files that do not fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from linking import acceleration
from linking.acceptance import (
    LINK_LOG_ODDS,
    PART_OF_NAME,
    TERMS,
    AcceptanceModel,
    TermScale,
    TwoStageScorer,
)
from linking.features.definitions import LINK_FEATURES, NAMES
from linking.name_parts import INPUTS, NamePartModel
from linking.scoring import InvalidModelError
from tests.helpers.linking.accelerated import needs, variants
from tests.helpers.linking.acceptance_models import LINK_SCORES, NO_NAME_PARTS

MODEL = AcceptanceModel(
    name_parts=replace(NO_NAME_PARTS, linear=(2.0, *[0.0] * (len(INPUTS) - 1)), intercept=-1.0),
    weights=tuple(0.5 if name == LINK_LOG_ODDS else -1.0 if name == "quoted" else 0.0 for name in TERMS),
    intercept=0.25,
    scales=tuple(TermScale(1.0, 2.0) if name == LINK_LOG_ODDS else TermScale(0.0, 0.5) for name in TERMS),
)


def rows(**columns: list[float]) -> NDArray[np.float32]:
    """A feature matrix with these columns. All others are 0."""
    matrix = np.zeros((max(map(len, columns.values())), len(NAMES)), np.float32)
    for name, values in columns.items():
        matrix[:, NAMES.index(name)] = values
    return matrix


def term(terms: NDArray[np.float64], name: str) -> list[float]:
    found: list[float] = terms[:, TERMS.index(name)].tolist()
    return found


class FakeLinkModel:
    """Predicts the value of the first feature."""

    def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        assert matrix.shape[1] == len(LINK_FEATURES)
        return matrix[:, 0]


def test_terms_are_both_log_odds_and_features():
    matrix = rows(part_after_word=[0.0, 1.5], incoming=[3.0, 4.0], quoted=[0.0, 1.0])
    terms = MODEL.terms(matrix, np.array([0.5, 0.8], np.float32))
    assert terms.shape == (2, len(TERMS))
    assert term(terms, LINK_LOG_ODDS) == pytest.approx([0.0, np.log(4)], abs=1e-6)
    assert term(terms, PART_OF_NAME) == pytest.approx([-1.0, 2.0])
    assert term(terms, "incoming") == [3.0, 4.0]
    assert term(terms, "quoted") == [0.0, 1.0]
    assert term(terms, "section") == [0.0, 0.0]


def test_certain_link_probabilities_have_finite_log_odds():
    odds = term(MODEL.terms(rows(quoted=[0.0, 0.0]), np.array([0.0, 1.0], np.float32)), LINK_LOG_ODDS)
    assert odds == pytest.approx([-np.log(9999), np.log(9999)])


def test_contributions_are_weighted_deviations():
    terms = np.zeros((3, len(TERMS)))
    terms[:, TERMS.index(LINK_LOG_ODDS)] = [1.0, 3.0, -2.0]
    terms[:, TERMS.index("quoted")] = [0.0, 0.5, 1.0]
    found = MODEL.contributions(terms)
    assert term(found, LINK_LOG_ODDS) == pytest.approx([0.0, 0.5, -0.75])
    assert term(found, "quoted") == pytest.approx([0.0, -1.0, -2.0])
    assert np.abs(found).sum() == pytest.approx(0.5 + 0.75 + 1 + 2)


def test_terms_are_cut_off_at_three_deviations():
    terms = np.zeros((2, len(TERMS)))
    terms[:] = [[99.0], [-99.0]]
    contributions = MODEL.contributions(terms)
    limits = 3 * np.abs(np.array(MODEL.weights))
    assert np.abs(contributions[0, 1:]).tolist() == pytest.approx(limits[1:].tolist())
    assert np.abs(contributions[1]).tolist() == pytest.approx(limits.tolist())


def test_a_sure_link_model_is_not_cut_off():
    """Otherwise the links that editors surely make would be in no order."""
    terms = np.zeros((2, len(TERMS)))
    terms[:, TERMS.index(LINK_LOG_ODDS)] = [8.0, 9.0]
    lower, higher = term(MODEL.contributions(terms), LINK_LOG_ODDS)
    assert higher > lower


def test_the_slope_is_that_of_the_link_models_log_odds():
    terms = np.zeros((2, len(TERMS)))
    terms[:, TERMS.index(LINK_LOG_ODDS)] = [1.0, 2.0]
    lower, higher = term(MODEL.contributions(terms), LINK_LOG_ODDS)
    assert higher - lower == pytest.approx(MODEL.link_slope)


def test_the_probability_is_that_of_the_summed_contributions():
    contributions = np.zeros((2, len(TERMS)))
    contributions[1, :2] = [0.5, -1.0]
    expected = [1 / (1 + np.exp(-0.25)), 1 / (1 + np.exp(0.25))]
    found = MODEL.probability(contributions)
    assert found.tolist() == pytest.approx(expected)
    assert found.dtype == np.float32


def test_a_model_can_be_given_the_scales_of_another_wiki():
    scales = (TermScale(2.0, 3.0),) * len(TERMS)
    assert MODEL.with_scales(scales) == replace(MODEL, scales=scales)


@pytest.fixture(params=variants("acceptance"))
def compiled(request, monkeypatch):
    """The compiled module or None."""
    monkeypatch.setattr(acceleration, "acceptance", request.param)
    return request.param


def test_the_scorer_joins_both_stages(compiled):
    scorer = TwoStageScorer(FakeLinkModel(), LINK_SCORES)  # type: ignore[arg-type]
    matrix = rows(**{NAMES[0]: [0.2, 0.9]})
    assert scorer.link_probability(matrix).tolist() == pytest.approx([0.2, 0.9])
    assert scorer.score(matrix).tolist() == pytest.approx([0.2, 0.9], abs=1e-5)
    assert term(scorer.terms(matrix), LINK_LOG_ODDS) == pytest.approx([np.log(0.25), np.log(9)], abs=1e-5)


def random_model(random: np.random.Generator) -> AcceptanceModel:
    def numbers(count: int = len(INPUTS)) -> tuple[float, ...]:
        return tuple(random.standard_normal(count).tolist())

    parts = NamePartModel(
        mean=numbers(),
        deviation=tuple(abs(number) + 0.1 for number in numbers()),
        linear=numbers(),
        quadratic=tuple(numbers() for _ in INPUTS),
        intercept=0.3,
    )
    scales = tuple(TermScale(mean, abs(mean) + 0.01) for mean in numbers(len(TERMS)))
    return AcceptanceModel(name_parts=parts, weights=numbers(len(TERMS)), intercept=-0.7, scales=scales)


@needs("acceptance")
@pytest.mark.parametrize("pairs", [*range(1, 20), 63, 64, 65, 200])
@pytest.mark.filterwarnings("ignore:.*encountered in:RuntimeWarning")
def test_the_compiled_scores_are_those_of_python_bit_by_bit(monkeypatch, pairs):
    random = np.random.default_rng(pairs)
    for scale in (0.1, 1.0, 30.0):
        model = random_model(random)
        matrix = random.standard_normal((pairs, len(NAMES)), np.float32) * np.float32(scale)
        matrix[:, 0] = random.choice([0, 1e-5, 0.2, 0.5, 0.9, 1], pairs)
        strange = random.choice(np.array([np.nan, np.inf, -np.inf, 0, -0.0], np.float32), matrix.shape)
        for each in (matrix, np.where(random.random(matrix.shape) < 0.05, strange, matrix)):
            compiled = TwoStageScorer(FakeLinkModel(), model)  # type: ignore[arg-type]
            with monkeypatch.context() as patched:
                patched.setattr(acceleration, "acceptance", None)
                pure = TwoStageScorer(FakeLinkModel(), model)  # type: ignore[arg-type]
            assert (compiled._compiled is None, pure._compiled) == (False, None)
            for same in (each, np.asfortranarray(each), each[::2]):
                np.testing.assert_array_equal(compiled.score(same), pure.score(same), strict=True)


def test_a_matrix_that_lacks_columns_is_refused(compiled):
    class HalfModel:
        def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
            return np.full(len(matrix), 0.5, np.float32)

    scorer = TwoStageScorer(HalfModel(), MODEL)  # type: ignore[arg-type]
    with pytest.raises(IndexError, match="out of bounds"):
        scorer.score(np.zeros((2, 10), np.float32))
    assert scorer.score(np.zeros((2, len(NAMES)))).dtype == np.float32


@needs("acceptance")
def test_what_the_compiled_module_cannot_use_is_refused():
    compiled = TwoStageScorer(FakeLinkModel(), MODEL)._compiled  # type: ignore[arg-type]
    assert compiled is not None
    matrix, half = np.zeros((2, len(NAMES)), np.float32), np.full(2, 0.5, np.float32)
    for arguments in ((matrix, half[:1]), (matrix[:, :10], half), (matrix, half.astype(np.float64)), (half, half)):
        with pytest.raises(ValueError, match=r"shapes|Buffer"):
            compiled.probability(*arguments)
    short = MODEL.with_scales(MODEL.scales[1:])
    for model in (short, replace(MODEL, weights=()), replace(MODEL, name_parts=replace(NO_NAME_PARTS, linear=()))):
        with pytest.raises(ValueError, match="differ"):
            TwoStageScorer(FakeLinkModel(), model)  # type: ignore[arg-type]


def test_an_empty_matrix_has_no_scores():
    scorer = TwoStageScorer(FakeLinkModel(), MODEL)  # type: ignore[arg-type]
    assert scorer.score(np.zeros((0, len(NAMES)), np.float32)).shape == (0,)


def test_a_file_has_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "acceptance.json"
    path.write_bytes(MODEL.to_json())
    assert AcceptanceModel.load(path) == MODEL
    assert AcceptanceModel.load(path).to_json() == MODEL.to_json()


Change = Callable[[dict[str, Any]], object]
CHANGES: list[tuple[Change, str]] = [
    (lambda m: m.update(format=2), "it has format 2, but this program reads format 1"),
    (lambda m: m.update(format="1"), "it has format '1'"),
    (lambda m: m.pop("format"), "it has format None"),
    (lambda m: m.pop("weights"), "missing required field `weights`"),
    (lambda m: m["name_parts"].pop("mean"), "missing required field `mean`"),
    (lambda m: m["scales"][0].pop("deviation"), "missing required field `deviation`"),
    (lambda m: m.update(more=1), "members that this program does not know"),
    (lambda m: m["name_parts"].update(more=1), "members that this program does not know"),
    (lambda m: m["scales"][3].update(more=1), "members that this program does not know"),
    (lambda m: m["weights"].pop(), "another number of terms"),
    (lambda m: m["scales"].append({"mean": 0.0, "deviation": 1.0}), "another number of terms"),
    (lambda m: m.update(weights=[], scales=[]), "another number of terms"),
    (lambda m: m["name_parts"]["mean"].append(0.0), "another number of terms"),
    (lambda m: m["name_parts"]["quadratic"].pop(), "another number of terms"),
    (lambda m: m["name_parts"]["quadratic"][2].pop(), "another number of terms"),
    (lambda m: m["name_parts"].update(linear=[]), "another number of terms"),
    (lambda m: m["scales"][0].update(deviation=0.0), "out of range"),
    (lambda m: m["scales"][0].update(deviation=-1.0), "out of range"),
    (lambda m: m["name_parts"]["deviation"].__setitem__(0, 0), "out of range"),
    (lambda m: m["scales"][0].update(mean=1e300), "out of range"),
    (lambda m: m["weights"].__setitem__(0, -1e300), "out of range"),
    (lambda m: m["name_parts"].update(intercept=1e300), "out of range"),
    (lambda m: m["name_parts"]["linear"].__setitem__(0, 1e300), "out of range"),
    (lambda m: m["name_parts"]["quadratic"][1].__setitem__(4, 1e300), "out of range"),
    (lambda m: m.update(intercept="0.5"), "Expected `float`"),
    (lambda m: m.update(intercept=None), "Expected `float`"),
    (lambda m: m.update(intercept=10**400), ""),
    (lambda m: m.update(weights={}), "Expected `array`"),
    (lambda m: m.update(name_parts=[]), "Expected `object`"),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES)
def test_a_model_that_does_not_fit_is_refused(tmp_path: Path, change: Change, reason: str) -> None:
    path = tmp_path / "acceptance.json"
    members = json.loads(MODEL.to_json())
    change(members)
    path.write_text(json.dumps(members))
    with pytest.raises(InvalidModelError) as caught:
        AcceptanceModel.load(path)
    assert str(caught.value).startswith("model acceptance.json cannot be used: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"nonsense",
        b"[]",
        b"null",
        b"\xff",
        b'{"format": "\xff"}',
        MODEL.to_json()[:-3],
        MODEL.to_json().replace(b"0.25", b"NaN"),
        MODEL.to_json().replace(b"0.25", b"Infinity"),
        MODEL.to_json().replace(b"0.25", b"1e999"),
        b'{"format": ' + b"[" * 100_000,
    ],
)
def test_a_file_that_is_no_model_is_refused_with_a_message_of_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "acceptance.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidModelError, match=r"^model acceptance\.json cannot be used: ") as caught:
        AcceptanceModel.load(path)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "acceptance.json"
    path.write_bytes(MODEL.to_json() + b" " * (1 << 20))
    with pytest.raises(InvalidModelError, match="at most 1048576 are allowed"):
        AcceptanceModel.load(path)
