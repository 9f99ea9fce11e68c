"""What a change of rules does to the recommendations of articles: which links go, and which come in their place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from api.stores.catalog import Catalog, Opened
from api.stores.rules import FOR_ALL, RulesStore
from linking.errors import LinkingError
from linking.recommender import Recommendation, Request
from linking.rules.matcher import RuleBook
from linking.rules.model import Rule, Rules, RulesError, merge

GAVE_WAY = "gave way to a better one"
"""Of a link that no rule holds back: what took its place, or its target, was free only now."""


class ArticlesError(LinkingError):
    """A line of the articles is not what it should be."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(f"{path}: line {line}: must be a JSON object with title and wikitext")
        self.path, self.line = path, line


class RulesWrongError(LinkingError):
    """The rules of now are wrong, so that there is nothing to compare with."""

    def __init__(self, place: str, error: RulesError) -> None:
        super().__init__("\n".join(f"{place}: {problem}" for problem in error.problems))
        self.place, self.problems = place, error.problems


@dataclass(frozen=True, slots=True)
class Trial:
    """Rules before and after a change, on one wiki."""

    opened: Opened
    before: tuple[Rule, ...]
    after: tuple[Rule, ...]
    threshold: float
    most: int


@dataclass(slots=True)
class Sums:
    """Of all articles: how many there were and changed, links by what held them back, links that came."""

    articles: int = 0
    changed: int = 0
    gone: Counter[str] = field(default_factory=Counter)
    new: int = 0


def before_and_after(
    catalog: Catalog, wiki: str, changed: Rules | None, for_all: bool
) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules of now and those with a change; without a change, none and those of now. Raises LinkingError."""
    everywhere, own = _read(catalog.rules, FOR_ALL), _read(catalog.rules, wiki)
    now = merge(everywhere, own).rules
    if changed is None:
        return (), now
    return now, (merge(changed, own) if for_all else merge(everywhere, changed)).rules


def _read(store: RulesStore, name: str) -> Rules:
    try:
        return store.read(name)
    except RulesError as error:
        raise RulesWrongError(store.place(name), error) from error


def read_articles(path: Path) -> Iterator[tuple[str, str]]:
    """Title and wikitext of each line. Raises OSError, ArticlesError."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                article = json.loads(line)
                title, wikitext = article["title"], article["wikitext"]
            except (ValueError, KeyError, TypeError) as error:
                raise ArticlesError(path, number) from error
            if not isinstance(title, str) or not isinstance(wikitext, str):
                raise ArticlesError(path, number)
            yield title, wikitext


def try_rules(trial: Trial, articles: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines that say what changes in each article, then what changes in all. Raises LinkingError."""
    recommender = trial.opened.recommender
    before, after = recommender.rule_book(trial.before), recommender.rule_book(trial.after)
    sums = Sums()
    for title, wikitext in articles:
        lines = list(_changes(trial, Request(title, wikitext, trial.threshold, trial.most), (before, after), sums))
        sums.articles += 1
        if lines:
            sums.changed += 1
            yield f"{title}\n"
            yield from lines
    yield f"{sums.changed} of {sums.articles} articles change: {sums.gone.total()} links go, {sums.new} come\n"
    for why, count in sums.gone.most_common():
        yield f"  {count} {why}\n"


def _changes(trial: Trial, request: Request, books: tuple[RuleBook, RuleBook], sums: Sums) -> Iterator[str]:
    recommend = trial.opened.recommender.recommend
    before, after = (recommend(replace(request, rules=book, explain=True)) for book in books)
    old, new = ({_key(link): link for link in answer.links} for answer in (before, after))
    held = {(link.wikitext_offset, link.link_target): link for link in after.held_back or ()}
    for key, link in old.items():
        if key not in new:
            by = held.get(key[:2])
            why = f"{by.reason.rule.name}: {by.reason.words}" if by else GAVE_WAY
            sums.gone[why] += 1
            yield f"  - {_shown(link)}  {why}\n"
    for key, link in new.items():
        if key not in old:
            sums.new += 1
            yield f"  + {_shown(link)}\n"


def _key(link: Recommendation) -> tuple[int, str, str]:
    return link.wikitext_offset, link.link_target, link.link_text


def _shown(link: Recommendation) -> str:
    return f"{link.link_text} -> {link.link_target} ({link.score:.2f})"
