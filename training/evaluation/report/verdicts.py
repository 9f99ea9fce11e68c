"""Decides whether a bundle is fit to publish, and lists what an operator should know before publishing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.evaluation.metrics import EvaluationResult, Figures, interval
from training.evaluation.report.newcomers import NewcomerContent
from training.evaluation.results import THRESHOLD, Evaluation
from training.evaluation.unmasked_articles import CLIENT_MIN_LINKS, CLIENT_THRESHOLD, UnmaskedResult
from training.learning.link_masking import MaskingScheme
from training.runtime.counts import counted

MIN_PRECISION, MIN_RECALL = 0.65, 0.2
"""The score ranks links by what reviewers accept, so it finds what editors link with less precision than the link model
does: .79 to .86 instead of .82 to .92 on four wikis (docs/decisions/publication.md)."""
MIN_LINKS = 200
"""With fewer gold links the figures are uncertain. At 200, the confidence interval is about 10 points wide."""
MIN_JUDGED_LINKS = 50
"""With fewer gold links a figure below its minimum is a doubt, unless chance alone can hardly explain it."""
MIN_UNMASKED_ARTICLES = 300
"""With fewer validation articles, it is a caution if none of them gets a suggestion. Without any suggestion on 300
articles, chance can hardly explain that more than 4 of 300 get one (95 % confidence)."""

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


def verdict(evaluation: Evaluation) -> Verdict:
    """Judge a model by its result on first sentences, and by whether newcomers are offered anything at all."""
    sentences = [result for result in evaluation.model if result.scheme is MaskingScheme.SENTENCE and result.gold_links]
    if not sentences:
        unknown = "no validation article has a link in its first sentence, so the quality of the model is unknown"
        return Verdict(publishable=False, reasons=(unknown,))
    shortfalls = [shortfall for result in sentences for shortfall in _shortfalls(result.at(evaluation.threshold))]
    reasons = [str(shortfall) for shortfall in shortfalls if shortfall.is_certain]
    doubts = tuple(str(shortfall) for shortfall in shortfalls if not shortfall.is_certain)
    unmasked = evaluation.unmasked
    if unmasked.articles >= MIN_UNMASKED_ARTICLES and _suggests_nothing(unmasked):
        reasons.append(
            f"none of {unmasked.articles} articles as they are gets a suggestion at MediaWiki's default threshold"
            f" {CLIENT_THRESHOLD}, so newcomers would find no task; see in the report which threshold gives some, and"
            " which pages training excluded"
        )
    return Verdict(not reasons, tuple(reasons), doubts)


def _suggests_nothing(unmasked: UnmaskedResult) -> bool:
    return not unmasked.links_per_article(CLIENT_THRESHOLD).any()


@dataclass(frozen=True, slots=True)
class _Shortfall:
    """A figure below its minimum at a threshold: a share of hits among a total, from a number of gold links."""

    threshold: float
    metric: str
    hits: int
    total: int
    minimum: float
    gold_links: int

    @property
    def is_certain(self) -> bool:
        return self.gold_links >= MIN_JUDGED_LINKS or interval(self.hits, self.total)[1] < self.minimum

    def __str__(self) -> str:
        few = "" if self.is_certain else f", but measured on only {counted(self.gold_links, 'link')}, too few to judge"
        value = self.hits / self.total
        return (
            f"{self.metric} on first sentences is {value:.3f} at threshold {self.threshold:.2g}, below"
            f" {self.minimum}{few}"
        )


def _shortfalls(figures: Figures) -> Iterator[_Shortfall]:
    threshold, hits, links = figures.threshold, figures.hits, figures.gold_links
    if figures.precision < MIN_PRECISION:
        yield _Shortfall(threshold, "precision", hits, figures.returned, MIN_PRECISION, links)
    if figures.recall < MIN_RECALL:
        yield _Shortfall(threshold, "recall", hits, links, MIN_RECALL, links)


def cautions(evaluation: Evaluation, newcomers: NewcomerContent, *, default_model: bool) -> Iterator[str]:
    """Yield what does not prevent publication but should be known, as text."""
    if default_model:
        yield (
            "This wiki is too small to train a model. The bundle has the default model, which was trained on other"
            " wikis, and this wiki's own statistics."
        )
    yield from (f"{doubt[:1].upper()}{doubt[1:]}." for doubt in verdict(evaluation).doubts)
    yield from _about_the_pool(newcomers)
    yield from _about_few_links(evaluation.model)
    # The score is no rival of the baseline: it ranks links by what reviewers accept, not by what editors link.
    for result, baseline in zip(evaluation.link_model, evaluation.baseline, strict=True):
        if baseline.gold_links:
            yield from _compared_with_baseline(SCHEME_NAMES[result.scheme], result, baseline.at(THRESHOLD))


def _about_the_pool(newcomers: NewcomerContent) -> Iterator[str]:
    threshold, usable = newcomers.threshold, newcomers.usable_threshold
    if not newcomers.articles or (usable is not None and usable >= threshold):
        return
    now = newcomers.at(threshold)
    pool = (
        f"At MediaWiki's default threshold {threshold}, about {now.wiki_two_or_more:,} of {newcomers.wiki_articles:,}"
        f" articles get the {CLIENT_MIN_LINKS} suggestions that a task needs; a usable pool has"
        f" {newcomers.usable_pool}."
    )
    one = f"minimumLinksPerTask to 1, which gives about {now.wiki_two_or_more + now.wiki_one:,} tasks."
    if usable is None:
        yield f"{pool} No threshold at which reviewers would accept most suggestions gives one. Consider setting {one}"
        return
    row = newcomers.at(usable)
    yield (
        f"{pool} Consider setting minimumLinkScore to {usable}, which gives about {row.wiki_two_or_more:,} tasks, of"
        f" whose suggestions reviewers would accept {row.acceptance or 0:.0%}, or {one}"
    )


def _about_few_links(results: Sequence[EvaluationResult]) -> Iterator[str]:
    few = [
        f"{result.gold_links} on {SCHEME_NAMES[result.scheme]}" for result in results if result.gold_links < MIN_LINKS
    ]
    if few:
        yield f"The evaluation had few links to find, so the figures are uncertain: {', '.join(few)}."


def _compared_with_baseline(name: str, result: EvaluationResult, baseline: Figures) -> Iterator[str]:
    model = result.at_recall(baseline.recall)
    if model is None:
        yield f"On {name} the link model finds fewer links than the baseline, whatever the threshold."
    elif model.precision < baseline.precision:
        yield (
            f"On {name} the baseline finds editors' links better than the link model: at the same recall, its precision"
            f" is {baseline.precision:.3f} and the link model's {model.precision:.3f}."
        )
