"""The text of a page after the first stage of MediaWiki's parser, with the offset in the page of each character."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from linking.text.language_data import BEHAVIOR_SWITCHES, TOC_SWITCHES

# These code points are no characters, so no page contains them.
OPAQUE = "\ufdd0"
"""Replaces the output of a template or an extension tag."""
MARK = "\ufdd1"
"""Follows the opening markup of a heading, which MediaWiki knows apart from equals signs after it."""


class Piece(NamedTuple):
    """A part of the expanded text.

    Attributes:
        start: The offset of its source.
        end: The end of its source.
        text: What replaces the source, or None if nothing does.
        shown: The text that readers see in place of OPAQUE.
    """

    start: int
    end: int
    text: str | None = None
    shown: str = ""


Pieces: TypeAlias = "list[Piece | Pieces]"


@dataclass(frozen=True, slots=True)
class ExpandedText:
    """A page without comments and behavior switches, and with OPAQUE in place of templates and extension tags.

    Attributes:
        text: The text.
        shown: Offset into `text` -> what readers see in place of the OPAQUE there, if the wikitext says it.
    """

    text: str
    shown: Mapping[int, str]
    _starts: list[int]
    _sources: list[int]

    def source(self, offset: int) -> int:
        """Return the offset into the page of an offset into the text."""
        index = bisect_right(self._starts, offset) - 1
        return self._sources[index] + offset - self._starts[index]


def join_pieces(wikitext: str, pieces: Pieces) -> ExpandedText:
    """Return the text of all pieces of a page."""
    texts: list[str] = []
    starts, sources, shown, length = [0], [0], {}, 0
    for piece in _joined(wikitext, pieces):
        text = wikitext[piece[0] : piece[1]] if piece[2] is None else piece[2]
        if text:
            texts.append(text)
            starts.append(length)
            sources.append(piece[0])
            if piece[3]:
                shown[length] = piece[3]
            length += len(text)
    return ExpandedText("".join(texts), shown, starts, sources)


def _joined(wikitext: str, pieces: Pieces) -> Iterator[Piece]:
    """Yield the pieces, without behavior switches and with adjacent pieces of text as one."""
    has_switches = "__" in wikitext
    start = end = 0
    for piece in flatten(pieces):
        if piece[2] is None and piece[0] == end:
            end = piece[1]
            continue
        yield from _split_at_switches(wikitext, start, end) if has_switches else (Piece(start, end),)
        start = end = piece[1]
        if piece[2] is None:
            start = piece[0]
        else:
            yield piece
    yield from _split_at_switches(wikitext, start, end) if has_switches else (Piece(start, end),)


def flatten(pieces: Pieces) -> Iterator[Piece]:
    """Yield the pieces of nested lists, in order."""
    stack = [iter(pieces)]
    while stack:
        for piece in stack[-1]:
            if isinstance(piece, list):
                stack.append(iter(piece))
                break
            yield piece
        else:
            stack.pop()


def _split_at_switches(wikitext: str, start: int, end: int) -> Iterator[Piece]:
    if wikitext.find("__", start, end) >= 0:
        for match in _switches().finditer(wikitext, start, end):
            yield Piece(start, match.start())
            yield Piece(*match.span(), OPAQUE if match["toc"] else "")
            start = match.end()
    yield Piece(start, end)


@lru_cache(1)
def _switches() -> re.Pattern[str]:
    toc, others = ("|".join(map(re.escape, sorted(names))) for names in (TOC_SWITCHES, BEHAVIOR_SWITCHES))
    return re.compile(f"__(?:(?P<toc>{toc})|{others})__", re.IGNORECASE)
