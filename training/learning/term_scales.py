"""Measures how the terms of the acceptance model are distributed over a wiki's suggestions on unchanged articles.

The weights were learned from judgements on other wikis. They apply to this one because the terms are standardized
within each wiki, which needs no judgements.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linking.acceptance import TERMS, AcceptanceModel, TermScale, TwoStageScorer
from linking.analysis import AnalyzedArticle, ArticleQuery, Stages
from linking.features.definitions import LINK_FEATURES, matrix
from linking.scoring import Model
from training.corpus.chunks import read_chunk
from training.corpus.splits import Split
from training.learning.examples import cached_analyzer
from training.runtime.worker_pool import worker_cache

MIN_LINK_PROBABILITY = 0.1
"""Pairs below are no suggestions at any threshold that a wiki would set."""
PRIOR_PAIRS = 30
"""A wiki's own figures count as much as the default ones once it has this many suggestions."""
_MIN_DEVIATION = 1e-3
_DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TermTask:
    """A chunk whose validation articles are to be measured.

    Attributes:
        chunk: The file with the articles.
        lookups: The directory with lookups built without validation articles.
        model: The file of a link model trained without validation articles.
        split: Says which articles are validation articles.
        acceptance: The acceptance model, whose scales do not matter.
    """

    chunk: Path
    lookups: Path
    model: Path
    split: Split
    acceptance: AcceptanceModel


@dataclass(frozen=True, slots=True)
class TermSums:
    """Sums over suggestions.

    Attributes:
        pairs: The number of suggestions.
        values: The sum of each term, shape (terms,).
        squares: The sum of its squares, shape (terms,).
    """

    pairs: int
    values: NDArray[np.float64]
    squares: NDArray[np.float64]

    @classmethod
    def of(cls, terms: NDArray[np.float64]) -> TermSums:
        """Return the sums of some suggestions' terms, shape (pairs, terms)."""
        return cls(len(terms), terms.sum(axis=0), np.square(terms).sum(axis=0))


def add_up(parts: Iterable[TermSums]) -> TermSums:
    """Return the sums over all parts."""
    total = TermSums.of(np.zeros((0, len(TERMS))))
    for part in parts:
        total = TermSums(total.pairs + part.pairs, total.values + part.values, total.squares + part.squares)
    return total


def measure_terms(task: TermTask) -> TermSums:
    """Add up the terms of the suggestions on the chunk's validation articles, which are left as they are."""
    scorer = TwoStageScorer(cached_model(task.model), task.acceptance)
    analyzer = cached_analyzer(task.lookups)
    parts = []
    for article in read_chunk(task.chunk, task.split.is_validation):
        analyzed = analyzer.analyze(ArticleQuery(article.title, article.wikitext), Stages())
        if isinstance(analyzed, AnalyzedArticle):
            features = matrix(analyzed.context)
            probability = scorer.link_probability(features)
            suggested = probability >= MIN_LINK_PROBABILITY
            parts.append(TermSums.of(task.acceptance.terms(features[suggested], probability[suggested])))
    return add_up(parts)


@worker_cache
def cached_model(path: Path) -> Model:
    """Load a link model, once per worker."""
    return Model.load(path, len(LINK_FEATURES))


def fit_scales(sums: TermSums, prior: tuple[TermScale, ...]) -> tuple[TermScale, ...]:
    """Return the scales of a wiki, drawn towards the default ones if the wiki has few suggestions.

    Args:
        sums: What `measure_terms` added up.
        prior: The default scales, in the order of TERMS.
    """
    default_mean = np.array([scale.mean for scale in prior])
    default_square = np.array([scale.mean**2 + scale.deviation**2 for scale in prior])
    total = sums.pairs + PRIOR_PAIRS
    mean = (sums.values + PRIOR_PAIRS * default_mean) / total
    variance = (sums.squares + PRIOR_PAIRS * default_square) / total - mean**2
    deviation = np.sqrt(np.maximum(variance, _MIN_DEVIATION**2))
    return tuple(
        TermScale(*pair) for pair in zip(mean.round(_DIGITS).tolist(), deviation.round(_DIGITS).tolist(), strict=True)
    )
