"""Simulates what a wiki's own decisions are worth, with reviewers who are drawn from judgements.

One or two wikis are held out. The shipped model is fitted to the judgements of the others, and adapted to decisions on
some articles of the held-out wikis. Its scores of the suggestions on their other articles are compared with the
judgements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from linking.acceptance import cut_off
from training.learning.acceptance_adaptation import Adaptation, adapt
from training.learning.acceptance_fit import fit_weights
from training.learning.decided_suggestions import DecidedSuggestions
from training.learning.judgements import LABELS, Judgements
from training.learning.logistic import LogisticFit

Array = NDArray[np.float64]
Reviewer = Callable[[NDArray[np.bool_], np.random.Generator], NDArray[np.bool_]]
"""Decides about suggestions, given whether they are right to accept."""

SIZES = (25, 50, 100, 200)
NOISE = 0.1
MIN_TESTED = 30
"""Judgements on other articles that must remain to test on."""
SHOWN = 0.6
"""MediaWiki's threshold."""


def _noisy(noise: float) -> Reviewer:
    def decide(right: NDArray[np.bool_], generator: np.random.Generator) -> NDArray[np.bool_]:
        return np.asarray(right ^ (generator.random(len(right)) < noise))

    return decide


def _blind(share: float) -> Reviewer:
    def decide(right: NDArray[np.bool_], generator: np.random.Generator) -> NDArray[np.bool_]:
        return np.asarray(generator.random(len(right)) < share)

    return decide


CAREFUL, STRICT = "careful", "strict"
REVIEWERS: Mapping[str, Reviewer] = {
    CAREFUL: _noisy(NOISE),
    "random": _blind(0.5),
    "accepts all": _blind(1.0),
    "accepts 19 of 20": _blind(0.95),
    "contrary": _noisy(1 - NOISE),
}
"""Reviewers by name: the first agrees with the judgements in nine of ten cases, the others do harm."""

COMMUNITIES: Mapping[str, str] = {STRICT: "good", "lenient": "minor"}
"""The lowest label that a community accepts: a strict one wants no link that many would find superfluous."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What to simulate.

    Attributes:
        wikis: The held-out wikis, whose reviewers decide.
        community: The name in COMMUNITIES.
        reviewer: The name in REVIEWERS.
        decisions: The number of decisions.
    """

    wikis: tuple[str, ...]
    community: str
    reviewer: str
    decisions: int


class Scores(NamedTuple):
    """Mean figures of the tested suggestions.

    Attributes:
        area: Area under the ROC curve.
        log_loss: Mean log loss.
        brier: Mean squared distance of score and judgement.
        precision: The share of right suggestions among those that score at least SHOWN.
        shown: The share of suggestions that score at least SHOWN.
    """

    area: float
    log_loss: float
    brier: float
    precision: float
    shown: float


@dataclass(frozen=True, slots=True)
class SimulatedPoint:
    """What a number of decisions is worth.

    Attributes:
        setting: What was simulated.
        default: Figures of the shipped model, averaged over the repeats.
        adapted: The same after adaptation.
        low, high: 95 % interval of the change of each figure over the repeats.
        adaptations: How often each adaptation was chosen.
    """

    setting: Setting
    default: Scores
    adapted: Scores
    low: Scores
    high: Scores
    adaptations: Mapping[str, int]

    def to_json(self) -> dict[str, object]:
        """Return a JSON object."""
        scores = {name: getattr(self, name)._asdict() for name in ("default", "adapted", "low", "high")}
        return {"setting": asdict(self.setting), **scores, "adaptations": self.adaptations}


def learning_curve_settings(judgements: Judgements) -> list[Setting]:
    """Return every setting for which enough judgements remain to test on.

    No wiki has enough judgements for the largest size, so pairs of wikis that do are held out, too. Reviewers who do
    harm are simulated on single wikis with a strict community.
    """
    wikis = sorted(set(judgements.wikis.tolist()))
    single = list(combinations(wikis, 1))
    pairs = [pair for pair in combinations(wikis, 2) if _has_enough(judgements, pair, SIZES[-1])]
    cases = [(CAREFUL, community, group) for community in COMMUNITIES for group in [*single, *pairs]]
    cases += [(reviewer, STRICT, group) for reviewer in REVIEWERS if reviewer != CAREFUL for group in single]
    return [
        Setting(group, community, reviewer, size)
        for reviewer, community, group in cases
        for size in SIZES
        if _has_enough(judgements, group, size)
    ]


def _has_enough(judgements: Judgements, wikis: Sequence[str], decisions: int) -> bool:
    return len(judgements.of(wikis).labels) >= decisions + MIN_TESTED


def simulate(judgements: Judgements, setting: Setting, *, repeats: int, seed: int = 0) -> SimulatedPoint:
    """Draw articles and decisions on them again and again, and measure what they are worth on the other articles.

    Args:
        judgements: The judgements of the held-out wikis and of at least two others.
        setting: What to simulate.
        repeats: How often to draw.
        seed: The seed of the draws.
    """
    held = judgements.of(setting.wikis)
    default = fit_weights(judgements.of(set(judgements.wikis.tolist()) - set(setting.wikis)))
    right = held.labels >= LABELS.index(COMMUNITIES[setting.community])
    titles = np.array([f"{wiki} {number}" for wiki, number in zip(held.wikis, held.articles, strict=True)])
    everything = DecidedSuggestions(titles, right.astype(float), np.ones(len(right)), cut_off(held.terms))
    generator = np.random.default_rng([seed, setting.decisions])
    before, after = [], []
    adaptations = dict.fromkeys(map(str, Adaptation), 0)
    for _ in range(repeats):
        judged, tested = _draw(titles, setting.decisions, generator)
        decided = _some(everything, judged, REVIEWERS[setting.reviewer](right[judged], generator))
        adapted = adapt(decided, default, minimum=SIZES[0])
        adaptations[adapted.adaptation] += 1
        rest = _some(everything, tested, right[tested])
        before.append(_figures(rest, default))
        after.append(_figures(rest, adapted.model))
    low, high = np.nanquantile(np.array(after) - np.array(before), [0.025, 0.975], axis=0).tolist()
    return SimulatedPoint(
        setting=setting,
        default=Scores(*np.nanmean(before, axis=0).tolist()),
        adapted=Scores(*np.nanmean(after, axis=0).tolist()),
        low=Scores(*low),
        high=Scores(*high),
        adaptations=adaptations,
    )


def learning_curve_table(points: Iterable[SimulatedPoint]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield "| wikis | reviewer | community | decisions | area | log loss | Brier | precision at 0.6 | shown | adapted |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for point in points:
        setting = point.setting
        figures = [
            f"{old:.3f} → {new:.3f} ({low:+.3f} to {high:+.3f})"
            for old, new, low, high in zip(point.default, point.adapted, point.low, point.high, strict=True)
        ]
        changed = sum(number for name, number in point.adaptations.items() if name != Adaptation.NONE)
        share = f"{changed / sum(point.adaptations.values()):.0%}"
        names = (" + ".join(setting.wikis), setting.reviewer, setting.community, str(setting.decisions))
        yield f"| {' | '.join([*names, *figures, share])} |"


def _draw(
    titles: NDArray[np.str_], size: int, generator: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows to decide about, by whole articles but for the last, and the rows of all other articles."""
    rank = {title: place for place, title in enumerate(generator.permutation(np.unique(titles)).tolist())}
    order = np.argsort([rank[title] for title in titles.tolist()], kind="stable")
    judged = order[:size]
    return judged, np.flatnonzero(~np.isin(titles, titles[judged]))


def _some(suggestions: DecidedSuggestions, rows: NDArray[np.intp], accepted: NDArray[np.bool_]) -> DecidedSuggestions:
    return DecidedSuggestions(
        suggestions.articles[rows], accepted.astype(float), suggestions.weights[rows], suggestions.terms[rows]
    )


def _figures(tested: DecidedSuggestions, model: LogisticFit) -> Scores:
    odds = model.log_odds(tested.terms)
    scores = expit(odds)
    shown = scores >= SHOWN
    precision = float(tested.accepted[shown].mean()) if shown.any() else float("nan")
    brier = float(np.square(scores - tested.accepted).mean())
    return Scores(tested.area(odds), float(tested.losses(odds).mean()), brier, precision, float(shown.mean()))
