"""The pipeline: an article's wikitext and a wiki's bundle in, recommended links out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.analysis import Question, Reader, Reading, Stages
from linking.bundle.bundle import Bundle
from linking.bundle.errors import FoldingError
from linking.errors import LinkingError
from linking.explanations import Explanations
from linking.features.definitions import FEATURES, Feature, matrix
from linking.features.registry import SETS
from linking.mentions import Affixes, Dictionary
from linking.rules.matcher import RuleBook
from linking.rules.model import Rule
from linking.rules.page_classes import classes_of
from linking.rules.suppression import HeldBack, Sieve, choose_with_rules
from linking.scoring import Judge, Model
from linking.selection.link_selection import Link, Suggestion, choose
from linking.store.lookups import OpenLookups, open_sqlite
from linking.text.folding import FOLDING_VERSION
from linking.text.titles import Site

MODEL, SITE, AFFIXES = "model.ubj", "site.json", "affixes.json"
DEFAULT_THRESHOLD = 0.5
DEFAULT_RECOMMENDATIONS, MOST_RECOMMENDATIONS = 15, 1000


class FeaturesUnknown(LinkingError):
    """The bundle's model was trained on other features than this program computes."""

    def __init__(self, features: tuple[str, ...]) -> None:
        super().__init__(
            f"the bundle has {len(features)} features that this version does not compute alike; train it again"
        )
        self.features = features


@dataclass(frozen=True, slots=True)
class Request:
    """What to recommend links for.

    threshold: least score, in [0, 1]. deadline: `time.monotonic()` value after which no new work starts.
    language: overrides the bundle's language for text folding. rules: what they hold back is not recommended; made by
    the same recommender's `rule_book`. explain: say how each link came about, and what rules held back.
    """

    title: str
    wikitext: str
    threshold: float = DEFAULT_THRESHOLD
    max_recommendations: int = DEFAULT_RECOMMENDATIONS
    language: str | None = None
    sections_to_exclude: tuple[str, ...] = ()
    deadline: float | None = None
    explain: bool = False
    rules: RuleBook | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommended link; the fields are docs/client.md's, `wikitext_offset` in code points."""

    link_text: str
    link_target: str
    match_index: int
    wikitext_offset: int
    score: float
    context_before: str
    context_after: str
    link_index: int
    explanation: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Recommendations in order of offset. seconds: time by stage (parse, mentions, lookups, score, choose).

    held_back: links that would have scored enough, in order of offset; None where no explanation was asked for.
    """

    links: tuple[Recommendation, ...]
    truncated: bool = False
    seconds: Mapping[str, float] = field(default_factory=dict)
    held_back: tuple[HeldBack, ...] | None = None


class Recommender:
    """One wiki's bundle, opened. Not shared between processes: open it after the fork."""

    def __init__(self, reader: Reader, model: Judge, features: Sequence[Feature] = FEATURES) -> None:
        self._reader = reader
        self._model = model
        self._features = features

    @classmethod
    def open(cls, bundle: Bundle, open_lookups: OpenLookups = open_sqlite) -> Recommender:
        """Open the look-ups and load the model. Raises LinkingError where a file cannot be used."""
        features = SETS.get(bundle.manifest.features)
        if features is None:
            raise FeaturesUnknown(bundle.manifest.features)
        if bundle.manifest.folding != FOLDING_VERSION:
            raise FoldingError(bundle.manifest.wiki, bundle.manifest.folding, FOLDING_VERSION)
        model = Model.load(bundle.path(MODEL), len(features))
        longest = bundle.manifest.limits.longest_anchor
        return cls(open_reader(bundle.directory, longest, open_lookups), model, features)

    def recommend(self, request: Request) -> Answer:
        """Recommend links for one article; an empty answer means that there is nothing to recommend."""
        stages = Stages()
        question = Question(
            request.title, request.wikitext, request.sections_to_exclude, request.language, request.deadline
        )
        reading = self._reader.read(question, stages)
        if reading.context is None:
            return Answer((), reading.truncated, stages.seconds, () if request.explain else None)
        with stages.time("features"):
            features = matrix(reading.context, self._features)
        with stages.time("score"):
            scores = self._model.score(features)
        with stages.time("choose"):
            links, held_back = self._choose(request, reading, scores)
        reasons: Sequence[Mapping[str, Any] | None] = [None] * len(links)
        if request.explain:
            with stages.time("explain"):
                reasons = self._explain(reading, links, features, scores)
        recommendations = [
            _recommendation(link, index, reason)
            for index, (link, reason) in enumerate(zip(links, reasons, strict=True))
        ]
        shown = tuple(held_back) if request.explain else None
        return Answer(tuple(recommendations), reading.truncated, stages.seconds, shown)

    def rule_book(self, rules: Iterable[Rule], beneath: RuleBook | None = None) -> RuleBook:
        """Rules, made ready for requests to this recommender, on top of others of it. Raises LookupFailed."""
        return self._reader.rule_book(rules, beneath)

    def _choose(
        self, request: Request, reading: Reading, scores: NDArray[np.float32]
    ) -> tuple[list[Link], list[HeldBack]]:
        assert reading.context is not None
        rows = np.flatnonzero(scores.astype(np.float64) >= request.threshold)
        suggestions = self._suggestions(reading, scores, rows)
        threshold, limit, book = request.threshold, request.max_recommendations, request.rules
        if not book:
            return choose(reading.article, suggestions, threshold=threshold, limit=limit), []
        pages = reading.context.page[rows].tolist()
        classes = classes_of(self._reader.lookups, set(pages)) if book.asks_classes else {}
        sieve = Sieve.of(book, reading.article, reading.folded)
        known = [(one, classes.get(page, ())) for one, page in zip(suggestions, pages, strict=True)]
        return choose_with_rules(sieve, known, threshold=threshold, limit=limit)

    def _explain(
        self, reading: Reading, links: Sequence[Link], features: NDArray[np.float32], scores: NDArray[np.float32]
    ) -> list[Mapping[str, Any]]:
        assert reading.context is not None
        assert isinstance(self._model, Model)
        title = self._reader.lookups.tries.titles.restore_key
        explanations = Explanations(reading.context, features, scores, self._features, title)
        anchors = [mention.anchor for mention in reading.scored.mentions]
        return explanations.of(links, anchors, self._model)

    def _suggestions(self, reading: Reading, scores: NDArray[np.float32], rows: NDArray[np.intp]) -> list[Suggestion]:
        """One suggestion for each of the rows of the scores."""
        context = reading.context
        assert context is not None
        title = self._reader.lookups.tries.titles.restore_key
        places, mentions = reading.scored.places, reading.scored.mentions
        return [
            Suggestion(
                tuple((place.start, place.end) for place in places[mention]),
                title(page),
                score,
                mentions[mention].anchor,
            )
            for mention, page, score in zip(
                context.mention[rows].tolist(), context.page[rows].tolist(), scores[rows].tolist(), strict=True
            )
        ]

    @property
    def site(self) -> Site:
        """The wiki whose bundle it is."""
        return self._reader.site

    def close(self) -> None:
        """Give files and memory back."""
        self._reader.lookups.close()


def open_reader(directory: Path, longest: int, open_lookups: OpenLookups = open_sqlite) -> Reader:
    """The look-ups of a directory, ready to read articles with. Raises LinkingError where a file cannot be used."""
    site = Site.from_json(json.loads((directory / SITE).read_text(encoding="utf-8")))
    affixes = json.loads((directory / AFFIXES).read_text(encoding="utf-8"))
    lookups = open_lookups(directory)
    dictionary = Dictionary(lookups.tries.anchors, Affixes(affixes["suffixes"], affixes["prefixes"]), longest)
    return Reader(site, dictionary, lookups)


def _recommendation(link: Link, index: int, explanation: Mapping[str, Any] | None) -> Recommendation:
    return Recommendation(
        link.text,
        link.target,
        link.match_index,
        link.start,
        link.score,
        link.context_before,
        link.context_after,
        index,
        explanation,
    )
