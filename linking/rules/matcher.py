"""Rules compiled for one wiki: which of them, if any, suppresses a link."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TypeVar

from linking.rules.model import Reason, Rule
from linking.rules.wildcards import Wildcards
from linking.wikitext.article import Article
from linking.wikitext.sections import LEAD, excluded_sections, section_key

Key = TypeVar("Key", bound=Hashable)

_TEXT_CACHE_SIZE = 2000
"""Few texts make up most mentions of a wiki. An entry takes some hundred bytes."""


def normalise_class(name: str) -> str:
    """Return the name of a page class in the form in which names are compared.

    The first letter is a capital, and underscores are spaces: "q6256" becomes "Q6256".
    """
    name = name.replace("_", " ").strip()
    return name[:1].upper() + name[1:]


@dataclass(frozen=True, slots=True)
class KeyFunctions:
    """How a wiki turns the names in rules into the keys that are compared.

    Attributes:
        title_key: Turns a title into that of the article that it leads to, as answers have it.
        text_key: Case-folds a text as anchors are.
        class_key: Turns a class into its key, as `CompiledRules.match` takes it. None if no page has the class.
        article_key: Turns the name of an article, a category or a template into its key, as `suppressed_article` takes
            it.
        language: The language of the wiki, whose rules of case apply to the titles of sections.
    """

    title_key: Callable[[str], str]
    text_key: Callable[[str], str]
    class_key: Callable[[str], Hashable | None] = normalise_class
    article_key: Callable[[str], Hashable] = normalise_class
    language: str = ""


class CompiledRules:
    """Rules prepared for many links. To match a link takes about a microsecond, however many rules there are.

    If several rules suppress a link, the reason is the parent's. Otherwise it is the first rule of the first kind that
    applies, in the order of LIST_KEYS and NUMBER_KEYS.
    """

    def __init__(self, rules: Iterable[Rule], keys: KeyFunctions, parent: CompiledRules | None = None) -> None:
        """Compile rules.

        Args:
            rules: The rules.
            keys: How the wiki reads names in rules.
            parent: Rules that are in effect too. A request's rules have those of the wiki as their parent, which need
                not be compiled again.
        """
        rules = tuple(rules)
        self._parent = parent or None
        self._targets = _index_by_key(rules, "targets", keys.title_key)
        texts = Wildcards((keys.text_key(value), reason) for value, reason in _reasons(rules, "texts"))
        self._match_text = lru_cache(_TEXT_CACHE_SIZE)(texts.find) if texts else texts.find
        self._classes = _index_by_key(rules, "classes", keys.class_key)
        self._language = keys.language
        self._sections = _index_by_key(rules, "sections", lambda title: section_key(title, keys.language))
        self._articles = _index_by_key(rules, "articles", keys.article_key)
        self._min_score = max(_limits(rules, "least_score"), key=itemgetter(0), default=None)
        self._min_length = max(_limits(rules, "text_length"), key=itemgetter(0), default=None)
        self._max_density = min(_limits(rules, "links_per_100_words"), key=itemgetter(0), default=None)
        self._empty = not rules and self._parent is None

    def __bool__(self) -> bool:
        """Return True if there is any rule."""
        return not self._empty

    @property
    def tests_classes(self) -> bool:
        """True if any rule tests page classes. If False, callers may pass no classes to `match`."""
        return bool(self._classes) or (self._parent is not None and self._parent.tests_classes)

    @property
    def tests_articles(self) -> bool:
        """True if any rule names articles in which nothing is suggested."""
        return bool(self._articles) or (self._parent is not None and self._parent.tests_articles)

    @property
    def limits_density(self) -> bool:
        """True if any rule limits the number of links. If False, `max_links` returns None."""
        return self._max_density is not None or (self._parent is not None and self._parent.limits_density)

    def match(self, text: str, target: str, classes: Collection[Hashable], score: float) -> Reason | None:
        """Find the rule that suppresses a link in any section.

        Args:
            text: The link text, case-folded.
            target: The title of the target, as answers have it.
            classes: The page classes of the target, as keys of the wiki's `KeyFunctions`.
            score: The score.

        Returns:
            The reason, or None if no rule suppresses the link.
        """
        if self._parent is not None and (reason := self._parent.match(text, target, classes, score)) is not None:
            return reason
        if (reason := self._targets.get(target) or self._match_text(text)) is not None:
            return reason
        if classes and not self._classes.keys().isdisjoint(classes):
            return next(self._classes[name] for name in classes if name in self._classes)
        if self._min_score is not None and score < self._min_score[0]:
            return self._min_score[1]
        if self._min_length is not None and len(text) < self._min_length[0]:
            return self._min_length[1]
        return None

    def suppressed_article(self, names: Collection[Hashable]) -> Reason | None:
        """Return why nothing is suggested in an article, or None if no rule names it.

        Args:
            names: What the article has, as keys of the wiki's `KeyFunctions`.
        """
        if self._parent is not None and (reason := self._parent.suppressed_article(names)) is not None:
            return reason
        return next((reason for key, reason in self._articles.items() if key in names), None)

    def suppressed_sections(self, article: Article) -> Mapping[int, Reason]:
        """Return the numbers of the article's sections in which nothing may be linked, with the reason."""
        suppressed = dict(self._parent.suppressed_sections(article)) if self._parent is not None else {}
        if not self._sections:
            return suppressed
        headings = [LEAD, *(section_key(section.title, self._language) for section in article.sections)]
        for heading in dict.fromkeys(headings):
            if heading in self._sections:
                for section in excluded_sections(article.sections, [heading], self._language):
                    suppressed.setdefault(section, self._sections[heading])
        return suppressed

    def max_links(self, words: int) -> tuple[int, Reason] | None:
        """Return the largest number of links in an article with this number of words, and the reason.

        Returns None if no rule limits the number.
        """
        limits = [self._parent.max_links(words)] if self._parent is not None else []
        if self._max_density is not None:
            density, reason = self._max_density
            limits.append((int(words * density / 100), reason))
        return min(filter(None, limits), key=itemgetter(0), default=None)


def _reasons(rules: Sequence[Rule], kind: str) -> Iterator[tuple[str, Reason]]:
    for rule in rules:
        for value in getattr(rule, kind):
            yield value, Reason(rule, kind, value)


def _index_by_key(rules: Sequence[Rule], kind: str, key_of: Callable[[str], Key | None]) -> dict[Key, Reason]:
    index: dict[Key, Reason] = {}
    for value, reason in _reasons(rules, kind):
        if (key := key_of(value)) is not None:
            index.setdefault(key, reason)
    return index


def _limits(rules: Sequence[Rule], kind: str) -> list[tuple[float, Reason]]:
    values = [(getattr(rule, kind), rule) for rule in rules]
    return [(value, Reason(rule, kind, value)) for value, rule in values if value is not None]
