"""What extraction takes from one page. It depends on nothing but the page, the wiki and the program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from linking.text.folding import casefold_text
from linking.text.titles import Site, category_name, normalise
from linking.wikitext.article import Article, parse
from training.corpus.calendar_pages import calendar_links
from training.corpus.chunks import ChunkArticle, bucket_of, chunk_line
from training.corpus.exclusion_rules import own_rules
from training.corpus.joined_parts import part_rows
from training.corpus.link_parameters import MAX_CHUNK_VALUES, ParameterFinder, ParameterValue
from training.corpus.marker_templates import MarkerTemplates
from training.corpus.page_markers import PageMarkerFinder
from training.corpus.plain_text import plain_text
from training.corpus.title_patterns import title_pattern
from training.dumps.xml_export import Page

MAX_ANCHOR_LENGTH = 100
"""Maximum length of an anchor in code points. Longer link texts are sentences and do not recur."""


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What is extracted from a page. Redirects have only a title row.

    Attributes:
        title_row: Page id, title, redirect target, length, bucket, kind and reason of the exclusion, title pattern.
        line: The article's line of a chunk, or b"" for a redirect.
        linked: Whether there is a link in the running text.
        categories: The categories in the wikitext.
        parameters: The values of the parameters of templates, in order.
        uses: The templates that the page uses, if it is short.
        texts: The texts of the links, case-folded.
        parts: What links do with the parts of joined words: the rows of training.corpus.joined_parts.
        links: The links that may belong to a cycle of months or weekdays.
    """

    title_row: tuple[Any, ...]
    line: bytes = b""
    linked: bool = False
    categories: Sequence[str] = ()
    parameters: Sequence[ParameterValue] = ()
    uses: Sequence[str] = ()
    texts: Sequence[str] = ()
    parts: Sequence[tuple[str, str, str]] = ()
    links: Sequence[tuple[str, str]] = ()

    @property
    def page_id(self) -> int:
        """The page id."""
        return int(self.title_row[0])

    @property
    def length(self) -> int:
        """The number of code points of the page's text."""
        return int(self.title_row[3])

    def to_json(self) -> bytes:
        """Return the record without the line of the chunk, as a line of JSON."""
        fields = [
            self.title_row,
            self.linked,
            self.categories,
            self.parameters,
            self.uses,
            self.texts,
            self.parts,
            self.links,
        ]
        text = json.dumps([bool(self.line), *fields], ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass") + b"\n"

    @classmethod
    def from_json(cls, data: Sequence[Any], line: bytes) -> PageRecord:
        """Restore a record from the parsed JSON of `to_json`, and the line of the chunk."""
        _, title_row, linked, *others = data
        return cls(tuple(title_row), line, linked, *others)


class PageExtractor:
    """Extracts the pages of one wiki."""

    def __init__(self, site: Site) -> None:
        rules = own_rules(site.wiki, site.language)
        self._site = site
        self._markers = PageMarkerFinder(rules.markers, site)
        self._templates = MarkerTemplates(rules.markers, site)
        self._parameters = ParameterFinder(site)

    def extract(self, page: Page) -> PageRecord:
        """Return the record of an article or redirect."""
        site = self._site
        title = normalise(site, page.title)
        if page.redirect is not None:
            target = normalise(site, page.redirect).partition("#")[0].strip()
            return PageRecord((page.id, title, target, len(page.text), bucket_of(title), "", "", _pattern(title)))
        parsed = parse(page.text)
        article = ChunkArticle(title, bucket_of(title), page.text, plain_text(parsed, site))
        found = self._markers.find(title, page.text)
        kind, reason = (found.kind, found.reason) if found else ("", "")
        return PageRecord(
            (page.id, title, "", len(page.text), article.bucket, kind, reason, _pattern(title)),
            chunk_line(article),
            bool(article.plain.links),
            _categories(parsed, site),
            list(_first_values(self._parameters.find(title, parsed))),
            self._templates.uses(page.text),
            sorted(set(link_texts(article, site.language))),
            list(part_rows(article, site.language)),
            list(calendar_links(title, article.plain)),
        )


def link_texts(article: ChunkArticle, language: str) -> Iterator[str]:
    """Yield the case-folded texts of the article's links: each label, and the whole word if it is longer."""
    folded = casefold_text(article.plain.text, language)
    for link in article.plain.links:
        for start, end in {(link.start, link.end), (link.word_start, link.word_end)}:
            text = anchor_text(folded[start:end])
            if text is not None:
                yield text


def anchor_text(folded: str) -> str | None:
    """Return the text without surrounding whitespace, or None if it cannot be an anchor."""
    text = folded.strip()
    if not text or len(text) > MAX_ANCHOR_LENGTH or "\n" in text or "\x00" in text or "[" in text:
        return None
    return text if any(map(str.isalnum, text)) else None


def _first_values(values: Iterator[ParameterValue]) -> Iterator[ParameterValue]:
    """Yield as many values of each parameter as a chunk counts."""
    seen: Counter[tuple[str, str]] = Counter()
    for template, key, title in values:
        if seen[template, key] < MAX_CHUNK_VALUES:
            seen[template, key] += 1
            yield template, key, title


def _categories(parsed: Article, site: Site) -> list[str]:
    """Return the categories in the page's wikitext. Categories that templates add are unknown."""
    names = {category_name(site, link.title) for link in parsed.links if ":" in link.title}
    return sorted(name for name in names if name is not None)


def _pattern(title: str) -> str:
    return title_pattern(title) or ""
