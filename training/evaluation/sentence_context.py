"""Renders a text in its paragraph or sentence as a reader sees it, without markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linking.text.character_references import decode_references
from linking.wikitext.article import Article

SentenceBoundaries = Callable[[str], Sequence[int]]
"""Returns the offsets at which sentences end."""

MAX_CONTEXT = 140
"""Code points to show on each side of the text: some sentences are tables that lost their markup."""
_MAX_PARAGRAPH = 1_000
"""Code points to keep on each side of the text."""

_QUOTED = re.compile(r"\s*'{2,5}(.+?)'{2,5}", re.DOTALL)
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]")
_QUOTES = re.compile("''+")
_BRACKETS = re.compile(r"^\]\]|\[\[(?:[^\[\]|]*\|)?$")
_LIST_MARKS = re.compile(r"^[*#:;]+\s*")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text with what precedes and follows it. The field names are keys of report.json."""

    before: str
    text: str
    after: str


def paragraph_around(article: Article, start: int, end: int) -> Excerpt:
    """Return the line around the text at [start, end), without markup.

    Args:
        article: The parsed article.
        start: The offset of the text, which must be running text.
        end: The offset of its end.
    """
    wikitext = article.wikitext
    line_start, line_end = wikitext.rfind("\n", 0, start) + 1, wikitext.find("\n", end)
    line_end = len(wikitext) if line_end < 0 else line_end
    spans = [span for span in _visible_spans(article) if span[0] < line_end and span[1] > line_start]
    before = _LIST_MARKS.sub("", _render(wikitext, spans, line_start, start))
    after = _render(wikitext, spans, end, line_end)
    return Excerpt(before[-_MAX_PARAGRAPH:], wikitext[start:end], after[:_MAX_PARAGRAPH])


def sentence_around(paragraph: Excerpt, boundaries: SentenceBoundaries) -> Excerpt:
    """Reduce a paragraph to the sentence of its text, with at most MAX_CONTEXT code points on each side."""
    whole = paragraph.before + paragraph.text + paragraph.after
    start = len(paragraph.before)
    end = start + len(paragraph.text)
    cuts = boundaries(whole)
    first = max((cut for cut in cuts if cut <= start), default=0)
    last = min((cut for cut in cuts if cut >= end), default=len(whole))
    return Excerpt(
        _shorten_before(whole[first:start].lstrip()), paragraph.text, _shorten_after(whole[end:last].rstrip())
    )


def _visible_spans(article: Article) -> list[tuple[int, int]]:
    """Return the spans of the running text and of the labels of links in it."""
    runs = [(run.start, run.start + len(run.text)) for run in article.runs]
    labels = [(link.end - 2 - len(link.label), link.end - 2) for link in article.links if link.in_running_text]
    return sorted(runs + labels)


def _render(wikitext: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> str:
    parts, position = [], start
    for first, last in spans:
        if last > position and first < end:
            parts += [_visible_part(wikitext[position:first]), wikitext[max(position, first) : min(last, end)]]
            position = min(last, end)
    return _QUOTES.sub("", "".join([*parts, _visible_part(wikitext[position:end])]))


def _visible_part(markup: str) -> str:
    """Return what a reader sees of the markup between running text: bold and italic words, and entities."""
    markup = _BRACKETS.sub("", markup)
    if markup.isalpha():
        return markup  # letters that adjoin a link belong to no text node
    if markup.startswith("&"):
        return decode_references(markup)
    quoted = _QUOTED.match(markup)
    return _LINK.sub(r"\1", quoted.group(1)) if quoted else ""


def _shorten_before(text: str) -> str:
    return text if len(text) <= MAX_CONTEXT else "…" + _from_first_space(text[-MAX_CONTEXT:])


def _shorten_after(text: str) -> str:
    return text if len(text) <= MAX_CONTEXT else _from_first_space(text[:MAX_CONTEXT][::-1])[::-1] + "…"


def _from_first_space(text: str) -> str:
    """Remove a partial first word. Text without spaces is returned as it is."""
    space = text.find(" ", 0, MAX_CONTEXT // 3)
    return text[max(0, space) :]
