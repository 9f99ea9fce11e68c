"""Decides whether a bundle is fit to publish, and lists what an operator should know before publishing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from training.evaluation.metrics import EvaluationResult, Figures, interval
from training.evaluation.results import Evaluation
from training.learning.link_masking import MaskingScheme

THRESHOLD = 0.5
MIN_PRECISION, MIN_RECALL = 0.75, 0.2
MIN_LINKS = 200
"""With fewer gold links the figures are uncertain. At 200, the confidence interval is about 10 points wide."""
MIN_JUDGED_LINKS = 50
"""With fewer gold links a figure below its minimum is a doubt, unless chance alone can hardly explain it."""

SCHEME_NAMES = {
    MaskingScheme.SENTENCE: "first sentences",
    MaskingScheme.ARTICLE: "whole articles",
    MaskingScheme.HALF: "half-linked articles",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a bundle is fit to publish.

    Attributes:
        publishable: True if it is.
        reasons: Why it is not, as text.
        doubts: Figures below their minimum that too few links were evaluated for, as text.
    """

    publishable: bool
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def verdict(results: Iterable[EvaluationResult]) -> Verdict:
    """Judge a model by its result on first sentences, at the default threshold of the service."""
    sentences = [result for result in results if result.scheme is MaskingScheme.SENTENCE and result.gold_links]
    if not sentences:
        unknown = "no validation article has a link in its first sentence, so the quality of the model is unknown"
        return Verdict(publishable=False, reasons=(unknown,))
    shortfalls = [shortfall for result in sentences for shortfall in _shortfalls(result.at(THRESHOLD))]
    reasons = tuple(str(shortfall) for shortfall in shortfalls if shortfall.is_certain)
    doubts = tuple(str(shortfall) for shortfall in shortfalls if not shortfall.is_certain)
    return Verdict(not reasons, reasons, doubts)


@dataclass(frozen=True, slots=True)
class _Shortfall:
    """A figure below its minimum: a share of hits among a total, from a number of gold links."""

    metric: str
    hits: int
    total: int
    minimum: float
    gold_links: int

    @property
    def is_certain(self) -> bool:
        return self.gold_links >= MIN_JUDGED_LINKS or interval(self.hits, self.total)[1] < self.minimum

    def __str__(self) -> str:
        few = "" if self.is_certain else f", but only {self.gold_links} links were evaluated, too few to judge"
        value = self.hits / self.total
        return f"{self.metric} on first sentences is {value:.3f} at threshold {THRESHOLD}, below {self.minimum}{few}"


def _shortfalls(figures: Figures) -> Iterator[_Shortfall]:
    if figures.precision < MIN_PRECISION:
        yield _Shortfall("precision", figures.hits, figures.returned, MIN_PRECISION, figures.gold_links)
    if figures.recall < MIN_RECALL:
        yield _Shortfall("recall", figures.hits, figures.gold_links, MIN_RECALL, figures.gold_links)


def cautions(evaluation: Evaluation, *, default_model: bool) -> Iterator[str]:
    """Yield what does not prevent publication but should be known, as text."""
    if default_model:
        yield (
            "This wiki is too small to train a model. The bundle has the default model, which was trained on other"
            " wikis, and this wiki's own statistics."
        )
    yield from (f"{doubt[:1].upper()}{doubt[1:]}." for doubt in verdict(evaluation.model).doubts)
    few = [
        f"{result.gold_links} on {SCHEME_NAMES[result.scheme]}"
        for result in evaluation.model
        if result.gold_links < MIN_LINKS
    ]
    if few:
        yield f"The evaluation had few links to find, so the figures are uncertain: {', '.join(few)}."
    for result, baseline in zip(evaluation.model, evaluation.baseline, strict=True):
        if baseline.gold_links:
            yield from _compared_with_baseline(SCHEME_NAMES[result.scheme], result, baseline.at(THRESHOLD))


def _compared_with_baseline(name: str, result: EvaluationResult, baseline: Figures) -> Iterator[str]:
    model = result.at_recall(baseline.recall)
    if model is None:
        yield f"On {name} the model finds fewer links than the baseline, whatever the threshold."
    elif model.precision < baseline.precision:
        yield (
            f"On {name} the baseline is better than the model: at the same recall, its precision is"
            f" {baseline.precision:.3f} and the model's {model.precision:.3f}."
        )
