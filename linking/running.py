"""Running text: what the browser's search may visit, in every way that it may, and where links may stand in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from linking.doubt import find_doubt
from linking.edges import first_whole_word, last_whole_word, linked_head, linked_tail
from linking.spans import Span, united, without
from linking.tokens import TextPiece, Walk

Search = tuple[tuple[int, str], ...]

# Where a text node may end in the browser: at the end of a line, and around the space that French typography
# keeps unbroken, which is a node of its own there.
_NODE_END = re.compile(r"\n+| (?=[?:;!%»›])| (?<=[«‹] )")


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
    ends = [match.span() for match in _NODE_END.finditer(wikitext)]
    spaces = [span for span in ends if wikitext[span[0]] == " "]
    doubtful = united(doubt.hidden + list(_taken_into_links(wikitext, walk.pieces)))
    client = tuple((piece.start, piece.text) for piece in walk.pieces)
    spans = [(start, start + len(text)) for start, text in client]
    least = _search(wikitext, spans, united(doubtful + spaces), client)
    most = _search(wikitext, sorted(spans + doubt.shown), spaces, client)
    closed = united(doubtful + list(_parts_of_words(wikitext, walk.pieces)))
    stretches = tuple(_stretches(walk.pieces, closed, [end for _, end in ends]))
    return RunningText(stretches, tuple(dict.fromkeys((client, least, most))))


def _search(wikitext: str, spans: list[Span], holes: list[Span], client: Search) -> Search:
    if not holes and len(spans) == len(client):
        return client
    return tuple((start, wikitext[start:end]) for start, end in without(spans, holes))


def _taken_into_links(wikitext: str, pieces: list[TextPiece]) -> Iterator[Span]:
    """Letters that touch a link, which MediaWiki takes into it by the rules of the wiki's language."""
    for start, text, _ in pieces:
        if start and wikitext[start - 1] == "]":
            yield start, linked_tail(wikitext, start, start + len(text))
        end = start + len(text)
        if wikitext.startswith("[[", end):
            yield linked_head(wikitext, start, end), end


def _parts_of_words(wikitext: str, pieces: list[TextPiece]) -> Iterator[Span]:
    """Letters at the ends of text nodes whose word goes on in bold, in another tag or behind a comment."""
    for start, text, _ in pieces:
        if start and wikitext[start - 1] in "'>;":
            yield start, first_whole_word(wikitext, start, start + len(text))
        end = start + len(text)
        if end < len(wikitext) and wikitext[end] in "'<&":
            yield last_whole_word(wikitext, start, end), end


def _stretches(pieces: list[TextPiece], closed: list[Span], cuts: list[int]) -> Iterator[tuple[int, int, bool]]:
    """The pieces, cut at `cuts` (in order), and where a closed span (in order, no overlaps) begins or ends."""
    index = 0
    for start, text, verbatim in pieces:
        end = start + len(text)
        while index < len(closed) and closed[index][1] <= start:
            index += 1
        position, look = start, index
        while look < len(closed) and closed[look][0] < end:
            hole_start, hole_end = max(closed[look][0], start), min(closed[look][1], end)
            yield from _cut(position, hole_start, not verbatim, cuts)
            yield from _cut(hole_start, hole_end, False, cuts)
            position = hole_end
            look += 1
        yield from _cut(position, end, not verbatim, cuts)


def _cut(start: int, end: int, linkable: bool, cuts: list[int]) -> Iterator[tuple[int, int, bool]]:
    index = bisect_right(cuts, start)
    while index < len(cuts) and cuts[index] < end:
        yield start, cuts[index], linkable
        start = cuts[index]
        index += 1
    if start < end:
        yield start, end, linkable
