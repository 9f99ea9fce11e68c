"""The content of the report: the figures that report.json contains and report.html displays.

The names of fields are keys of report.json, so they do not change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linking.bundle.manifest import DumpName
from linking.features.definitions import LINK_FEATURES
from linking.text.titles import Site
from linking.wikitext.excerpts import Excerpt
from training.evaluation.metrics import EvaluationResult, Figures, interval
from training.evaluation.report.decisions import DecisionContent, decision_content
from training.evaluation.report.importance import Importance, by_feature, by_group
from training.evaluation.report.newcomers import THRESHOLDS, NewcomerContent, newcomer_content
from training.evaluation.report.verdicts import SCHEME_NAMES, Verdict, cautions, verdict
from training.evaluation.results import THRESHOLD, Evaluation
from training.evaluation.sentence_context import SentenceBoundaries, sentence_around
from training.evaluation.suggestion_sample import SampledSuggestion
from training.knowledge.excluded_candidates import ExcludedKind
from training.learning.decision_learning import DecisionsOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """What the report is made of.

    Attributes:
        site: The wiki.
        dump: The dump that the run used.
        counts: Counts by name, in the order in which the report displays them.
        evaluation: The evaluation of the model and of the baseline.
        gain: The gain of each feature by name, as from `gains`.
        boundaries: Finds sentences in the wiki's language.
        excluded: The pages that are never suggested, by kind.
        default_model: True if the bundle has the default model.
        decisions: What became of the decisions of the wiki's reviewers, or None if none were given.
    """

    site: Site
    dump: DumpName
    counts: Mapping[str, int]
    evaluation: Evaluation
    gain: Mapping[str, float]
    boundaries: SentenceBoundaries
    excluded: Sequence[ExcludedKind] = ()
    default_model: bool = False
    decisions: DecisionsOutcome | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Precision and recall at a threshold. The precision is None if nothing was returned."""

    threshold: float
    precision: float | None
    recall: float
    hits: int
    returned: int


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """The suggestions for masked articles that score in [low, high).

    The score is the probability that a reviewer accepts a suggestion, so it need not be the share of editors' links.

    Attributes:
        low: The lowest score of the bin.
        high: The end of the bin.
        score: The mean score.
        right: The share of suggestions that editors had linked.
        interval: The 95 % confidence interval of that share.
        suggestions: The number of suggestions.
    """

    low: float
    high: float
    score: float
    right: float
    interval: tuple[float, float]
    suggestions: int


@dataclass(frozen=True, slots=True)
class LinkModelContent:
    """The figures of the link model alone, which predicts what editors link.

    Attributes:
        average_precision: The area under the precision-recall curve.
        at_threshold: The figures at the default threshold.
        precision_at_rules_recall: The precision at the baseline's recall, or None if it is never reached.
        recall_at_rules_precision: The recall at the baseline's precision, or None if it is never reached.
        calibration_error: The expected calibration error as the probability that an editor makes the link.
    """

    average_precision: float
    at_threshold: Row
    precision_at_rules_recall: float | None
    recall_at_rules_precision: float | None
    calibration_error: float


@dataclass(frozen=True, slots=True)
class ProtocolContent:
    """The figures of one masking scheme.

    Attributes:
        protocol: The scheme.
        name: The scheme's name in the report.
        articles: The number of articles with gold links.
        links: The number of gold links.
        average_precision: The area under the precision-recall curve.
        at_threshold: The figures at the default threshold.
        precision_interval: The 95 % confidence interval of the precision at the default threshold.
        recall_interval: The same of the recall.
        by_threshold: The figures at each of THRESHOLDS.
        link_model: The figures of the link model alone.
        reference: The figures of the baseline.
        precision_at_rules_recall: The model's precision at the baseline's recall, or None if it never reaches it.
        recall_at_rules_precision: The model's recall at the baseline's precision, or None if it never reaches it.
        calibration_error: The mean distance between the score and the share of suggestions that editors had linked.
            It is no error of the score, which says what reviewers accept.
        shown_calibration_error: The same of the suggestions from the default threshold up.
        calibration: The suggestions by score.
    """

    protocol: str
    name: str
    articles: int
    links: int
    average_precision: float
    at_threshold: Row
    precision_interval: tuple[float, float]
    recall_interval: tuple[float, float]
    by_threshold: tuple[Row, ...]
    link_model: LinkModelContent
    reference: Row
    precision_at_rules_recall: float | None
    recall_at_rules_precision: float | None
    calibration_error: float
    shown_calibration_error: float
    calibration: tuple[CalibrationRow, ...]


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A sampled suggestion.

    Attributes:
        lot: The key by which it was sampled.
        title: The title of the article.
        target: The suggested target.
        score: The model's score.
        right: Whether an editor had made this link.
        made_to: The article that editors linked this text to, or None if they did not link it.
        sentence: The text in its sentence.
    """

    lot: int
    title: str
    target: str
    score: float
    right: bool
    made_to: str | None
    sentence: Excerpt


@dataclass(frozen=True, slots=True)
class Report:
    """The whole content of the report."""

    wiki: str
    language: str
    dump: DumpName
    model: str
    verdict: Verdict
    cautions: tuple[str, ...]
    threshold: float
    newcomers: NewcomerContent
    decisions: DecisionContent | None
    protocols: tuple[ProtocolContent, ...]
    suggestions: tuple[SuggestionRow, ...]
    groups: tuple[Importance, ...]
    features: tuple[Importance, ...]
    feature_count: int
    counts: Mapping[str, int]
    excluded: tuple[ExcludedKind, ...]


def content(given: ReportInput) -> Report:
    """Compute the content of the report. It depends only on the input."""
    features = by_feature(given.gain)
    evaluation = given.evaluation
    results = zip(evaluation.model, evaluation.link_model, evaluation.baseline, strict=True)
    newcomers = newcomer_content(evaluation.unmasked, given.counts["articles"], given.boundaries)
    return Report(
        wiki=given.site.wiki,
        language=given.site.language,
        dump=given.dump,
        model="default" if given.default_model else "own",
        verdict=verdict(evaluation),
        cautions=tuple(cautions(evaluation, newcomers, default_model=given.default_model)),
        threshold=evaluation.threshold,
        newcomers=newcomers,
        decisions=decision_content(given.decisions),
        protocols=tuple(_protocol(*each, evaluation.threshold) for each in results),
        suggestions=tuple(_suggestion(sampled, given.boundaries) for sampled in evaluation.sample),
        groups=tuple(by_group(features)),
        features=tuple(features),
        feature_count=len(LINK_FEATURES),
        counts={
            **given.counts,
            "validation_articles": evaluation.unmasked.articles,
            **{f"validation_articles_{result.scheme}": result.articles for result in evaluation.model},
        },
        excluded=tuple(given.excluded),
    )


def _protocol(
    result: EvaluationResult, link_model: EvaluationResult, baseline: EvaluationResult, threshold: float
) -> ProtocolContent:
    figures, rule = result.at(threshold), baseline.at(THRESHOLD)
    precision_at_rules_recall, recall_at_rules_precision = _against_rule(result, rule)
    return ProtocolContent(
        protocol=result.scheme.value,
        name=SCHEME_NAMES[result.scheme],
        articles=result.articles,
        links=result.gold_links,
        average_precision=result.average_precision(),
        at_threshold=_row(figures),
        precision_interval=interval(figures.hits, figures.returned),
        recall_interval=interval(figures.hits, figures.gold_links),
        by_threshold=tuple(_row(result.at(each)) for each in THRESHOLDS),
        link_model=LinkModelContent(
            link_model.average_precision(),
            _row(link_model.at(THRESHOLD)),
            *_against_rule(link_model, rule),
            link_model.calibration_error(),
        ),
        reference=_row(rule),
        precision_at_rules_recall=precision_at_rules_recall,
        recall_at_rules_precision=recall_at_rules_precision,
        calibration_error=result.calibration_error(),
        shown_calibration_error=result.calibration_error(threshold),
        calibration=tuple(
            CalibrationRow(
                low=b.low,
                high=b.high,
                score=b.score,
                right=b.precision,
                interval=interval(b.hits, b.size),
                suggestions=b.size,
            )
            for b in result.calibration()
        ),
    )


def _against_rule(result: EvaluationResult, rule: Figures) -> tuple[float | None, float | None]:
    """Return the precision at the rule's recall, and the recall at the rule's precision."""
    at_recall, at_precision = result.at_recall(rule.recall), result.at_precision(rule.precision)
    return at_recall.precision if at_recall else None, at_precision.recall if at_precision else None


def _row(figures: Figures) -> Row:
    precision = figures.precision if figures.returned else None
    return Row(figures.threshold, precision, figures.recall, figures.hits, figures.returned)


def _suggestion(sampled: SampledSuggestion, boundaries: SentenceBoundaries) -> SuggestionRow:
    return SuggestionRow(
        lot=sampled.sample_key,
        title=sampled.title,
        target=sampled.target,
        score=sampled.score,
        right=sampled.correct,
        made_to=sampled.editors_target,
        sentence=sentence_around(sampled.paragraph, boundaries),
    )
