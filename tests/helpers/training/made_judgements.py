"""Judgements of suggestions, drawn from a known model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from linking.acceptance import TERMS
from training.learning.judgements import LABELS, Judgements

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
