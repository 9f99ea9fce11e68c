"""Choose the best set of links from scored suggestions, such that the editor in the browser finds each of them.

What is guaranteed, with "fits" for a suggestion at one of its places beside a set of links: its target and its key
are new to the set, the place is whole inside a text node of every model of the page, its match index is the same in
all of them, and the browser's search finds it and all links of the set, each alone and all together.

- The answer is the greedy set: the suggestions are taken best first (score; then the longer text; then the earlier
  place; then the target, by code point), and each becomes a link at the first of its places (of the first hundred)
  that fits beside the links chosen before it, until `limit` are chosen.
- So of two links that disturb each other it is the lower-scored one that takes another place or goes, what is freed
  goes to the next best suggestion, and a lower threshold or a higher limit only ever adds links.
- The same suggestions in another order give the same answer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from linking.selection.find_in_page import BrowserSearch
from linking.wikitext.article import Article

_CONTEXT = 10  # characters on each side, the client's own limit
# Where a text fits at none of so many places, something that most of its matches share is in the way. Without a bound a
# page that repeats one word a hundred thousand times would take seconds.
_MOST_PLACES = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A target for a text, at one of several places.

    places: (start, end) in the wikitext, preferred first. key: the anchor's number; an answer links each key once.
    """

    places: tuple[tuple[int, int], ...]
    target: str
    score: float
    key: int


@dataclass(frozen=True, slots=True)
class Link:
    """A chosen link: start and end in the wikitext; the other fields are docs/client.md's."""

    start: int
    end: int
    text: str
    target: str
    score: float
    match_index: int
    context_before: str
    context_after: str
    suggestion: Suggestion


def choose(article: Article, suggestions: Iterable[Suggestion], *, threshold: float, limit: int) -> list[Link]:
    """At most `limit` links that score at least `threshold`, in order of offset; see the module for which ones."""
    page = _Page(article)
    chosen: list[Link] = []
    targets: set[str] = set()
    keys: set[int] = set()
    for suggestion in _best_first(suggestions, threshold):
        if len(chosen) >= limit:
            break
        if suggestion.target in targets or suggestion.key in keys:
            continue
        link = page.place(suggestion)
        if link is not None:
            chosen.append(link)
            targets.add(link.target)
            keys.add(suggestion.key)
    return sorted(chosen, key=lambda link: link.start)


def _best_first(suggestions: Iterable[Suggestion], threshold: float) -> list[Suggestion]:
    def order(suggestion: Suggestion) -> tuple[float, int, int, str, int, tuple[tuple[int, int], ...]]:
        start, end = suggestion.places[0]
        return -suggestion.score, start - end, start, suggestion.target, suggestion.key, suggestion.places

    return sorted((s for s in suggestions if s.score >= threshold and s.places), key=order)


class _Page:
    """An article with the links that were placed in it so far."""

    def __init__(self, article: Article) -> None:
        self._wikitext = article.wikitext
        self._runs = article.runs
        self._run_starts = [run.start for run in article.runs]
        # Most pages read the same in every model: each distinct one is searched once.
        self._searches = [BrowserSearch(nodes) for nodes in dict.fromkeys(article.searches)]

    def place(self, suggestion: Suggestion) -> Link | None:
        """The suggestion as a link at its first place that fits; None where none does."""
        for start, end in suggestion.places[:_MOST_PLACES]:
            link = self._place_at(suggestion, start, end)
            if link is not None:
                return link
        return None

    def _place_at(self, suggestion: Suggestion, start: int, end: int) -> Link | None:
        around = self._run_around(start, end)
        if around is None:
            return None
        text = self._wikitext[start:end]
        indexes = set()
        for search in self._searches:
            node = search.node_around(start, end)
            if node is None:
                return None
            indexes.add(search.match_index(text, start, node))
            around = _overlap(around, search.span(node))
        index = indexes.pop() if len(indexes) == 1 else None
        if index is None:
            return None
        for search in self._searches:
            search.take(text, index)
        left, right = around
        return Link(
            start=start,
            end=end,
            text=text,
            target=suggestion.target,
            score=suggestion.score,
            match_index=index,
            context_before=self._wikitext[max(left, start - _CONTEXT) : start],
            context_after=self._wikitext[end : min(right, end + _CONTEXT)],
            suggestion=suggestion,
        )

    def _run_around(self, start: int, end: int) -> tuple[int, int] | None:
        """(start, end) of the run that holds the place whole."""
        number = bisect_right(self._run_starts, start) - 1
        if number < 0:
            return None
        run = self._runs[number]
        run_end = run.start + len(run.text)
        return (run.start, run_end) if end <= run_end else None


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])
