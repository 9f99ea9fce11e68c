"""Rules made ready for one wiki: which of them, if any, holds a suggestion back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from linking.rules.model import Reason, Rule
from linking.rules.wildcards import Wildcards
from linking.wikitext.article import LEAD, Article, excluded_sections, section_key

Key = TypeVar("Key", bound=Hashable)

_TEXTS_REMEMBERED = 2000
"""Few texts make up most of what articles mention; some hundred bytes each."""


def class_name(raw: str) -> str:
    """A class as rules and stored classes are compared: "q6256" is "Q6256", "Category:Seas_of_Asia" has spaces."""
    name = raw.replace("_", " ").strip()
    return name[:1].upper() + name[1:]


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a wiki reads what rules name. title: a title as it is in the answer (normalised, redirects resolved).

    fold: a text as anchors are folded. class_key: a class as it is given to `RuleBook.reason`; None for one that no
    page has.
    """

    title: Callable[[str], str]
    fold: Callable[[str], str]
    class_key: Callable[[str], Hashable | None] = class_name


class RuleBook:
    """Made once per change of the rules; a look-up costs about a microsecond, however many rules there are.

    Where several rules hold a suggestion back, the reason names the first of them of the first kind that does.
    """

    def __init__(self, rules: Iterable[Rule], spelling: Spelling, beneath: RuleBook | None = None) -> None:
        """beneath: a book that holds too and is asked first, so that a request's rules cost only their own number."""
        rules = tuple(rules)
        self._beneath = beneath if beneath is not None and beneath else None
        self._targets = _by_name(rules, "targets", spelling.title)
        texts = Wildcards((spelling.fold(value), reason) for value, reason in _reasons(rules, "texts"))
        self._reason_of_text = lru_cache(_TEXTS_REMEMBERED)(texts.find) if texts else texts.find
        self._classes = _by_name(rules, "classes", spelling.class_key)
        self._sections = _by_name(rules, "sections", section_key)
        self._least_score = max(_bounds(rules, "least_score"), key=_bound, default=None)
        self._least_length = max(_bounds(rules, "text_length"), key=_bound, default=None)
        self._most_dense = min(_bounds(rules, "links_per_100_words"), key=_bound, default=None)
        self._empty = not rules and self._beneath is None

    def __bool__(self) -> bool:
        """Whether there is any rule: without one nothing needs to be asked."""
        return not self._empty

    @property
    def asks_classes(self) -> bool:
        """Whether a rule is about a class that a page may have: else `reason` needs to be told none."""
        return bool(self._classes) or (self._beneath is not None and self._beneath.asks_classes)

    @property
    def bounds_density(self) -> bool:
        """Whether `most_links` will say something."""
        return self._most_dense is not None or (self._beneath is not None and self._beneath.bounds_density)

    def reason(self, text: str, target: str, classes: Collection[Hashable], score: float) -> Reason | None:
        """The rule that holds a link back, wherever it stands; None where none does.

        text: the link text, folded. target: as in the answer. classes: of the target, as the spelling's keys.
        """
        if self._beneath is not None and (reason := self._beneath.reason(text, target, classes, score)) is not None:
            return reason
        if (reason := self._targets.get(target) or self._reason_of_text(text)) is not None:
            return reason
        if classes and not self._classes.keys().isdisjoint(classes):
            return next(self._classes[name] for name in classes if name in self._classes)
        if self._least_score is not None and score < self._least_score[0]:
            return self._least_score[1]
        if self._least_length is not None and len(text) < self._least_length[0]:
            return self._least_length[1]
        return None

    def closed_sections(self, article: Article) -> Mapping[int, Reason]:
        """The sections of an article in which nothing may be linked, by their number, with the rule that says so."""
        closed = dict(self._beneath.closed_sections(article)) if self._beneath is not None else {}
        if not self._sections:
            return closed
        headings = [LEAD, *(section_key(section.title) for section in article.sections)]
        for heading in dict.fromkeys(headings):
            if heading in self._sections:
                for section in excluded_sections(article, [heading]):
                    closed.setdefault(section, self._sections[heading])
        return closed

    def most_links(self, words: int) -> tuple[int, Reason] | None:
        """The most links that an article of so many words may get, with the rule; None where no rule says."""
        bounds = [self._beneath.most_links(words)] if self._beneath is not None else []
        if self._most_dense is not None:
            density, reason = self._most_dense
            bounds.append((int(words * density / 100), reason))
        return min(filter(None, bounds), key=lambda bound: bound[0], default=None)


def _reasons(rules: Sequence[Rule], kind: str) -> Iterator[tuple[str, Reason]]:
    for rule in rules:
        for value in getattr(rule, kind):
            yield value, Reason(rule, kind, value)


def _by_name(rules: Sequence[Rule], kind: str, spell: Callable[[str], Key | None]) -> dict[Key, Reason]:
    named: dict[Key, Reason] = {}
    for value, reason in _reasons(rules, kind):
        if (key := spell(value)) is not None:
            named.setdefault(key, reason)
    return named


def _bounds(rules: Sequence[Rule], kind: str) -> list[tuple[float, Reason]]:
    values = [(getattr(rule, kind), rule) for rule in rules]
    return [(value, Reason(rule, kind, value)) for value, rule in values if value is not None]


def _bound(bound: tuple[float, Reason]) -> float:
    return bound[0]
