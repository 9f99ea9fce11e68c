"""Parts of an article as a reader sees them, without markup: the paragraph around a text, and the article's start."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from linking.text.character_references import decode_references
from linking.text.titles import Site, shows_label
from linking.wikitext.article import Article
from linking.wikitext.intervals import Interval

ANY_SITE = Site("", "")
"""A wiki without namespaces of its own: only the English names of files and categories are known."""
MAX_START = 400
"""Code points of the start of an article: two sentences or three."""
_ENOUGH = 120
"""Code points after which the start of an article ends with its paragraph."""
_MAX_LINES = 100
"""Lines in which the start of an article is looked for."""
_MAX_PARAGRAPH = 1_000
"""Code points to keep on each side of the text."""

_QUOTED = re.compile(r"\s*'{2,5}(.+?)'{2,5}", re.DOTALL)
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]")
_IMAGE = re.compile(r"\s*\[\[(?:[^\[\]]|\[\[[^\[\]]*+\]\])*+\]\]")
_QUOTES = re.compile("''+")
_BRACKETS = re.compile(r"^\]\]|\[\[(?:[^\[\]|]*\|)?$")
_LIST_MARKS = re.compile(r"^[*#:;]+\s*")
_INDENTED = (":", "|", "!")
_EMPTY_PARENTHESES = re.compile(r"\s?[(（][\s,;:،、–-]*[)）]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text with what precedes and follows it. The field names are keys of JSON files."""

    before: str
    text: str
    after: str


def paragraph_around(article: Article, start: int, end: int, site: Site = ANY_SITE) -> Excerpt:
    """Return the line around the text at [start, end), without markup.

    Args:
        article: The parsed article.
        start: The offset of the text, which must be running text.
        end: The offset of its end.
        site: The wiki.
    """
    wikitext = article.wikitext
    line_start, line_end = _line(wikitext, start, end)
    visible = _VisibleText.of(article, site, line_start, line_end)
    before = _LIST_MARKS.sub("", visible.render(line_start, start)).lstrip()
    after = visible.render(end, line_end).rstrip()
    return Excerpt(before[-_MAX_PARAGRAPH:], wikitext[start:end], after[:_MAX_PARAGRAPH])


def article_start(article: Article, site: Site = ANY_SITE) -> str:
    """Return the first paragraphs of an article, at most MAX_START code points of them, one a line.

    Without text in the lead section, they are those of the first section that has some.

    Args:
        article: The parsed article.
        site: The wiki.
    """
    paragraphs: list[str] = []
    size = 0
    for paragraph in _paragraphs(article, site):
        paragraphs.append(paragraph)
        size += len(paragraph)
        if size >= _ENOUGH:
            break
    return _shorten("\n".join(paragraphs))


def _line(wikitext: str, start: int, end: int) -> Interval:
    line_end = wikitext.find("\n", end)
    return wikitext.rfind("\n", 0, start) + 1, len(wikitext) if line_end < 0 else line_end


def _paragraphs(article: Article, site: Site) -> Iterator[str]:
    """Yield the lines with letters up to the end of the first section that has one. Indented lines are notes."""
    section = None
    for line_start, line_end, of_section in islice(_lines_with_text(article), _MAX_LINES):
        if section not in (None, of_section):
            return
        if article.wikitext.startswith(_INDENTED, line_start):
            continue
        text = _rendered_line(article, site, line_start, line_end)
        if any(character.isalpha() for character in text):
            section = of_section
            yield text


def _lines_with_text(article: Article) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and section of each line that has running text."""
    position = 0
    for run in article.runs:
        first, end = max(position, run.start), run.start + len(run.text)
        while first < end:
            line_start, line_end = _line(article.wikitext, first, first)
            yield line_start, line_end, run.section
            position = first = line_end + 1


def _rendered_line(article: Article, site: Site, start: int, end: int) -> str:
    text = _VisibleText.of(article, site, start, end).render(start, end)
    return _SPACES.sub(" ", _LIST_MARKS.sub("", text)).strip()


def _shorten(text: str) -> str:
    if len(text) <= MAX_START:
        return text
    space = text.rfind(" ", MAX_START - MAX_START // 10, MAX_START)
    return text[: space if space > 0 else MAX_START] + "…"


@dataclass(frozen=True, slots=True)
class _VisibleText:
    """What readers see of a part of an article.

    Attributes:
        wikitext: The wikitext.
        spans: The spans of the running text and of the labels of links in it.
        templates: The spans of the calls of templates.
    """

    wikitext: str
    spans: Sequence[Interval]
    templates: Sequence[Interval]

    @classmethod
    def of(cls, article: Article, site: Site, start: int, end: int) -> _VisibleText:
        runs = [(run.start, run.start + len(run.text)) for run in article.runs]
        labels = [
            (link.end - 2 - len(link.label), link.end - 2)
            for link in article.links
            if link.in_running_text and link.start < end and link.end > start and shows_label(site, link.title)
        ]
        spans = sorted(span for span in runs + labels if span[0] < end and span[1] > start)
        return cls(article.wikitext, spans, sorted(span for span in article.templates if span[0] < end))

    def render(self, start: int, end: int) -> str:
        parts, position = [], start
        for first, last in self.spans:
            if last > position and first < end:
                parts += [self._markup(position, first), self.wikitext[max(position, first) : min(last, end)]]
                position = min(last, end)
        text = _QUOTES.sub("", "".join([*parts, self._markup(position, end)]))
        return _EMPTY_PARENTHESES.sub("", text)  # they held a template

    def _markup(self, start: int, end: int) -> str:
        """Return what shows of the markup at [start, end) apart from the output of templates."""
        pieces, position = [], start
        for first, last in self.templates:
            if last > position and first < end:
                pieces.append(self.wikitext[position : max(position, first)])
                position = last
        return _visible_part("".join([*pieces, self.wikitext[position : max(position, end)]]))


def _visible_part(markup: str) -> str:
    """Return what a reader sees of the markup between running text: bold and italic words, and entities."""
    markup = _BRACKETS.sub("", markup)
    if markup.isalpha():
        return markup  # letters that adjoin a link belong to no text node
    if markup.startswith("&"):
        return decode_references(markup)
    while image := _IMAGE.match(markup):  # the label of an article's link would be visible
        markup = markup[image.end() :]
    quoted = _QUOTED.match(markup)
    return _LINK.sub(r"\1", quoted.group(1)) if quoted else ""
