"""What newcomers would meet: suggestions on articles as they are, the pool of tasks, and its expected acceptance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linking.wikitext.excerpts import Excerpt
from training.evaluation.metrics import interval
from training.evaluation.sentence_context import SentenceBoundaries, sentence_around
from training.evaluation.unmasked_articles import (
    CLIENT_MAX_LINKS,
    CLIENT_MIN_LINKS,
    CLIENT_THRESHOLD,
    UnmaskedResult,
    UnmaskedSuggestion,
)
from training.learning.default_acceptance import CALIBRATION_ERROR

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
MAX_USABLE_POOL = 500
"""GrowthExperiments keeps this many tasks for each topic by default."""
USABLE_SHARE = 0.05
"""A wiki with few articles has a usable pool if this share of them has tasks."""
MIN_ACCEPTANCE = 0.5
"""No threshold is proposed below which reviewers would reject most suggestions."""


@dataclass(frozen=True, slots=True)
class PoolRow:
    """The articles with suggestions at a threshold.

    Attributes:
        threshold: The lowest score of a suggestion.
        two_or_more: The number of validation articles with two suggestions or more.
        one: The number of validation articles with exactly one.
        wiki_two_or_more: The estimated number of the wiki's articles with two suggestions or more.
        wiki_interval: Its 95 % confidence interval.
        wiki_one: The estimated number of the wiki's articles with exactly one.
        suggestions: The number of suggestions.
        acceptance: Their mean score, which is the expected share that reviewers accept. None without suggestions.
    """

    threshold: float
    two_or_more: int
    one: int
    wiki_two_or_more: int
    wiki_interval: tuple[int, int]
    wiki_one: int
    suggestions: int
    acceptance: float | None


@dataclass(frozen=True, slots=True)
class BandRow:
    """The suggestions that score in [low, high).

    Attributes:
        low: The lowest score.
        high: The end of the band.
        suggestions: The number of suggestions.
        acceptance: Their mean score, which is the expected share that reviewers accept. None without suggestions.
    """

    low: float
    high: float
    suggestions: int
    acceptance: float | None


@dataclass(frozen=True, slots=True)
class NewcomerSuggestion:
    """A sampled suggestion.

    Attributes:
        lot: The key by which it was sampled.
        title: The title of the article.
        target: The suggested target.
        score: The score.
        sentence: The text in its sentence.
    """

    lot: int
    title: str
    target: str
    score: float
    sentence: Excerpt


@dataclass(frozen=True, slots=True)
class NewcomerContent:
    """What newcomers would meet.

    Attributes:
        threshold: MediaWiki's default threshold.
        min_links: The number of suggestions that MediaWiki requires of a task by default.
        max_links: The number of suggestions that MediaWiki asks for by default.
        articles: The number of validation articles.
        wiki_articles: The number of the wiki's articles.
        usable_pool: The number of tasks that makes a pool usable.
        usable_threshold: The highest of THRESHOLDS with a usable pool of which reviewers would accept at least
            MIN_ACCEPTANCE, or None if there is none.
        pool: The articles with suggestions at each of THRESHOLDS.
        bands: The suggestions by score.
        calibration_error: The expected calibration error of the score on wikis that it was not learned from.
        suggestions: Suggestions chosen at random.
    """

    threshold: float
    min_links: int
    max_links: int
    articles: int
    wiki_articles: int
    usable_pool: int
    usable_threshold: float | None
    pool: tuple[PoolRow, ...]
    bands: tuple[BandRow, ...]
    calibration_error: float
    suggestions: tuple[NewcomerSuggestion, ...]

    def at(self, threshold: float) -> PoolRow:
        """Return the row of one of THRESHOLDS."""
        return next(row for row in self.pool if row.threshold == threshold)


def newcomer_content(result: UnmaskedResult, wiki_articles: int, boundaries: SentenceBoundaries) -> NewcomerContent:
    """Compute the content.

    Args:
        result: The suggestions for the validation articles as they are.
        wiki_articles: The number of the wiki's articles, which the numbers are scaled to.
        boundaries: Finds sentences in the wiki's language.
    """
    pool = tuple(_pool_row(result, threshold, wiki_articles) for threshold in THRESHOLDS)
    usable_pool = max(1, min(MAX_USABLE_POOL, round(USABLE_SHARE * wiki_articles)))
    usable = [
        row.threshold
        for row in pool
        if row.wiki_two_or_more >= usable_pool and row.acceptance is not None and row.acceptance >= MIN_ACCEPTANCE
    ]
    return NewcomerContent(
        threshold=CLIENT_THRESHOLD,
        min_links=CLIENT_MIN_LINKS,
        max_links=CLIENT_MAX_LINKS,
        articles=result.articles,
        wiki_articles=wiki_articles,
        usable_pool=usable_pool,
        usable_threshold=max(usable, default=None),
        pool=pool,
        bands=tuple(_band_row(result, low) for low in reversed(THRESHOLDS)),
        calibration_error=CALIBRATION_ERROR,
        suggestions=tuple(_suggestion(sampled, boundaries) for sampled in result.sample),
    )


def _pool_row(result: UnmaskedResult, threshold: float, wiki_articles: int) -> PoolRow:
    links = result.links_per_article(threshold)
    two_or_more, one = int((links >= 2).sum()), int((links == 1).sum())
    scale = wiki_articles / result.articles if result.articles else 0.0
    low, high = interval(two_or_more, result.articles)
    scores = result.scores_between(threshold)
    return PoolRow(
        threshold=threshold,
        two_or_more=two_or_more,
        one=one,
        wiki_two_or_more=round(scale * two_or_more),
        wiki_interval=(round(low * wiki_articles), round(high * wiki_articles)),
        wiki_one=round(scale * one),
        suggestions=len(scores),
        acceptance=float(scores.mean()) if len(scores) else None,
    )


def _band_row(result: UnmaskedResult, low: float) -> BandRow:
    high = round(low + 0.1, 1)
    scores = result.scores_between(low, high if high < 1 else np.inf)
    return BandRow(low, high, len(scores), float(scores.mean()) if len(scores) else None)


def _suggestion(sampled: UnmaskedSuggestion, boundaries: SentenceBoundaries) -> NewcomerSuggestion:
    return NewcomerSuggestion(
        lot=sampled.sample_key,
        title=sampled.title,
        target=sampled.target,
        score=sampled.score,
        sentence=sentence_around(sampled.paragraph, boundaries),
    )
