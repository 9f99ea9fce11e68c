"""The search with which the editor in the browser finds each suggestion again (docs/client.md).

The browser walks the text nodes once with one regular expression that matches any link text. It counts the matches of
each text and drops a text as soon as it finds the wanted match. Simulating that search for each candidate link would
take quadratic time, so this module checks a condition under which the search succeeds.

Call the *own matches* of a link the matches of its text alone (leftmost, without overlaps) up to and including its
position. **If no own matches of two different links overlap, the search finds every link, together as well as alone.**
An occurrence of a text that is not an own match begins inside an earlier own match of that text. So the leftmost match
is always the next own match, two alternatives never compete for one position, and the counts are exact. For texts that
cannot overlap themselves the converse holds too: if a match of another link hides an own match, the count lacks one.
(A text such as "ana" in "banana" might be found by luck; this module refuses such a position.)

So a set of links is valid if each pair of its links is valid, every subset of a valid set is valid, and adding a link
costs one `str.find` scan up to its position.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

# Separates text nodes. Link texts that contain it are refused, so no match spans two nodes.
_BREAK = "\x00"


class FindInPage:
    """The text nodes of a page as the browser visits them, and the own matches of the links chosen so far.

    Args:
        nodes: (offset in the wikitext, text) of each text node, in order of offset.
    """

    __slots__ = ("_lengths_before", "_scans", "_starts", "_taken", "_text")

    def __init__(self, nodes: Sequence[tuple[int, str]]) -> None:
        starts, texts = zip(*nodes, strict=True) if nodes else ((), ())
        self._text = _BREAK.join(texts)
        self._starts = starts
        self._lengths_before = list(accumulate(map(len, texts), initial=0))
        self._taken = bytearray(len(self._text))
        self._scans: dict[str, _Scan] = {}

    def node_around(self, start: int, end: int) -> int | None:
        """Return the index of the text node that contains all of wikitext[start:end], or None."""
        node = bisect_right(self._starts, start) - 1
        return node if node >= 0 and end <= self.span(node)[1] else None

    def span(self, node: int) -> tuple[int, int]:
        """Return the (start, end) of a text node in the wikitext."""
        start = self._starts[node]
        return start, start + self._lengths_before[node + 1] - self._lengths_before[node]

    def match_index(self, text: str, start: int, node: int) -> int | None:
        """Count the own matches of `text` before its occurrence at `start` in the wikitext, in text node `node`.

        Returns:
            The match index, or None if the search would not find this occurrence: it begins inside an earlier match of
            the same text, or it or an earlier match overlaps an own match of a chosen link.
        """
        if not text or _BREAK in text:
            return None
        scan = self._scans.get(text)
        if scan is None:
            scan = self._scans[text] = _Scan()
        # In the joined text, each node has the previous ones and as many breaks before it.
        wanted = self._lengths_before[node] + node + start - self._starts[node]
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
        """Reserve the own matches of a link that is chosen, so that no later link hides them.

        Args:
            text: The link text, for which `match_index` was called after the previous `take`.
            match_index: What that call returned.
        """
        mark = b"\x01" * len(text)
        for position in self._scans[text].matches[: match_index + 1]:
            self._taken[position : position + len(text)] = mark
        self._scans.clear()


class _Scan:
    """The own matches of one text found so far; valid until the next link is chosen."""

    __slots__ = ("blocked", "matches", "resume")

    def __init__(self) -> None:
        self.matches: list[int] = []
        self.resume = 0  # where the search for the next match begins
        self.blocked = False  # whether the next match overlaps an own match of a chosen link
