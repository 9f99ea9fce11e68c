"""Select the best set of links from scored suggestions, such that the editor in the browser finds each of them.

A suggestion *fits* next to a set of links at one of its places if

- no link of the set has its target or its anchor,
- the place is inside one text node in every model of the page, with the same match index in all of them,
- the browser's search finds it and all links of the set, each alone and all together.

The result is the greedy set: in order of score (then the longer text, the earlier place, the target by code point),
each suggestion becomes a link at the first of its places, of the first hundred, that fits next to the links selected
before it, until there are `limit` links. Three properties follow:

- Of two links that exclude each other, the one with the lower score moves to another place or is dropped, and the next
  best suggestion takes the space.
- A lower threshold or a higher limit only adds links.
- The order in which the suggestions are given does not matter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from linking.selection.find_in_page import FindInPage
from linking.wikitext.article import Article

MAX_CONTEXT = 10
"""Characters of context on each side of a link, the client's own limit."""

_START = attrgetter("start")

MAX_PLACES = 100
"""Places of a suggestion that are tried. If none of these fits, the same obstacle excludes all others. Without a limit,
a page that repeats one word a hundred thousand times would take seconds."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A target for an anchor, at one of several places.

    Attributes:
        places: (start, end) of the anchor's mentions in the wikitext, in order of preference.
        target: Title of the article to link.
        score: Probability, in [0, 1].
        anchor: Number of the anchor; an answer links each anchor at most once.
        pair: Index of the candidate pair, the row of the feature matrix.
    """

    places: tuple[tuple[int, int], ...]
    target: str
    score: float
    anchor: int
    pair: int


@dataclass(frozen=True, slots=True)
class Link:
    """A selected link.

    Attributes:
        start, end: Offsets in the wikitext, in code points.
        text: The link text.
        target, score: As in the suggestion.
        match_index: How many matches of the text the browser's search finds before this one.
        context_before, context_after: At most MAX_CONTEXT characters of the same text node.
        suggestion: What the link was made from.
    """

    start: int
    end: int
    text: str
    target: str
    score: float
    match_index: int
    context_before: str
    context_after: str
    suggestion: Suggestion


def select_links(article: Article, suggestions: Iterable[Suggestion], *, threshold: float, limit: int) -> list[Link]:
    """Select the links of an answer, as described in the module's docstring.

    Args:
        article: The parsed page.
        suggestions: Scored suggestions, in any order.
        threshold: The lowest score of a link.
        limit: The highest number of links.

    Returns:
        Links in order of offset.
    """
    candidates = _best_first(suggestions, threshold)
    if not candidates:
        return []
    page = _PageWithLinks(article)
    selected: list[Link] = []
    targets: set[str] = set()
    anchors: set[int] = set()
    for suggestion in candidates:
        if len(selected) >= limit:
            break
        if suggestion.target in targets or suggestion.anchor in anchors:
            continue
        link = page.insert(suggestion)
        if link is not None:
            selected.append(link)
            targets.add(link.target)
            anchors.add(suggestion.anchor)
    return sorted(selected, key=lambda link: link.start)


def _best_first(suggestions: Iterable[Suggestion], threshold: float) -> list[Suggestion]:
    def order(suggestion: Suggestion) -> tuple[float, int, int, str, int, tuple[tuple[int, int], ...]]:
        start, end = suggestion.places[0]
        return -suggestion.score, start - end, start, suggestion.target, suggestion.anchor, suggestion.places

    return sorted((s for s in suggestions if s.score >= threshold and s.places), key=order)


class _PageWithLinks:
    """An article and the links selected so far."""

    def __init__(self, article: Article) -> None:
        self._wikitext = article.wikitext
        self._runs = article.runs
        # The models of most pages are equal: each distinct one is searched once.
        self._page_models = [FindInPage(nodes) for nodes in dict.fromkeys(article.page_models)]

    def insert(self, suggestion: Suggestion) -> Link | None:
        """Make the suggestion a link at its first place that fits; return None if none fits."""
        for start, end in suggestion.places[:MAX_PLACES]:
            link = self._insert_at(suggestion, start, end)
            if link is not None:
                return link
        return None

    def _insert_at(self, suggestion: Suggestion, start: int, end: int) -> Link | None:
        surroundings = self._run_around(start, end)
        if surroundings is None:
            return None
        text = self._wikitext[start:end]
        indexes = set()
        for search in self._page_models:
            node = search.node_around(start, end)
            if node is None:
                return None
            indexes.add(search.match_index(text, start, node))
            surroundings = _intersection(surroundings, search.span(node))
        index = indexes.pop() if len(indexes) == 1 else None
        if index is None:
            return None
        for search in self._page_models:
            search.take(text, index)
        left, right = surroundings
        return Link(
            start=start,
            end=end,
            text=text,
            target=suggestion.target,
            score=suggestion.score,
            match_index=index,
            context_before=self._wikitext[max(left, start - MAX_CONTEXT) : start],
            context_after=self._wikitext[end : min(right, end + MAX_CONTEXT)],
            suggestion=suggestion,
        )

    def _run_around(self, start: int, end: int) -> tuple[int, int] | None:
        """The (start, end) of the text run that contains all of wikitext[start:end], or None."""
        number = bisect_right(self._runs, start, key=_START) - 1
        if number < 0:
            return None
        run = self._runs[number]
        run_end = run.start + len(run.text)
        return (run.start, run_end) if end <= run_end else None


def _intersection(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])
