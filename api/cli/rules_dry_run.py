"""The effect of a change of rules on the recommendations for a set of articles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from api.stores.catalog import ArticleRecommender
from api.stores.rules import ALL_WIKIS, RulesStore
from linking.bundle.names import wiki_of_file, wiki_word
from linking.errors import LinkingError
from linking.recommender import Recommendation, RecommendationQuery
from linking.rules.matcher import CompiledRules
from linking.rules.model import Rule, Rules, RulesError, merge_rules

DISPLACED = "gave way to a better one"
"""Reason for a removed link that no rule suppresses: a better link became available for its place or its target."""


class ArticlesError(LinkingError):
    """A line of the file of articles is invalid.

    Attributes:
        path: The file.
        line: Number of the line, from 1.
    """

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(f"{path}: line {line}: must be a JSON object with title and wikitext")
        self.path, self.line = path, line


class OtherWikiError(LinkingError):
    """The articles belong to another wiki.

    Attributes:
        place: The file, or its line.
        found: Database name of the wiki that the articles belong to.
    """

    def __init__(self, place: str, found: str, wiki: str) -> None:
        super().__init__(
            f"{place}: is of {found}, not of {wiki}; pass the right --wiki or file, or accept it with"
            " --allow-other-dbname"
        )
        self.place, self.found = place, found


class CurrentRulesError(LinkingError):
    """The current rules are invalid, so there is nothing to compare the change with.

    Attributes:
        location: Where the rules are.
        problems: What is wrong with them.
    """

    def __init__(self, location: str, error: RulesError) -> None:
        super().__init__("\n".join(f"{location}: {problem}" for problem in error.problems))
        self.location, self.problems = location, error.problems


@dataclass(frozen=True, slots=True)
class ChangedRules:
    """The rules that are in force on a wiki before and after a change."""

    before: tuple[Rule, ...]
    after: tuple[Rule, ...]


@dataclass(slots=True)
class _Totals:
    articles: int = 0
    changed: int = 0
    removed: Counter[str] = field(default_factory=Counter)  # by reason
    added: int = 0


def changed_rules(store: RulesStore, wiki: str, changed: Rules | None, *, for_all: bool) -> ChangedRules:
    """Return the rules in force before and after a change.

    Args:
        store: The current rules.
        wiki: The wiki.
        changed: The new rules; None to compare no rules with the current ones.
        for_all: True if the new rules replace those for all wikis instead of those of the wiki.

    Raises:
        LinkingError: If the current rules are invalid or cannot be read.
    """
    everywhere, own = _read(store, ALL_WIKIS), _read(store, wiki)
    current = merge_rules(everywhere, own).rules
    if changed is None:
        return ChangedRules((), current)
    new = merge_rules(changed, own) if for_all else merge_rules(everywhere, changed)
    return ChangedRules(current, new.rules)


def _read(store: RulesStore, name: str) -> Rules:
    try:
        return store.read(name)
    except RulesError as error:
        raise CurrentRulesError(store.location(name), error) from error


def read_articles(path: Path, wiki: str, *, allow_other: bool = False) -> Iterator[tuple[str, str]]:
    """Yield title and wikitext of each line of a JSON Lines file.

    Args:
        path: The file.
        wiki: The wiki that the articles belong to. The file may say so in its name, and a line in `wiki` or `dbname`.
        allow_other: True to accept articles of another wiki.

    Raises:
        OSError: If the file cannot be read.
        ArticlesError: If a line is invalid.
        OtherWikiError: If the articles belong to another wiki.
    """
    _check_wiki(str(path), wiki_of_file(path.name), wiki, allow_other=allow_other)
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                article = json.loads(line)
                title, wikitext = article["title"], article["wikitext"]
            except (ValueError, KeyError, TypeError) as error:
                raise ArticlesError(path, number) from error
            if not isinstance(title, str) or not isinstance(wikitext, str):
                raise ArticlesError(path, number)
            named = article.get("wiki") or article.get("dbname")
            _check_wiki(f"{path}: line {number}", named, wiki, allow_other=allow_other)
            yield title, wikitext


def _check_wiki(place: str, named: object, wiki: str, *, allow_other: bool) -> None:
    if isinstance(named, str) and wiki_word(named) != wiki_word(wiki) and not allow_other:
        raise OtherWikiError(place, named, wiki)


def report_changes(
    recommender: ArticleRecommender,
    rules: ChangedRules,
    articles: Iterable[tuple[str, str]],
    *,
    threshold: float,
    max_recommendations: int,
) -> Iterator[str]:
    """Yield the lines of a report: the changes in each article, then the totals.

    Args:
        recommender: The wiki's recommender.
        rules: The rules to compare.
        articles: Title and wikitext of each article.
        threshold: Minimum score of a link.
        max_recommendations: Maximum number of links per article.

    Raises:
        LinkingError: If an article cannot be processed.
    """
    before, after = recommender.compile_rules(rules.before), recommender.compile_rules(rules.after)
    totals = _Totals()
    for title, wikitext in articles:
        query = RecommendationQuery(
            title, wikitext, threshold=threshold, max_recommendations=max_recommendations, explain=True
        )
        lines = _changes(recommender, query, before, after, totals)
        totals.articles += 1
        if lines:
            totals.changed += 1
            yield f"{title}\n"
            yield from lines
    removed = totals.removed.total()
    yield f"{totals.changed} of {totals.articles} articles change: {removed} links go, {totals.added} come\n"
    for reason, count in totals.removed.most_common():
        yield f"  {count} {reason}\n"


def _changes(
    recommender: ArticleRecommender,
    query: RecommendationQuery,
    before: CompiledRules,
    after: CompiledRules,
    totals: _Totals,
) -> list[str]:
    """Return the lines for one article, and add its changes to the totals."""
    old_answer = recommender.recommend(replace(query, rules=before))
    new_answer = recommender.recommend(replace(query, rules=after))
    old, new = ({_key(link): link for link in answer.links} for answer in (old_answer, new_answer))
    suppressed = {(link.wikitext_offset, link.link_target): link for link in new_answer.suppressed or ()}
    lines = []
    for key in old:
        if key in new:
            continue
        by = suppressed.get(key[:2])
        reason = f"{by.reason.rule.name}: {by.reason.sentence}" if by else DISPLACED
        totals.removed[reason] += 1
        lines.append(f"  - {_shown(old[key])}  {reason}\n")
    added = [link for key, link in new.items() if key not in old]
    totals.added += len(added)
    return lines + [f"  + {_shown(link)}\n" for link in added]


def _key(link: Recommendation) -> tuple[int, str, str]:
    return link.wikitext_offset, link.link_target, link.link_text


def _shown(link: Recommendation) -> str:
    return f"{link.link_text} -> {link.link_target} ({link.score:.2f})"
