"""Running text: what the browser's search may visit, in every way that it may, and where links may stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linking.doubt import Span, find_doubt, united
from linking.edges import first_whole_word, last_whole_word, linked_head, linked_tail
from linking.tokens import TextPiece, Walk

Search = tuple[tuple[int, str], ...]

# Parsoid makes the space before these a text node of its own, as French typography wants it unbroken.
_NARROW_SPACE = re.compile(r" (?=[?:;!%»›])|(?<=[«‹]) ")


@dataclass(frozen=True, slots=True)
class RunningText:
    """stretches: (start, end, linkable) of the client's text nodes, in order, cut between words only. searches: models
    of the text nodes that the search visits: the client's rules; Parsoid at its least; Parsoid at its most.
    """

    stretches: tuple[tuple[int, int, bool], ...]
    searches: tuple[Search, ...]


def running_text(wikitext: str, walk: Walk) -> RunningText:
    """Judge each text of the walk. A link may stand where all the models agree, outside of code and parts of words."""
    doubt = find_doubt(wikitext, walk)
    doubtful = united(doubt.hidden + list(_taken_into_links(wikitext, walk)))
    client = tuple((piece.start, piece.text) for piece in walk.pieces)
    sure = list(_without(((piece.start, piece.start + len(piece.text)) for piece in walk.pieces), doubtful))
    least = _search(wikitext, _split(wikitext, sure))
    everything = [*((start, start + len(text)) for start, text in client), *doubt.shown]
    most = _search(wikitext, sorted(_split(wikitext, everything)))
    stretches = tuple(_stretches(wikitext, walk.pieces, doubtful))
    return RunningText(stretches, tuple(dict.fromkeys((client, least, most))))


def _search(wikitext: str, spans: Iterable[Span]) -> Search:
    return tuple((start, wikitext[start:end]) for start, end in spans)


def _split(wikitext: str, spans: Iterable[Span]) -> Iterator[Span]:
    for start, end in spans:
        position = start
        for match in _NARROW_SPACE.finditer(wikitext, start, end):
            yield position, match.start()
            position = match.end()
        yield position, end


def _without(spans: Iterable[Span], holes: list[Span]) -> Iterator[Span]:
    """The spans with the holes cut out; both in order."""
    index = 0
    for start, end in spans:
        while index < len(holes) and holes[index][1] <= start:
            index += 1
        position, look = start, index
        while look < len(holes) and holes[look][0] < end:
            if position < holes[look][0]:
                yield position, holes[look][0]
            position = max(position, holes[look][1])
            look += 1
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
