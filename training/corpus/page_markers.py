"""Page markers: the magic words, templates, categories and titles of pages that are not worth linking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import wikitextparser
from wikitextparser import WikiText

from linking.text.titles import CANONICAL_NAMESPACES, Site, category_name
from linking.wikitext.tokenizer_budget import parseable_length
from training.corpus.exclusion_rules import Exclusion, PageMarker
from training.corpus.title_patterns import is_numbered

_TEMPLATE_NAMESPACE = 10
_MAX_DEPTH = 100
"""Text after deeper nested templates and links is not parsed: the time of the parser grows with the square of depth."""
_TITLE_SUFFIX = re.compile(r"[(（]([^()（）]*)[)）]$")
_BRACKETS = re.compile(r"\{\{|\}\}|\[\[|\]\]")


class PageMarkerFinder:
    """Finds the page markers of one wiki."""

    def __init__(self, markers: Sequence[PageMarker], site: Site) -> None:
        self._site = site
        # If two markers share a name, the first one applies.
        by_priority = list(reversed(markers))
        self._magic_words = {word: marker.exclusion for marker in by_priority for word in marker.magic_words}
        self._templates = {_key(name): marker.exclusion for marker in by_priority for name in marker.templates}
        self._categories = {_key(name): marker.exclusion for marker in by_priority for name in marker.categories}
        self._title_prefixes = [(prefix, marker.exclusion) for marker in markers for prefix in marker.title_prefixes]
        self._title_suffixes = {
            suffix.casefold(): marker.exclusion for marker in by_priority for suffix in marker.title_suffixes
        }
        self._number_words = [
            (frozenset(word.casefold() for word in marker.number_words), marker.exclusion)
            for marker in markers
            if marker.number_words
        ]
        namespaces = (site.namespaces, CANONICAL_NAMESPACES)
        self._template_prefixes = sorted(
            {name for names in namespaces for name in names if names[name] == _TEMPLATE_NAMESPACE}
        )
        self._magic_word = re.compile(_any_of(map(re.escape, self._magic_words)))
        self._possible_marker = self._prefilter()

    def find(self, title: str, wikitext: str) -> Exclusion | None:
        """Return why the page is excluded, or None. The title counts first, then the first marker in the wikitext."""
        return self._find_in_title(title) or self._find_in_text(wikitext)

    def _find_in_title(self, title: str) -> Exclusion | None:
        for words, exclusion in self._number_words:
            if is_numbered(title, words):
                return exclusion
        suffix = _TITLE_SUFFIX.search(title)
        if suffix and suffix[1].casefold() in self._title_suffixes:
            return self._title_suffixes[suffix[1].casefold()]
        for prefix, exclusion in self._title_prefixes:
            if title.startswith(prefix) and (" " in prefix.strip() or title[len(prefix) : len(prefix) + 1].islower()):
                return exclusion
        return None

    def _find_in_text(self, wikitext: str) -> Exclusion | None:
        """Return the exclusion of the first marker. Markers in comments and <nowiki> do not count."""
        if not self._possible_marker.search(wikitext):
            return None
        length = min(parseable_length(wikitext), _length_within_depth(wikitext))
        parsed = wikitextparser.parse(wikitext[:length])
        found = (*self._find_magic_words(parsed), *self._find_templates(parsed), *self._find_categories(parsed))
        return min(found)[1] if found else None

    def _prefilter(self) -> re.Pattern[str]:
        """Return a pattern for pages that may have a marker. Few pages match, and only those are parsed.

        It does not match markers whose name contains a comment. Possessive quantifiers keep its time linear.
        """
        prefix = r"(?:[^\[\]{}|<>:]*+:[\s_]*+)"
        template, category = _any_of(map(_in_wikitext, self._templates)), _any_of(map(_in_wikitext, self._categories))
        return re.compile(
            rf"{_any_of(map(re.escape, self._magic_words))}"
            rf"|\{{\{{[\s_]*+{prefix}?(?i:{template})|\[\[{prefix}(?i:{category})"
        )

    def _find_magic_words(self, parsed: WikiText) -> Iterator[tuple[int, Exclusion]]:
        """Yield the offset and the exclusion of each marker."""
        inert = sorted((node.span for node in (*parsed.comments, *parsed.get_tags("nowiki"))), reverse=True)
        inert_end = 0
        for match in self._magic_word.finditer(parsed.string):
            while inert and inert[-1][0] <= match.start():
                inert_end = max(inert_end, inert.pop()[1])
            if match.start() >= inert_end:
                yield match.start(), self._magic_words[match[0]]

    def _find_templates(self, parsed: WikiText) -> Iterator[tuple[int, Exclusion]]:
        for template in parsed.templates:
            exclusion = self._templates.get(template.normal_name(self._template_prefixes, capitalize=True))
            if exclusion is not None:
                yield template.span[0], exclusion

    def _find_categories(self, parsed: WikiText) -> Iterator[tuple[int, Exclusion]]:
        for link in parsed.wikilinks:
            name = category_name(self._site, link.title)
            exclusion = None if name is None else self._categories.get(_key(name))
            if exclusion is not None:
                yield link.span[0], exclusion


def _length_within_depth(wikitext: str) -> int:
    """Return the number of code points before the first template or link that is nested too deeply."""
    depth = 0
    for match in _BRACKETS.finditer(wikitext):
        depth = depth + 1 if match[0] in ("{{", "[[") else max(0, depth - 1)
        if depth > _MAX_DEPTH:
            return match.start()
    return len(wikitext)


def _key(name: str) -> str:
    """Return the name with single spaces and its first letter in upper case."""
    name = " ".join(name.replace("_", " ").split())
    return name[:1].upper() + name[1:]


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(patterns) or "(?!)"


def _in_wikitext(name: str) -> str:
    """Return a pattern for a page name, in which underscores and repeated spaces equal a space."""
    return r"[\s_]+".join(map(re.escape, name.split(" ")))
