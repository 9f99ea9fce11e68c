"""The search by which the editor in the browser finds each suggestion again (docs/client.md).

The browser walks the text nodes once with one regular expression of all link texts, counts the matches of each text
and drops a text once its wanted match is found. Running that search after each choice would cost the square of the
number of links, so this module uses what makes it come out right.

Call the *own matches* of a link the matches of its text alone (leftmost, without overlaps) up to and including its
place. **If no two own matches of any two links overlap, the search finds every link, together as well as alone:**
an occurrence that is not an own match begins inside an earlier own match of the same text, so the leftmost match is
always the next own match, no two alternatives ever compete at one position, and no count ever lags. For texts that
cannot overlap themselves the converse holds too: an own match that is hidden by another is one that the count lacks.
(A text such as "ana" in "banana" could come out right by luck; such a place is refused.)

So a set of links is right when its pairs are, each part of a right set is right, and adding a link costs one
`str.find` scan up to its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

# Between text nodes. A link text that holds it is refused, so that no match spans two nodes.
_BREAK = "\x00"


class BrowserSearch:
    """One model of the text nodes that the browser visits, and the matches that the links chosen so far count on."""

    __slots__ = ("_ends", "_scans", "_shifts", "_starts", "_taken", "_text")

    def __init__(self, nodes: Sequence[tuple[int, str]]) -> None:
        """nodes: (offset in the wikitext, text) of each text node, in order of offset."""
        self._text = _BREAK.join([text for _, text in nodes])
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._shifts: list[int] = []
        position = 0
        for start, text in nodes:
            length = len(text)
            self._starts.append(start)
            self._ends.append(start + length)
            self._shifts.append(position - start)
            position += length + 1
        self._taken = bytearray(position)
        self._scans: dict[str, _Scan] = {}

    def node_around(self, start: int, end: int) -> int | None:
        """Number of the text node that holds wikitext[start:end] whole; None where none does."""
        node = bisect_right(self._starts, start) - 1
        return node if node >= 0 and end <= self._ends[node] else None

    def span(self, node: int) -> tuple[int, int]:
        """(start, end) of a text node in the wikitext."""
        return self._starts[node], self._ends[node]

    def match_index(self, text: str, start: int, node: int) -> int | None:
        """How many own matches of `text` come before its occurrence at `start` of the wikitext, in that text node.

        None where the search would not end there: the occurrence begins inside an earlier match of the same text, or
        it or an earlier match overlaps with one that a chosen link counts on.
        """
        if not text or _BREAK in text:
            return None
        scan = self._scans.get(text)
        if scan is None:
            scan = self._scans[text] = _Scan()
        wanted = start + self._shifts[node]
        self._scan_up_to(scan, text, wanted)
        index = bisect_left(scan.matches, wanted)
        return index if index < len(scan.matches) and scan.matches[index] == wanted else None

    def _scan_up_to(self, scan: _Scan, text: str, wanted: int) -> None:
        find, taken, length = self._text.find, self._taken.find, len(text)
        while not scan.blocked and scan.resume <= wanted:
            position = find(text, scan.resume, wanted + length)
            if position < 0:
                return
            scan.resume = position + length
            scan.blocked = taken(1, position, scan.resume) >= 0
            if not scan.blocked:
                scan.matches.append(position)

    def take(self, text: str, match_index: int) -> None:
        """Keep what `match_index` just gave for a link that is chosen, so that no later link disturbs it."""
        mark = b"\x01" * len(text)
        for position in self._scans[text].matches[: match_index + 1]:
            self._taken[position : position + len(text)] = mark
        self._scans.clear()


class _Scan:
    """Own matches of one text found so far, valid until the next link is chosen."""

    __slots__ = ("blocked", "matches", "resume")

    def __init__(self) -> None:
        self.matches: list[int] = []
        self.resume = 0  # where to look for the next match
        self.blocked = False  # the next match overlaps with one that a chosen link counts on
