"""A collector for the places of a page where Parsoid may see other text than the parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from linking.wikitext.intervals import Interval

# The work on broken markup is bounded by the code points that it searches, plus a constant for each piece of markup.
MAX_SEARCH_EFFORT = 10_000_000

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_NOTHING = (0, -1)


@dataclass(slots=True)
class DivergenceCollector:
    """The places found so far, as intervals in any order.

    Attributes:
        wikitext: The page.
        maybe_hidden: Running text that Parsoid may hide.
        maybe_shown: Other wikitext that Parsoid may show as text.
        ambiguous_intervals: Intervals in which Parsoid may hide any text and show any hidden node.
        suspect_quotes: Intervals in whose lines the parser may have paired apostrophes differently than MediaWiki.
        search_effort: The work so far, to compare with MAX_SEARCH_EFFORT.
    """

    wikitext: str
    maybe_hidden: list[Interval] = field(default_factory=list)
    maybe_shown: list[Interval] = field(default_factory=list)
    ambiguous_intervals: list[Interval] = field(default_factory=list)
    suspect_quotes: list[Interval] = field(default_factory=list)
    search_effort: int = 0
    _last_lines: Interval = field(default=_NOTHING, init=False)
    _last_paragraph: Interval = field(default=_NOTHING, init=False)

    @property
    def is_exhausted(self) -> bool:
        """Whether the work exceeds its limit."""
        return self.search_effort > MAX_SEARCH_EFFORT

    def mark_ambiguous(self, start: int, end: int) -> None:
        """Record that Parsoid may or may not render this interval as text."""
        self.maybe_hidden.append((start, end))
        self.ambiguous_intervals.append((start, end))

    def lines_around(self, start: int, end: int) -> Interval:
        """Extend the interval to whole lines, without the last line end."""
        if not (self._last_lines[0] <= start and end <= self._last_lines[1]):
            stop = self.wikitext.find("\n", end)
            self._last_lines = self.wikitext.rfind("\n", 0, start) + 1, len(self.wikitext) if stop < 0 else stop
        return self._last_lines

    def paragraph_around(self, start: int, end: int) -> Interval:
        """Extend the interval to whole paragraphs."""
        if not (self._last_paragraph[0] <= start and end <= self._last_paragraph[1]):
            stop = _PARAGRAPH_END.search(self.wikitext, end)
            first = self.wikitext.rfind("\n\n", 0, start) + 1
            self._last_paragraph = first, stop.start() if stop else len(self.wikitext)
        return self._last_paragraph
