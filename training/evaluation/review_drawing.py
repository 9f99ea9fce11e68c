"""Draws the suggestions of a review sample from a stream of articles, in memory that depends on the sample alone.

Each article has a key, a hash of the seed and its title. The sample has the suggestions of the articles with the lowest
keys, so it does not depend on the number of workers. An article whose key is above those of a full sample cannot
change it, so most articles of a large wiki need no recommendations at all.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from linking.wikitext.excerpts import Excerpt
from training.evaluation.suggestion_sample import hash_key

MAX_ARTICLES = 20_000
"""Articles to draw from at most: they bound the work where suggestions of a band are rare."""
MAX_KEY = 1 << 48
"""Larger than any key."""


@dataclass(frozen=True, slots=True)
class ReviewSuggestion:
    """A suggestion as a reviewer needs it. The field names are members of the sample file, but for `key`.

    Attributes:
        key: A hash; the sample is in order of the keys.
        title: The title of the article.
        revid: Its revision.
        link_text: The text to link.
        link_target: The article to link to.
        wikitext_offset: The offset of the text in the wikitext, in code points.
        score: The score.
        paragraph: The text in its paragraph, without markup.
        article_start: The start of the article, without markup.
    """

    key: int
    title: str
    revid: int
    link_text: str
    link_target: str
    wikitext_offset: int
    score: float
    paragraph: Excerpt
    article_start: str


@dataclass(frozen=True, slots=True)
class DrawnArticle:
    """An article with its suggestions.

    Attributes:
        key: A hash, by which articles are drawn.
        suggestions: Its suggestions, in the order of their keys.
    """

    key: int
    suggestions: tuple[ReviewSuggestion, ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """The suggestions that score in [low, high). The last stratum includes its end.

    Attributes:
        low: The lowest score.
        high: The end of the band.
        suggestions: How many the drawn articles have, which tells how common such suggestions are.
    """

    low: float
    high: float
    suggestions: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawn suggestions.

    Attributes:
        suggestions: The sample, in random order: its first part is a smaller sample.
        articles: The number of articles that were drawn, with suggestions or without.
        articles_with_suggestions: The number of those that have suggestions.
        strata: The bands of scores.
    """

    suggestions: tuple[ReviewSuggestion, ...]
    articles: int
    articles_with_suggestions: int
    strata: tuple[Stratum, ...]


def article_key(seed: int, title: str) -> int:
    """Return the key of an article."""
    return hash_key(seed, title, -1)


@dataclass(slots=True)
class ReviewDrawing:
    """Collects the sample.

    An article gives a second suggestion (of a band) only when each drawn article has given one, so that articles with
    many suggestions do not dominate.

    Attributes:
        count: The number of suggestions wanted.
        bounds: The lowest score of each band, ascending. With several, each band gives equally many suggestions, and
            bands that have too few leave their places to the others.
        max_articles: The number of articles to draw from at most.
    """

    count: int
    bounds: Sequence[float]
    max_articles: int = MAX_ARTICLES
    _bands: list[_Band] = field(init=False)
    _articles: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)  # key, suggestions by band; sorted

    def __post_init__(self) -> None:
        self._bands = [_Band(self.count) for _ in self.bounds]

    @property
    def limit(self) -> int:
        """The key from which articles cannot change the sample. It never rises."""
        enough = -(-self.count // len(self.bounds))
        cap = self._articles[-1][0] + 1 if len(self._articles) >= self.max_articles else MAX_KEY
        return min(cap, max(band.limit(enough) for band in self._bands))

    def add(self, article: DrawnArticle) -> None:
        """Add an article. Those above the limit may be left out."""
        limit = self.limit
        if article.key >= limit:
            return
        by_band: list[list[ReviewSuggestion]] = [[] for _ in self.bounds]
        for suggestion in article.suggestions:
            by_band[self._band_of(suggestion.score)].append(suggestion)
        insort(self._articles, (article.key, tuple(len(found) for found in by_band)))
        del self._articles[self.max_articles :]
        for band, found in zip(self._bands, by_band, strict=True):
            band.add(article.key, found)
        limit = self.limit
        while self._articles and self._articles[-1][0] >= limit:
            self._articles.pop()

    def result(self) -> Drawing:
        """Return the sample of the articles added so far."""
        limit = self.limit
        found = [band.entries(limit) for band in self._bands]
        places = _share_out(self.count, [len(entries) for entries in found])
        chosen = [one for entries, number in zip(found, places, strict=True) for one in entries[:number]]
        totals = [sum(column) for column in zip(*(counts for _, counts in self._articles), strict=True)]
        ends = [*self.bounds[1:], 1.0]
        return Drawing(
            suggestions=tuple(sorted(chosen, key=lambda one: one.key)),
            articles=len(self._articles),
            articles_with_suggestions=sum(any(counts) for _, counts in self._articles),
            strata=tuple(
                Stratum(low, high, total)
                for low, high, total in zip(self.bounds, ends, totals or [0] * len(ends), strict=True)
            ),
        )

    def _band_of(self, score: float) -> int:
        return max((index for index, low in enumerate(self.bounds) if score >= low), default=0)


@dataclass(slots=True)
class _Band:
    """The suggestions of a band that are first in the order (rank within the article, key of the article)."""

    size: int
    _entries: list[tuple[int, int, ReviewSuggestion]] = field(default_factory=list)

    def add(self, article: int, suggestions: Iterable[ReviewSuggestion]) -> None:
        for rank, suggestion in enumerate(suggestions):
            insort(self._entries, (rank, article, suggestion), key=lambda entry: entry[:2])
        del self._entries[self.size :]

    def limit(self, enough: int) -> int:
        """Return the key from which articles do not change the first entries."""
        if len(self._entries) < enough or self._entries[enough - 1][0] > 0:
            return MAX_KEY
        return self._entries[enough - 1][1] + 1

    def entries(self, limit: int) -> list[ReviewSuggestion]:
        return [suggestion for _, article, suggestion in self._entries if article < limit]


def _share_out(count: int, found: Sequence[int]) -> list[int]:
    """Share `count` places out among bands equally, but give no band more places than it has suggestions."""
    places = [0] * len(found)
    for _ in range(min(count, sum(found))):
        free = [index for index, number in enumerate(found) if places[index] < number]
        places[min(free, key=lambda index: (places[index], index))] += 1
    return places
