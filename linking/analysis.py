"""From an article to its scored mentions and their features: what serving and training do alike."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from linking.features.page_context import PageContext, Scored, Sources, fetch
from linking.mentions import Dictionary, Mention, find_mentions
from linking.rules.matcher import RuleBook, Spelling
from linking.rules.model import Rule
from linking.rules.page_classes import class_number
from linking.store.lookups import Lookups
from linking.store.record_layout import decode_redirect, is_redirect
from linking.text.folding import fold
from linking.text.titles import Site, article_title, normalise
from linking.wikitext.article import Article, excluded_sections, parse


@dataclass(slots=True)
class Stages:
    """Seconds spent by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add the time of the block to a stage."""
        begin = time.perf_counter()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - begin


@dataclass(frozen=True, slots=True)
class Question:
    """An article to read. title: as given, may be of a page that does not exist. deadline: `time.monotonic()` value."""

    title: str
    wikitext: str
    sections_to_exclude: tuple[str, ...] = ()
    language: str | None = None
    deadline: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with its mentions. folded: its wikitext. context: None where nothing can be linked."""

    article: Article
    folded: str
    scored: Scored
    context: PageContext | None
    truncated: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """One wiki's look-ups, ready to read articles with."""

    site: Site
    dictionary: Dictionary
    lookups: Lookups

    def read(self, question: Question, stages: Stages) -> Reading:
        """Parse the article, find its mentions and put the context of their features together.

        Raises LookupFailed where the store does not answer.
        """
        with stages.time("parse"):
            article = parse(question.wikitext)
        with stages.time("mentions"):
            folded = fold(question.wikitext, question.language or self.site.language)
            spans = _spans(article, question.sections_to_exclude)
            mentions, late = find_mentions(folded, spans, self.dictionary, question.deadline)
            scored = _by_anchor(mentions)
        truncated = late or article.truncated
        if not scored.mentions:
            return Reading(article, folded, scored, None, truncated)
        with stages.time("lookups"):
            sources = self._sources(question, article, folded, scored)
        with stages.time("features"):
            context = PageContext(sources)
        return Reading(article, folded, scored, context if context.pairs else None, truncated)

    def _sources(self, question: Question, article: Article, folded: str, scored: Scored) -> Sources:
        rows = fetch(self.lookups, scored)
        linked = self._linked(article)
        own = self.lookups.tries.titles.get(normalise(self.site, question.title), -1)
        wanted = linked.union(rows.candidates["page"].tolist(), [own] if own >= 0 else [])
        pages = dict(self.lookups.pages.get_many(wanted))
        kept = self._resolve(linked, pages)
        language = question.language or self.site.language
        return Sources(article, folded, scored, rows, pages, kept, own, self.lookups, language)

    def rule_book(self, rules: Iterable[Rule], beneath: RuleBook | None = None) -> RuleBook:
        """Rules, made ready for this wiki, on top of others. Raises LookupFailed."""
        rules = tuple(rules)
        titles = self._titles({title for rule in rules for title in rule.targets})
        spelling = Spelling(
            title=titles.__getitem__,
            fold=lambda text: fold(text, self.site.language),
            class_key=lambda raw: class_number(self.site, self.lookups.tries.classes, raw),
        )
        return RuleBook(rules, spelling, beneath)

    def _titles(self, raw: Collection[str]) -> Mapping[str, str]:
        """By titles as people write them, the titles of the articles that they mean."""
        titles = {title: article_title(self.site, title) or normalise(self.site, title) for title in raw}
        trie = self.lookups.tries.titles
        keys = {title: key for title in titles.values() if (key := trie.get(title)) is not None}
        pages = self.lookups.pages.get_many(set(keys.values())) if keys else {}
        meant = {
            title: trie.restore_key(decode_redirect(pages[key]))
            for title, key in keys.items()
            if key in pages and is_redirect(pages[key])
        }
        return {wanted: meant.get(title, title) for wanted, title in titles.items()}

    def _linked(self, article: Article) -> set[int]:
        titles = {article_title(self.site, raw) for raw in {link.title for link in article.links}}
        get = self.lookups.tries.titles.get
        return {key for title in titles if title is not None and (key := get(title)) is not None}

    def _resolve(self, linked: Iterable[int], pages: dict[int, bytes]) -> frozenset[int]:
        """The articles behind the linked titles; `pages` is left with articles alone, theirs among them."""
        redirects = {key: decode_redirect(value) for key, value in pages.items() if is_redirect(value)}
        kept = {redirects.get(key, key) for key in linked}
        for key in redirects:
            del pages[key]
        missing = kept.difference(pages)
        if missing:
            pages.update(_articles(self.lookups.pages.get_many(missing)))
        return frozenset(kept)


def _articles(values: Mapping[int, bytes]) -> dict[int, bytes]:
    return {key: value for key, value in values.items() if not is_redirect(value)}


def _spans(article: Article, sections: tuple[str, ...]) -> list[tuple[int, int]]:
    excluded = excluded_sections(article, sections) if sections else frozenset()
    return [
        (run.start, run.start + len(run.text)) for run in article.runs if run.linkable and run.section not in excluded
    ]


def _by_anchor(mentions: list[Mention]) -> Scored:
    places: dict[int, list[Mention]] = {}
    for mention in mentions:
        places.setdefault(mention.anchor, []).append(mention)
    return Scored([found[0] for found in places.values()], list(places.values()), mentions)
