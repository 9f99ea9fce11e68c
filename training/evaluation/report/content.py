"""What the report says: the one set of figures that report.json holds and report.html shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from linking.bundle.manifest import DumpName
from linking.features.definitions import FEATURES
from linking.text.titles import Site
from training.evaluation.metrics import Figures, Trial
from training.evaluation.report.importance import Importance, by_feature, by_group
from training.evaluation.report.verdicts import NAMES, THRESHOLD, Verdict, cautions, verdict
from training.evaluation.suggestion_sample import Suggested
from training.learning.link_masking import View

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What a training run knows at its end.

    trials, reference: of the model and of the reference rule, the same protocols in the same order. gain: of each
    feature by name (`gains`). counts: any, by name. default_model: not this wiki's own.
    """

    site: Site
    dump: DumpName
    counts: Mapping[str, int]
    trials: Sequence[Trial]
    reference: Sequence[Trial]
    gain: Mapping[str, float]
    default_model: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Precision (None where nothing was returned) and recall at a threshold."""

    threshold: float
    precision: float | None
    recall: float
    hits: int
    returned: int


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """Suggestions that score in [low, high): mean score, share of right ones and its 95 % interval, number."""

    low: float
    high: float
    score: float
    right: float
    interval: tuple[float, float]
    suggestions: int


@dataclass(frozen=True, slots=True)
class ProtocolContent:
    """One protocol's figures.

    calibration_error: of all suggestions; shown_calibration_error: of those that score at least the threshold.
    precision_at_rules_recall, recall_at_rules_precision: the model's, None where it never gets there.
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
    reference: Row
    precision_at_rules_recall: float | None
    recall_at_rules_precision: float | None
    calibration_error: float
    shown_calibration_error: float
    calibration: tuple[CalibrationRow, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the report says. suggestions: drawn at random from half-linked articles, what editors meet."""

    wiki: str
    language: str
    dump: DumpName
    model: str
    verdict: Verdict
    cautions: tuple[str, ...]
    threshold: float
    protocols: tuple[ProtocolContent, ...]
    suggestions: tuple[Suggested, ...]
    groups: tuple[Importance, ...]
    features: tuple[Importance, ...]
    feature_count: int
    counts: Mapping[str, int]


def content(given: ReportInput) -> Report:
    """The report's figures; the same input gives the same figures in the same order."""
    features = by_feature(given.gain)
    by_protocol = {trial.protocol: trial for trial in given.trials}
    half = by_protocol.get(View.HALF)
    return Report(
        wiki=given.site.wiki,
        language=given.site.language,
        dump=given.dump,
        model="default" if given.default_model else "own",
        verdict=verdict(given.trials),
        cautions=tuple(cautions(given.trials, given.reference, default_model=given.default_model)),
        threshold=THRESHOLD,
        protocols=tuple(_protocol(*pair) for pair in zip(given.trials, given.reference, strict=True)),
        suggestions=tuple(half.shown) if half else (),
        groups=tuple(by_group(features)),
        features=tuple(features),
        feature_count=len(FEATURES),
        counts={**given.counts, **{f"validation_articles_{t.protocol}": t.articles for t in given.trials}},
    )


def _protocol(trial: Trial, reference: Trial) -> ProtocolContent:
    figures, rule = trial.at(THRESHOLD), reference.at(THRESHOLD)
    at_recall, at_precision = trial.at_recall(rule.recall), trial.at_precision(rule.precision)
    return ProtocolContent(
        protocol=trial.protocol.value,
        name=NAMES[trial.protocol],
        articles=trial.articles,
        links=trial.gold,
        average_precision=trial.average_precision(),
        at_threshold=_row(figures),
        precision_interval=interval(figures.hits, figures.returned),
        recall_interval=interval(figures.hits, figures.gold),
        by_threshold=tuple(_row(trial.at(threshold)) for threshold in THRESHOLDS),
        reference=_row(rule),
        precision_at_rules_recall=at_recall.precision if at_recall else None,
        recall_at_rules_precision=at_precision.recall if at_precision else None,
        calibration_error=trial.calibration_error(),
        shown_calibration_error=trial.calibration_error(THRESHOLD),
        calibration=tuple(
            CalibrationRow(b.low, b.high, b.score, b.right, interval(b.hits, b.size), b.size)
            for b in trial.calibration()
        ),
    )


def _row(figures: Figures) -> Row:
    precision = figures.precision if figures.returned else None
    return Row(figures.threshold, precision, figures.recall, figures.hits, figures.returned)


def interval(hits: int, total: int) -> tuple[float, float]:
    """95 % interval of a share, after Wilson: holds for small numbers and for shares near 0 and 1.

    https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
    """
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
