"""Running text: what the browser's search may visit, in every way that it may, and where links may stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linking.doubt import Span, find_doubt, united, without
from linking.edges import first_whole_word, last_whole_word, linked_head, linked_tail
from linking.tokens import TextPiece, Walk

Search = tuple[tuple[int, str], ...]

# Parsoid makes the space before these a text node of its own, as French typography wants it unbroken.
_NARROW_SPACE = re.compile(r" (?=[?:;!%»›])|(?<=[«‹]) ")
# Where a line ends, a paragraph and its text node may end.
_NODE_END = re.compile(rf"\s*\n\s*|{_NARROW_SPACE.pattern}")


@dataclass(frozen=True, slots=True)
class RunningText:
    """The models of what the search visits, and the text to work on.

    stretches: (start, end, linkable) of the client's text nodes, in order; cut where Parsoid may end a text node, which
    is never inside a word. searches: the text nodes by the client's rules; by Parsoid at its least; at its most.
    """

    stretches: tuple[tuple[int, int, bool], ...]
    searches: tuple[Search, ...]


def running_text(wikitext: str, walk: Walk) -> RunningText:
    """Judge each text of the walk. A link may stand where all the models agree, outside of code and parts of words."""
    doubt = find_doubt(wikitext, walk)
    doubtful = united(doubt.hidden + list(_taken_into_links(wikitext, walk)))
    client = tuple((piece.start, piece.text) for piece in walk.pieces)
    sure = list(without(((piece.start, piece.start + len(piece.text)) for piece in walk.pieces), doubtful))
    least = _search(wikitext, _split(_NARROW_SPACE, wikitext, sure))
    everything = [*((start, start + len(text)) for start, text in client), *doubt.shown]
    most = _search(wikitext, sorted(_split(_NARROW_SPACE, wikitext, everything)))
    stretches = tuple(
        (start, end, linkable)
        for first, last, linkable in _stretches(wikitext, walk.pieces, doubtful)
        for start, end in _split(_NODE_END, wikitext, ((first, last),))
    )
    return RunningText(stretches, tuple(dict.fromkeys((client, least, most))))


def _search(wikitext: str, spans: Iterable[Span]) -> Search:
    return tuple((start, wikitext[start:end]) for start, end in spans)


def _split(separator: re.Pattern[str], wikitext: str, spans: Iterable[Span]) -> Iterator[Span]:
    for start, end in spans:
        position = start
        for match in separator.finditer(wikitext, start, end):
            if position < match.start():
                yield position, match.start()
            position = match.end()
        if position < end:
            yield position, end


def _taken_into_links(wikitext: str, walk: Walk) -> Iterator[Span]:
    """Letters that touch a link, which MediaWiki takes into it by the rules of the wiki's language."""
    for piece in walk.pieces:
        start, end = piece.start, piece.start + len(piece.text)
        if wikitext.endswith("]]", 0, start):
            yield start, linked_tail(wikitext, start, end)
        if wikitext.startswith("[[", end):
            yield linked_head(wikitext, start, end), end


def _stretches(wikitext: str, pieces: Iterable[TextPiece], doubtful: list[Span]) -> Iterator[tuple[int, int, bool]]:
    index = 0
    for piece in pieces:
        start, end = piece.start, piece.start + len(piece.text)
        while index < len(doubtful) and doubtful[index][1] <= start:
            index += 1
        if piece.verbatim:
            yield start, end, False
            continue
        first, last = first_whole_word(wikitext, start, end), last_whole_word(wikitext, start, end)
        holes = united([(start, first), (last, end), *_overlapping(doubtful, index, end)])
        position = start
        for hole_start, hole_end in holes:
            hole_start, hole_end = max(hole_start, start), min(hole_end, end)
            if position < hole_start:
                yield position, hole_start, True
            yield hole_start, hole_end, False
            position = hole_end
        if position < end:
            yield position, end, True


def _overlapping(spans: list[Span], index: int, end: int) -> Iterator[Span]:
    while index < len(spans) and spans[index][0] < end:
        yield spans[index]
        index += 1
