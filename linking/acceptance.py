"""The acceptance model: predicts whether a reviewer accepts a link, from its link score and its surroundings.

The link model learns which links editors make. Reviewers judge suggestions differently: they reject parts of longer
names, other meanings of a word, and links that readers do not need. This model is a logistic regression whose weights
were learned from judgements of suggestions on several wikis. Its terms are standardized within each wiki, which needs
no judgements of that wiki.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from linking import acceleration, name_parts
from linking.features.definitions import LINK_FEATURES, NAMES
from linking.name_parts import COLUMNS, INPUTS, MAX_LOG_ODDS, NamePartModel
from linking.scoring import InvalidModelError, Model

ACCEPTANCE = "acceptance.json"
"""The file in a bundle."""

LINK_LOG_ODDS, PART_OF_NAME = "link_log_odds", "part_of_name"
"""Terms that are no features: the log odds of the link model, and those of the name part model."""

TERMS: tuple[str, ...] = (
    LINK_LOG_ODDS,
    PART_OF_NAME,
    "quoted",
    "incoming",
    "text_length",
    "capital_density",
    "use_share",
    "section",
    "year_nearby",
    "occurrences",
    "case_probability",
    "space_after",
)
"""The terms of the acceptance model, chosen on judgements (docs/decisions/acceptance.md)."""

FORMAT = 1
MAX_DEVIATIONS = 3.0
"""Terms are cut off at this many standard deviations from their mean; that of the link model has no upper limit,
so that the links that editors surely make keep their order."""

_COLUMNS = [NAMES.index(name) for name in TERMS[2:]]
_HIGHEST = np.array([np.inf, *[MAX_DEVIATIONS] * (len(TERMS) - 1)])
_MIN_PROBABILITY = 1e-4
_MAX_BYTES = 1 << 20
_MAX_NUMBER = 1e6
"""Weights and terms are far smaller. Larger numbers could add up to no number."""


@dataclass(frozen=True, slots=True)
class TermScale:
    """The distribution of a term over a wiki's suggestions.

    Attributes:
        mean: Its mean.
        deviation: Its standard deviation, above 0.
    """

    mean: float
    deviation: float


@dataclass(frozen=True)
class AcceptanceModel:
    """A logistic regression over TERMS.

    Attributes:
        name_parts: Computes the term PART_OF_NAME.
        weights: Weight of each standardized term, in log odds per standard deviation; shape (terms,).
        intercept: Log odds at the means.
        scales: How each term is standardized; shape (terms,).
        format: Version of the file's format.
    """

    name_parts: NamePartModel
    weights: tuple[float, ...]
    intercept: float
    scales: tuple[TermScale, ...]
    format: int = FORMAT

    @classmethod
    def load(cls, path: Path) -> AcceptanceModel:
        """Read a model file.

        Raises:
            InvalidModelError: If the file cannot be read, or is not an acceptance model of this program's format.
        """
        try:
            content = path.read_bytes()
            if len(content) > _MAX_BYTES:
                raise InvalidModelError(path, f"it has {len(content)} bytes, but at most {_MAX_BYTES} are allowed")
            members = msgspec.json.decode(content, type=dict[str, object])
            if members.get("format") != FORMAT:
                reason = f"it has format {members.get('format')!r:.20}, but this program reads format {FORMAT}"
                raise InvalidModelError(path, reason)
            model = msgspec.convert(members, cls)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise InvalidModelError(path, str(error)) from error
        if msgspec.json.decode(model.to_json()) != members:
            raise InvalidModelError(path, "it has members that this program does not know")
        model.check(path)
        return model

    def check(self, path: Path) -> None:
        """Check the model's shape and numbers.

        Raises:
            InvalidModelError: If the model does not fit this program.
        """
        parts = self.name_parts
        sizes = {len(self.weights), len(self.scales)}
        part_sizes = {
            len(row) for row in (parts.mean, parts.deviation, parts.linear, parts.quadratic, *parts.quadratic)
        }
        if sizes != {len(TERMS)} or part_sizes != {len(INPUTS)}:
            raise InvalidModelError(path, "it has another number of terms than this program computes")
        deviations = (*parts.deviation, *(scale.deviation for scale in self.scales))
        weights = (*self.weights, self.intercept, *parts.linear, *sum(parts.quadratic, ()), parts.intercept)
        numbers = (*parts.mean, *(scale.mean for scale in self.scales), *deviations, *weights)
        if min(deviations) <= 0 or not (np.abs(numbers) <= _MAX_NUMBER).all():
            raise InvalidModelError(path, "it has numbers that are out of range")

    def to_json(self) -> bytes:
        """Return the content of a model file. The same model always gives the same bytes."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"

    def with_scales(self, scales: tuple[TermScale, ...]) -> AcceptanceModel:
        """Return the same model with the scales of another wiki."""
        return replace(self, scales=scales)

    def terms(self, matrix: NDArray[np.float32], link_probability: NDArray[np.float32]) -> NDArray[np.float64]:
        """Compute the terms.

        Args:
            matrix: Features in the order of FEATURES, shape (pairs, features).
            link_probability: What the link model says, shape (pairs,).

        Returns:
            Shape (pairs, terms), in the order of TERMS, not standardized.
        """
        terms = np.empty((len(matrix), len(TERMS)))
        probability = np.minimum(
            np.maximum(link_probability.astype(np.float64), _MIN_PROBABILITY), 1 - _MIN_PROBABILITY
        )
        terms[:, 0] = np.log(probability / (1 - probability))
        terms[:, 1] = self.name_parts.log_odds(matrix)
        terms[:, 2:] = matrix[:, _COLUMNS]
        return terms

    def contributions(self, terms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute what each term adds to the log odds of acceptance.

        Args:
            terms: What `terms` returned.

        Returns:
            Shape (pairs, terms). With the intercept, each row adds up to the log odds.
        """
        mean, deviation, weights = self._arrays
        return cut_off((terms - mean) / deviation) * weights

    @property
    def link_slope(self) -> float:
        """By how much the log odds of acceptance grow with those of the link model."""
        return self.weights[0] / self.scales[0].deviation

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.float64], ...]:
        columns = np.array([(scale.mean, scale.deviation) for scale in self.scales])
        return columns[:, 0], columns[:, 1], np.array(self.weights)

    def probability(self, contributions: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the probability of acceptance, shape (pairs,), of what `contributions` returned."""
        return (1 / (1 + np.exp(-(contributions.sum(axis=1) + self.intercept)))).astype(np.float32)


def cut_off(standardized: NDArray[np.float64]) -> NDArray[np.float64]:
    """Limit standardized terms, shape (pairs, terms), to MAX_DEVIATIONS."""
    return np.minimum(np.maximum(standardized, -MAX_DEVIATIONS), _HIGHEST)


class TwoStageScorer:
    """A Scorer that says how likely a reviewer accepts a link.

    Args:
        link_model: Predicts whether an editor would make the link.
        acceptance: Predicts whether a reviewer would accept it.
    """

    def __init__(self, link_model: Model, acceptance: AcceptanceModel) -> None:
        self.link_model, self.acceptance = link_model, acceptance
        self._compiled = _compiled(acceptance) if acceleration.acceptance is not None else None

    def link_probability(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Predict the probability that an editor would make the link, shape (pairs,)."""
        return self.link_model.score(matrix[:, : len(LINK_FEATURES)])

    def terms(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """Compute the terms of the acceptance model, shape (pairs, terms)."""
        return self.acceptance.terms(matrix, self.link_probability(matrix))

    def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Predict the probability of acceptance; see `Scorer.score`."""
        if not len(matrix):
            return np.zeros(0, np.float32)
        compiled = self._compiled
        if compiled is None or matrix.shape[1] < compiled.columns or matrix.dtype != np.float32:
            return self.acceptance.probability(self.acceptance.contributions(self.terms(matrix)))
        return compiled.probability(matrix, self.link_probability(matrix))


def _compiled(model: AcceptanceModel) -> acceleration.acceptance.Acceptance:
    """Return what computes the probability of acceptance in the compiled module."""
    parts, scales, standardization = model.name_parts, model.scales, acceleration.acceptance.Standardization
    return acceleration.acceptance.Acceptance(
        name_inputs=standardization(COLUMNS, parts.mean, parts.deviation, [name_parts.MAX_DEVIATIONS] * len(INPUTS)),
        linear=parts.linear,
        quadratic=np.array(parts.quadratic),
        name_intercept=parts.intercept,
        max_log_odds=MAX_LOG_ODDS,
        terms=standardization(
            [-1, -1, *_COLUMNS],
            [scale.mean for scale in scales],
            [scale.deviation for scale in scales],
            _HIGHEST.tolist(),
        ),
        weights=model.weights,
        intercept=model.intercept,
        min_probability=_MIN_PROBABILITY,
    )
