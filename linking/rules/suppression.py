"""Selecting links under rules: suppressed suggestions make way for others, and a rule may limit the number of links."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace

from linking.rules.matcher import CompiledRules
from linking.rules.model import Reason
from linking.selection.link_selection import Link, Suggestion, select_links
from linking.text.word_boundaries import count_words
from linking.wikitext.article import Article

PageClasses = Collection[Hashable]
"""The page classes of a target, as `CompiledRules.match` takes them."""


@dataclass(frozen=True, slots=True)
class SuppressedLink:
    """A link that scores enough but is suppressed by a rule.

    Attributes:
        link_text: The text.
        link_target: Title of the target.
        score: The score, in [0, 1].
        wikitext_offset: Where the text first occurs, in code points.
        reason: The rule that suppresses the link.
    """

    link_text: str
    link_target: str
    score: float
    wikitext_offset: int
    reason: Reason


class SuppressionFilter:
    """Applies rules to the suggestions of one article."""

    def __init__(
        self, rules: CompiledRules, article: Article, folded: str, names: Collection[Hashable] = frozenset()
    ) -> None:
        """Find out whether rules suppress all links in the article, or in some of its sections.

        Args:
            rules: The rules.
            article: The article.
            folded: Its wikitext, case-folded.
            names: What the article has, as `CompiledRules.suppressed_article` takes it.
        """
        self.article = article
        self._rules = rules
        self._folded = folded
        self._sections = rules.suppressed_sections(article)
        self._article_reason = rules.suppressed_article(names)
        self._section_starts = [section.start for section in article.sections]

    def apply(self, suggestion: Suggestion, classes: PageClasses) -> Suggestion | Reason:
        """Apply the rules to a suggestion.

        Args:
            suggestion: The suggestion.
            classes: The page classes of its target.

        Returns:
            The suggestion with the places at which no rule suppresses it, or the reason if there are none.
        """
        if self._article_reason is not None:
            return self._article_reason
        reasons: dict[str, Reason | None] = {}
        places, first_reason = [], None
        for start, end in suggestion.places:
            reason = self._section_reason(start)
            if reason is None:
                text = self._folded[start:end]
                if text not in reasons:
                    reasons[text] = self._rules.match(text, suggestion.target, classes, suggestion.score)
                reason = reasons[text]
            if reason is None:
                places.append((start, end))
            else:
                first_reason = first_reason or reason
        if first_reason is None:
            return suggestion
        return replace(suggestion, places=tuple(places)) if places else first_reason

    def _section_reason(self, offset: int) -> Reason | None:
        if not self._sections:
            return None
        return self._sections.get(bisect_right(self._section_starts, offset) - 1)

    def max_links(self) -> tuple[int, Reason] | None:
        """Return the largest number of links that the article may get, and the reason. None if no rule limits it."""
        if not self._rules.limits_density:
            return None
        labels = (link.label for link in self.article.links if link.in_running_text)
        return self._rules.max_links(count_words("\n".join([*(run.text for run in self.article.runs), *labels])))


def select_with_rules(
    rules: SuppressionFilter, suggestions: Sequence[tuple[Suggestion, PageClasses]], *, threshold: float, limit: int
) -> tuple[list[Link], list[SuppressedLink]]:
    """Choose links as `link_selection.select_links` does, from the suggestions that no rule suppresses.

    Suppressed suggestions are removed before anything is chosen, so that others can take their place.

    Args:
        rules: The rules, for the article.
        suggestions: The suggestions, and the page classes of their targets.
        threshold: The lowest score of a link.
        limit: The largest number of links.

    Returns:
        The links, and the suppressed links, each in order of offset.
    """
    filtered = [(suggestion, rules.apply(suggestion, classes)) for suggestion, classes in suggestions]
    allowed = [result for _, result in filtered if isinstance(result, Suggestion)]
    suppressed = [
        _suppress_suggestion(rules.article, suggestion, result)
        for suggestion, result in filtered
        if isinstance(result, Reason)
    ]
    links = select_links(rules.article, allowed, threshold=threshold, limit=limit)
    density_limit = rules.max_links() if links else None
    if density_limit is not None and len(links) > density_limit[0]:
        max_links, reason = density_limit
        # The selection is greedy, so a lower limit gives the best of these links.
        best = select_links(rules.article, allowed, threshold=threshold, limit=max_links)
        keys = {link.suggestion.anchor for link in best}
        suppressed += [_suppress_link(link, reason) for link in links if link.suggestion.anchor not in keys]
        links = best
    return links, sorted(suppressed, key=lambda link: (link.wikitext_offset, -link.score, link.link_target))


def _suppress_suggestion(article: Article, suggestion: Suggestion, reason: Reason) -> SuppressedLink:
    start, end = suggestion.places[0]
    return SuppressedLink(
        link_text=article.wikitext[start:end],
        link_target=suggestion.target,
        score=suggestion.score,
        wikitext_offset=start,
        reason=reason,
    )


def _suppress_link(link: Link, reason: Reason) -> SuppressedLink:
    return SuppressedLink(
        link_text=link.text,
        link_target=link.target,
        score=link.score,
        wikitext_offset=link.start,
        reason=reason,
    )
