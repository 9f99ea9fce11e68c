"""Reduces a paragraph to the sentence of a text in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from linking.wikitext.excerpts import Excerpt

SentenceBoundaries = Callable[[str], Sequence[int]]
"""Returns the offsets at which sentences end."""

MAX_CONTEXT = 140
"""Code points to show on each side of the text: some sentences are tables that lost their markup."""


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


def _shorten_before(text: str) -> str:
    return text if len(text) <= MAX_CONTEXT else "…" + _from_first_space(text[-MAX_CONTEXT:])


def _shorten_after(text: str) -> str:
    return text if len(text) <= MAX_CONTEXT else _from_first_space(text[:MAX_CONTEXT][::-1])[::-1] + "…"


def _from_first_space(text: str) -> str:
    """Remove a partial first word. Text without spaces is returned as it is."""
    space = text.find(" ", 0, MAX_CONTEXT // 3)
    return text[max(0, space) :]
