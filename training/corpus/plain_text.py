"""An article's running text as plain text, with the places of its links: what all counts are taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from linking.text.folding import boundaries
from linking.text.titles import Site, article_title
from linking.wikitext.article import Article, Run, Wikilink

_QUOTES = re.compile("''+")
GAP = "\x00"
"""Stands for markup between two pieces of running text: no word and no mention crosses it."""


@dataclass(frozen=True, slots=True)
class TextLink:
    """A link to an article in running text. start, end: its label; word_start, word_end: with the rest of its word."""

    start: int
    end: int
    word_start: int
    word_end: int
    target: str


@dataclass(frozen=True, slots=True)
class PlainText:
    """text: running text with links as their labels. links: those of them that lead to articles, in order.

    elsewhere: titles of articles linked outside the running text (templates, tables, captions).
    """

    text: str
    links: tuple[TextLink, ...]
    elsewhere: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain data, for `from_json`."""
        links = [[link.start, link.end, link.word_start, link.word_end, link.target] for link in self.links]
        return {"text": self.text, "links": links, "elsewhere": list(self.elsewhere)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PlainText:
        """Back from plain data that `to_json` made."""
        return cls(data["text"], tuple(TextLink(*link) for link in data["links"]), tuple(data["elsewhere"]))

    def between_links(self) -> Iterator[tuple[int, int]]:
        """Spans of the text that no link covers; a word that a link is a part of belongs to the link."""
        last = 0
        for link in self.links:
            if link.word_start > last:
                yield last, link.word_start
            last = max(last, link.word_end)
        if last < len(self.text):
            yield last, len(self.text)


def plain_text(article: Article, site: Site) -> PlainText:
    """The plain text of a parsed article."""
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    elsewhere: set[str] = set()
    size = last = 0
    parts: list[Run | Wikilink] = [*article.runs, *article.links]
    for part in sorted(parts, key=lambda part: part.start):
        target = None
        if isinstance(part, Wikilink):
            target = article_title(site, part.title)
            if target is not None and not part.running:
                elsewhere.add(target)
            if not part.running or target is None:
                continue
        if part.start != last:
            between = article.wikitext[last : part.start]
            # letters that touch a link are shown as a part of it, and belong to no text node
            pieces.append(between if between.isalpha() else GAP)
            size += len(pieces[-1])
        text, last = _visible(part)
        if target is not None:
            spans.append((size, size + len(text), target))
        pieces.append(text)
        size += len(text)
    text = "".join(pieces)
    return PlainText(text, tuple(_with_words(text, spans)), tuple(sorted(elsewhere)))


def _visible(part: Run | Wikilink) -> tuple[str, int]:
    if isinstance(part, Run):
        return part.text, part.start + len(part.text)
    return _QUOTES.sub("", part.label), part.end


def _with_words(text: str, spans: list[tuple[int, int, str]]) -> Iterator[TextLink]:
    flags = boundaries(text).flags
    for start, end, target in spans:
        if text[start:end].strip():
            yield TextLink(start, end, flags.rfind(1, 0, start + 1), flags.find(1, end), target)
