"""Small trials for tests, made of scores that are right or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from training.evaluation.metrics import PROTOCOLS, Trial
from training.evaluation.sentence_context import Sentence
from training.evaluation.suggestion_sample import Suggested
from training.learning.link_masking import View


def make_trial(
    suggestions: Iterable[tuple[float, bool]],
    gold: int,
    protocol: View = View.SENTENCE,
    shown: Sequence[Suggested] = (),
) -> Trial:
    """A trial of (score, right) suggestions, each in an article of its own."""
    pairs = list(suggestions)
    scores, right = np.array([s for s, _ in pairs], np.float64), np.array([r for _, r in pairs], np.bool_)
    return Trial(protocol, scores, right, gold, len(pairs), shown)


def make_trials(suggestions: Iterable[tuple[float, bool]], gold: int, shown: Sequence[Suggested] = ()) -> list[Trial]:
    """The same trial for each protocol."""
    pairs = list(suggestions)
    return [make_trial(pairs, gold, protocol, shown) for protocol in PROTOCOLS]


def make_suggested(
    text: str = "river", target: str = "River", *, right: bool = True, made_to: str | None = None, lot: int = 0
) -> Suggested:
    """A suggestion in a sentence."""
    return Suggested(lot, "Thames", target, 0.75, right, made_to, Sentence("The ", text, " is long."))
