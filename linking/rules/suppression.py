"""What rules leave of an article's suggestions: fewer of them, at fewer places, and fewer links."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from linking.rules.matcher import RuleBook
from linking.rules.model import Reason
from linking.selection.link_selection import Link, Suggestion, choose
from linking.text.folding import count_words
from linking.wikitext.article import Article

Classes = Collection[Hashable]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A link that a rule holds back, though it scores enough. wikitext_offset: its first place, in code points."""

    link_text: str
    link_target: str
    score: float
    wikitext_offset: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Sieve:
    """Rules, applied to one article. folded: its wikitext. closed: sections without links; starts: of all sections."""

    book: RuleBook
    article: Article
    folded: str
    closed: Mapping[int, Reason]
    starts: Sequence[int]

    @classmethod
    def of(cls, book: RuleBook, article: Article, folded: str) -> Sieve:
        """The sieve of an article."""
        closed = book.closed_sections(article)
        return cls(book, article, folded, closed, [section.start for section in article.sections] if closed else ())

    def sift(self, suggestion: Suggestion, classes: Classes) -> Suggestion | Reason:
        """The suggestion with the places that are left to it, or why there are none. classes: of its target."""
        reasons: dict[str, Reason | None] = {}
        left, why = [], None
        for start, end in suggestion.places:
            reason = self.closed.get(bisect_right(self.starts, start) - 1) if self.closed else None
            if reason is None:
                text = self.folded[start:end]
                if text not in reasons:
                    reasons[text] = self.book.reason(text, suggestion.target, classes, suggestion.score)
                reason = reasons[text]
            if reason is None:
                left.append((start, end))
            else:
                why = why or reason
        if why is None:
            return suggestion
        return replace(suggestion, places=tuple(left)) if left else why

    def most_links(self) -> tuple[int, Reason] | None:
        """The most links that the article may get, with the rule; None where none says."""
        if not self.book.bounds_density:
            return None
        links = (link.label for link in self.article.links if link.running)
        return self.book.most_links(count_words("\n".join([*(run.text for run in self.article.runs), *links])))


def choose_with_rules(
    sieve: Sieve, suggestions: Sequence[tuple[Suggestion, Classes]], *, threshold: float, limit: int
) -> tuple[list[Link], list[HeldBack]]:
    """Links as link_selection.choose has them, of what the rules leave; and what they hold back, in order of offset.

    What is held back leaves its place to others: it is taken out before anything is chosen.
    """
    sifted = [(suggestion, sieve.sift(suggestion, classes)) for suggestion, classes in suggestions]
    free = [left for _, left in sifted if isinstance(left, Suggestion)]
    links = choose(sieve.article, free, threshold=threshold, limit=limit)
    held = [_held(sieve, suggestion, why) for suggestion, why in sifted if isinstance(why, Reason)]
    bound = sieve.most_links() if links else None
    if bound is not None and len(links) > bound[0]:
        # the choice is greedy, so that fewer links are the best of more
        kept = choose(sieve.article, free, threshold=threshold, limit=bound[0])
        keys = {link.suggestion.key for link in kept}
        held += [_surplus(link, bound[1]) for link in links if link.suggestion.key not in keys]
        links = kept
    return links, sorted(held, key=lambda link: (link.wikitext_offset, -link.score, link.link_target))


def _held(sieve: Sieve, suggestion: Suggestion, why: Reason) -> HeldBack:
    start, end = suggestion.places[0]
    return HeldBack(sieve.article.wikitext[start:end], suggestion.target, suggestion.score, start, why)


def _surplus(link: Link, why: Reason) -> HeldBack:
    return HeldBack(link.text, link.target, link.score, link.start, why)
