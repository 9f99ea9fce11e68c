"""Verified answers: links only to articles that the wiki has at this moment, under the titles that they have now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from linking.candidates import linked_titles
from linking.recommender import Answer, Recommendation
from linking.response import Page
from linking.rules.model import Rule
from linking.template_links import NO_LINK_PARAMETERS
from linking.text.titles import Site, normalise
from linking.wikitext.article import parse

LookUp = Callable[[Sequence[str]], Mapping[str, str | None]]
"""Returns the article that each title leads to now, or None; see `TargetCheck.look_up`."""

Recommend = Callable[[Sequence[Rule]], Answer]
"""Recommends links for the page, under further rules."""

RULE = "verify"
_COMMENT = "The wiki has no such article at this moment, or the page links to it already under its present title."


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        targets: Number of titles that were checked.
        moved: Number of those that lead to an article with another title.
        dropped: Number of those that are not recommended.
    """

    targets: int
    moved: int
    dropped: int

    def to_json(self) -> dict[str, Any]:
        """Return the member `verified` of `meta`."""
        return {"targets": self.targets, "moved": self.moved, "dropped": self.dropped}


def verify(site: Site, page: Page, recommend: Recommend, look_up: LookUp) -> tuple[Answer, Verification]:
    """Recommend links to articles that the wiki has.

    A link whose target is gone makes room for the next best one, which is checked too.

    Args:
        site: The wiki.
        page: The article.
        recommend: Recommends links for it.
        look_up: Looks titles up on the wiki.

    Returns:
        The answer, and what was found. Targets that were moved have their present titles.
    """
    state = _State(site, page)
    while True:
        answer = recommend(state.rules())
        unknown = sorted({link.link_target for link in answer.links} - state.articles.keys())
        state.articles.update(look_up(unknown) if unknown else {})
        unusable = state.unusable(answer.links)
        if not unusable:
            return state.finish(answer)
        state.dropped |= unusable


@dataclass
class _State:
    """The verification of one page.

    Attributes:
        site: The wiki.
        page: The article.
        articles: By title: the article that it leads to, or None.
        dropped: Titles that are not recommended.
    """

    site: Site
    page: Page
    articles: dict[str, str | None] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)

    @cached_property
    def linked(self) -> Collection[str]:
        """The titles that the page links to, and its own."""
        article = parse(self.page.wikitext, self.site.language)
        titles = linked_titles(self.site, article, NO_LINK_PARAMETERS)
        return titles | {normalise(self.site, self.page.title)}

    def rules(self) -> Sequence[Rule]:
        """Return a rule against the titles that are not to be recommended."""
        return [Rule(RULE, "request", targets=tuple(sorted(self.dropped)), comment=_COMMENT)] if self.dropped else []

    def unusable(self, links: Sequence[Recommendation]) -> set[str]:
        """Return the targets that lead to no article, to one that is linked, or to the same as another one."""
        unusable, taken = set(), set()
        for link in sorted(links, key=lambda link: (self.articles[link.link_target] != link.link_target, -link.score)):
            article = self.articles[link.link_target]
            moved = article != link.link_target
            if article is None or article in taken or (moved and article in self.linked):
                unusable.add(link.link_target)
            else:
                taken.add(article)
        return unusable

    def finish(self, answer: Answer) -> tuple[Answer, Verification]:
        """Return the answer with the present titles, and what was found."""
        links = tuple(replace(link, link_target=self.articles[link.link_target] or "") for link in answer.links)
        moved = sum(article not in (None, title) for title, article in self.articles.items())
        return replace(answer, links=links), Verification(len(self.articles), moved, len(self.dropped))
