"""Judgements of suggestions, and decisions about them, drawn from a known model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from linking.acceptance import TERMS
from training.learning.decided_suggestions import DecidedSuggestions
from training.learning.judgements import LABELS, Judgements
from training.learning.logistic import LogisticFit

WIKIS = ("awiki", "bwiki", "cwiki", "dwiki")


def make_judgements(wikis: Sequence[str] = WIKIS, size: int = 150, seed: int = 0) -> Judgements:
    """Return judgements that the first two terms decide: the first for acceptance, the second against it."""
    random = np.random.default_rng(seed)
    terms = random.standard_normal((len(wikis) * size, len(TERMS))).round(4)
    quality = 1.5 * terms[:, 0] - terms[:, 1] + random.logistic(size=len(terms))
    return Judgements(
        wikis=np.repeat(wikis, size),
        articles=np.tile(np.arange(size) // 3, len(wikis)),
        labels=np.searchsorted([-0.5, 0.5], quality),
        terms=terms,
        scales={wiki: np.array([[0.5] * len(TERMS), [2.0] * len(TERMS)]) for wiki in wikis},
    )


GOOD, MINOR, BAD = LABELS.index("good"), LABELS.index("minor"), LABELS.index("bad")

DEFAULT = LogisticFit(np.array([1.5, -1.0, *[0.0] * (len(TERMS) - 2)]), 0.0)
"""A model that agrees with the judgements."""


def make_decided(size: int, *, shift: float = 0.0, other: float = 0.0, seed: int = 0) -> DecidedSuggestions:
    """Return decisions that DEFAULT predicts, on articles with three suggestions each.

    Args:
        size: The number of suggestions.
        shift: The log odds by which reviewers accept more often than DEFAULT says.
        other: The weight of the fourth term, which DEFAULT does not know.
        seed: The seed.
    """
    random = np.random.default_rng(seed)
    terms = random.standard_normal((size, len(TERMS)))
    odds = DEFAULT.log_odds(terms) + shift + other * terms[:, 3]
    accepted = (random.random(size) < expit(odds)).astype(float)
    titles = np.array([f"Article {number // 3}" for number in range(size)])
    return DecidedSuggestions(titles, accepted, np.ones(size), terms)
