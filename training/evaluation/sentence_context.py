"""A place in an article as a reader sees it: its sentence, without markup."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from linking.wikitext.article import Article
from training.learning.link_masking import SENTENCE_END

REACH = 140
"""Most characters to show on each side; some sentences are tables that lost their markup."""

_QUOTED = re.compile(r"\s*'{2,5}(.+?)'{2,5}", re.DOTALL)
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]")
_QUOTES = re.compile("''+")
_BRACKETS = re.compile(r"^\]\]|\[\[(?:[^\[\]|]*\|)?$")
_LIST_MARKS = re.compile(r"^[*#:;]+\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What stands before the text, the text, and what stands behind it."""

    before: str
    text: str
    after: str


def sentence_around(article: Article, start: int, end: int) -> Sentence:
    """The sentence of the running text from `start` to `end`; at most REACH characters on each side."""
    wikitext = article.wikitext
    line_start, line_end = wikitext.rfind("\n", 0, start) + 1, wikitext.find("\n", end)
    line_end = len(wikitext) if line_end < 0 else line_end
    spans = [span for span in _spans(article) if span[0] < line_end and span[1] > line_start]
    before = _LIST_MARKS.sub("", _render(wikitext, spans, line_start, start))
    after = _render(wikitext, spans, end, line_end)
    return Sentence(
        _end_of(SENTENCE_END.split(before)[-1].lstrip()),
        wikitext[start:end],
        _start_of(SENTENCE_END.split(after)[0].rstrip()),
    )


def _spans(article: Article) -> list[tuple[int, int]]:
    """Where running text stands in the wikitext, and the labels of links in it."""
    runs = [(run.start, run.start + len(run.text)) for run in article.runs]
    labels = [(link.end - 2 - len(link.label), link.end - 2) for link in article.links if link.running]
    return sorted(runs + labels)


def _render(wikitext: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> str:
    parts, position = [], start
    for first, last in spans:
        if last > position and first < end:
            parts += [_unmarked(wikitext[position:first]), wikitext[max(position, first) : min(last, end)]]
            position = min(last, end)
    return _QUOTES.sub("", "".join([*parts, _unmarked(wikitext[position:end])]))


def _unmarked(markup: str) -> str:
    """What is seen of the markup between running text: bold and italic words, entities; no templates, no files."""
    markup = _BRACKETS.sub("", markup)
    if markup.isalpha():
        return markup  # letters that touch a link belong to no text node
    if markup.startswith("&"):
        return html.unescape(markup)
    quoted = _QUOTED.match(markup)
    return _LINK.sub(r"\1", quoted.group(1)) if quoted else ""


def _end_of(text: str) -> str:
    return text if len(text) <= REACH else "…" + _from_space(text[-REACH:])


def _start_of(text: str) -> str:
    return text if len(text) <= REACH else _from_space(text[:REACH][::-1])[::-1] + "…"


def _from_space(text: str) -> str:
    """The text from its first whole word on; unchanged in scripts without spaces."""
    space = text.find(" ", 0, REACH // 3)
    return text[max(0, space) :]
