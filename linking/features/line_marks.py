"""Where marks such as parentheses are in the lines of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LineMarks:
    """The marks in the lines of a page.

    Each line is searched once for each mark, however many mentions it has: a page may be a single line.

    Attributes:
        wikitext: The page.
    """

    wikitext: str
    _offsets: dict[tuple[str, int], Sequence[int]] = field(default_factory=dict)

    def in_line(self, mark: str, line_start: int, line_end: int) -> Sequence[int]:
        """Return the offsets of a mark in the line [line_start, line_end) of the page, in order."""
        offsets = self._offsets.get((mark, line_start))
        if offsets is None:
            offsets = self._offsets[mark, line_start] = list(_find_all(self.wikitext, mark, line_start, line_end))
        return offsets


def _find_all(text: str, mark: str, start: int, end: int) -> Iterator[int]:
    found = text.find(mark, start, end)
    while found >= 0:
        yield found
        found = text.find(mark, found + 1, end)
