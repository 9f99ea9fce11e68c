"""What the recommender suggests on articles as they are: what newcomers are offered.

The masked articles show whether editors' links are found again. A newcomer meets an article from which nothing was
removed, so the links that are easiest to find are there already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from linking.recommender import Recommendation, RecommendationQuery
from linking.wikitext.article import Article
from linking.wikitext.excerpts import Excerpt, paragraph_around
from training.evaluation.suggestion_sample import hash_key, reservoir_sample

CLIENT_THRESHOLD = 0.6
CLIENT_MIN_LINKS, CLIENT_MAX_LINKS = 2, 10
"""Defaults of MediaWiki's GrowthExperiments: minimumLinkScore, minimumLinksPerTask and maximumLinksPerTask."""
MIN_SCORE = 0.1
"""A wiki would set no lower threshold."""
SAMPLE_SIZE = 40


@dataclass(frozen=True, slots=True)
class UnmaskedSuggestion:
    """A suggestion for a validation article as it is.

    Attributes:
        sample_key: A hash. The suggestions with the lowest keys make up the sample.
        title: The title of the article.
        target: The suggested target.
        score: The score.
        paragraph: The text in its paragraph.
    """

    sample_key: int
    title: str
    target: str
    score: float
    paragraph: Excerpt


@dataclass(frozen=True, slots=True)
class UnmaskedCandidate:
    """A suggestion that may become part of the sample. Its paragraph is not rendered yet."""

    sample_key: int
    title: str
    article: Article
    link: Recommendation

    def render(self) -> UnmaskedSuggestion:
        """Return the suggestion with its paragraph."""
        link = self.link
        end = link.wikitext_offset + len(link.link_text)
        paragraph = paragraph_around(self.article, link.wikitext_offset, end)
        return UnmaskedSuggestion(self.sample_key, self.title, link.link_target, link.score, paragraph)


@dataclass(frozen=True)
class UnmaskedResult:
    """The suggestions for the validation articles as they are.

    Attributes:
        scores: For each article, the scores of its suggestions, at most CLIENT_MAX_LINKS, from MIN_SCORE up.
        sample: Suggestions that newcomers would see, chosen at random.
    """

    scores: Sequence[Sequence[float]] = ()
    sample: Sequence[UnmaskedSuggestion] = ()

    @property
    def articles(self) -> int:
        """The number of articles, with suggestions or without."""
        return len(self.scores)

    def links_per_article(self, threshold: float) -> NDArray[np.int64]:
        """Return the number of suggestions of each article that score at least `threshold`, shape (articles,)."""
        return np.array([sum(score >= threshold for score in scores) for scores in self.scores], np.int64)

    def scores_between(self, low: float, high: float = np.inf) -> NDArray[np.float64]:
        """Return the scores in [low, high) of all articles' suggestions."""
        scores = np.fromiter(chain.from_iterable(self.scores), np.float64)
        return scores[(scores >= low) & (scores < high)]


def unmasked_query(title: str, wikitext: str) -> RecommendationQuery:
    """Return the query for an article as it is.

    A lower threshold only adds links with lower scores (`link_selection`), so one query answers for every threshold
    from MIN_SCORE up.
    """
    return RecommendationQuery(title, wikitext, threshold=MIN_SCORE, max_recommendations=CLIENT_MAX_LINKS)


@dataclass(slots=True)
class UnmaskedCollector:
    """Collects the suggestions for articles as they are.

    Attributes:
        seed: The seed of the sample.
    """

    seed: int
    _scores: list[list[float]] = field(default_factory=list)
    _sample: list[UnmaskedCandidate] = field(default_factory=list)

    def add(self, title: str, article: Article, links: Sequence[Recommendation]) -> None:
        """Add what was recommended for the `unmasked_query` of an article."""
        self._scores.append([link.score for link in links])
        candidates = [
            UnmaskedCandidate(hash_key(self.seed, title, link.wikitext_offset), title, article, link)
            for link in links
            if link.score >= CLIENT_THRESHOLD
        ]
        self._sample = reservoir_sample([*self._sample, *candidates], SAMPLE_SIZE)

    def result(self) -> UnmaskedResult:
        """Return the result for the articles added so far."""
        return UnmaskedResult(self._scores, [candidate.render() for candidate in self._sample])


def merge_unmasked(parts: Sequence[UnmaskedResult]) -> UnmaskedResult:
    """Return the result for the articles of all parts. Their samples must have been drawn with the same seed."""
    return UnmaskedResult(
        [scores for part in parts for scores in part.scores],
        reservoir_sample((suggestion for part in parts for suggestion in part.sample), SAMPLE_SIZE),
    )
