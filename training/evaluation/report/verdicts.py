"""Whether a bundle is fit to be shown to editors, and what an operator should know before it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from training.evaluation.metrics import Figures, Trial
from training.learning.link_masking import View

THRESHOLD = 0.5
LEAST_PRECISION, LEAST_RECALL = 0.75, 0.2
FEW_LINKS = 200
"""Links to find below which the figures are rough: at 200, the interval of a share is some 10 points wide."""

NAMES = {View.SENTENCE: "first sentences", View.ARTICLE: "whole articles", View.HALF: "half-linked articles"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """reasons: why the bundle should not be published, as text; none where it may be."""

    publishable: bool
    reasons: tuple[str, ...]


def verdict(trials: Iterable[Trial]) -> Verdict:
    """Judge a model by its trial on first sentences, at the threshold that serving has by default."""
    reasons = tuple(_reasons([trial for trial in trials if trial.protocol is View.SENTENCE and trial.gold]))
    return Verdict(not reasons, reasons)


def _reasons(sentences: Sequence[Trial]) -> Iterator[str]:
    if not sentences:
        yield "no validation article has a link in a first sentence, so nothing shows how good the model is"
    for figures in (trial.at(THRESHOLD) for trial in sentences):
        if figures.precision < LEAST_PRECISION:
            yield _too_low("precision", figures.precision, LEAST_PRECISION)
        if figures.recall < LEAST_RECALL:
            yield _too_low("recall", figures.recall, LEAST_RECALL)


def _too_low(what: str, value: float, least: float) -> str:
    return f"{what} on first sentences is {value:.3f} at threshold {THRESHOLD}, under {least}"


def cautions(trials: Sequence[Trial], reference: Sequence[Trial], *, default_model: bool) -> Iterator[str]:
    """What does not speak against publishing, but should be known. reference: the rule's trials, as `trials`."""
    if default_model:
        yield (
            "The wiki is too small to train a model on: this is the default model, trained on other wikis, "
            "with this wiki's own statistics."
        )
    few = [f"{trial.gold} on {NAMES[trial.protocol]}" for trial in trials if trial.gold < FEW_LINKS]
    if few:
        yield f"Few links to find, so the figures are rough: {', '.join(few)}."
    for trial, rule in zip(trials, reference, strict=True):
        if rule.gold:
            yield from _against_rule(NAMES[trial.protocol], rule.at(THRESHOLD), trial)


def _against_rule(name: str, rule: Figures, trial: Trial) -> Iterator[str]:
    model = trial.at_recall(rule.recall)
    if model is None:
        yield f"On {name} the model never finds as many links as the plain rule does."
    elif model.precision < rule.precision:
        yield (
            f"On {name} the plain rule is the better one: at its recall its precision is {rule.precision:.3f}, "
            f"the model's {model.precision:.3f}."
        )
