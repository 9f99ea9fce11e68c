"""The running text of an article without markup, with the positions of its links. All counts are taken from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from linking.text.link_trails import end_of_trail, start_of_prefix
from linking.text.titles import Site, article_title
from linking.text.word_boundaries import find_word_boundaries, is_word_character
from linking.wikitext.article import Article, TextRun, Wikilink

_QUOTES = re.compile("''+")
GAP = "\x00"
"""Replaces the markup between two pieces of running text. No word and no mention spans it."""


@dataclass(frozen=True, slots=True)
class TextLink:
    """A link to an article in running text. Offsets are code points of PlainText.text.

    Attributes:
        start: Start of the label.
        end: End of the label.
        word_start: Start of the label's first word, including letters before the link.
        word_end: End of the label's last word, including the link trail.
        target: Normalized title of the target.
    """

    start: int
    end: int
    word_start: int
    word_end: int
    target: str


@dataclass(frozen=True, slots=True)
class PlainText:
    """Running text without markup.

    Attributes:
        text: The running text. Each link to an article is replaced by its label.
        links: The links to articles in the text, in order.
        targets_outside: Titles of articles linked outside the running text: in templates, tables and captions.
    """

    text: str
    links: tuple[TextLink, ...]
    targets_outside: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return JSON data for `from_json`."""
        links = [[link.start, link.end, link.word_start, link.word_end, link.target] for link in self.links]
        return {"text": self.text, "links": links, "targets_outside": list(self.targets_outside)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PlainText:
        """Restore what `to_json` returned."""
        return cls(data["text"], tuple(TextLink(*link) for link in data["links"]), tuple(data["targets_outside"]))

    def unlinked_spans(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of the text outside links. A word that is partly linked belongs to the link."""
        last = 0
        for link in self.links:
            if link.word_start > last:
                yield last, link.word_start
            last = max(last, link.word_end)
        if last < len(self.text):
            yield last, len(self.text)


def plain_text(article: Article, site: Site) -> PlainText:
    """Return the plain text of a parsed article."""
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    targets_outside: set[str] = set()
    size = last = 0
    parts: list[TextRun | Wikilink] = [*article.runs, *article.links]
    for part in sorted(parts, key=lambda part: part.start):
        target = None
        if isinstance(part, Wikilink):
            target = article_title(site, part.title)
            if target is not None and not part.in_running_text:
                targets_outside.add(target)
            if not part.in_running_text or target is None:
                continue
        if part.start != last:
            between = article.wikitext[last : part.start]
            # Letters next to a link are rendered as part of the link and belong to no text node.
            pieces.append(between if between.isalpha() else GAP)
            size += len(pieces[-1])
        text, last = _rendered(part)
        if target is not None:
            spans.append((size, size + len(text), target))
        pieces.append(text)
        size += len(text)
    text = "".join(pieces)
    return PlainText(text, tuple(_text_links(text, spans, site.language)), tuple(sorted(targets_outside)))


def _rendered(part: TextRun | Wikilink) -> tuple[str, int]:
    """Return the text that readers see, and the end of the part in the wikitext."""
    if isinstance(part, TextRun):
        return part.text, part.start + len(part.text)
    return _QUOTES.sub("", part.label), part.end


def _text_links(text: str, spans: list[tuple[int, int, str]], language: str) -> Iterator[TextLink]:
    flags = find_word_boundaries(text).flags
    for start, end, target in spans:
        if not text[start:end].strip():
            continue
        # A trail or prefix may hold apostrophes, and quotation marks, which belong to no word.
        first, last = start_of_prefix(text, start, language), end_of_trail(text, end, language)
        while last > end and not is_word_character(text[last - 1]):
            last -= 1
        while first < start and not is_word_character(text[first]):
            first += 1
        word_start = min(first, flags.rfind(1, 0, start + 1))
        yield TextLink(start, end, word_start, max(last, flags.find(1, end)), target)
