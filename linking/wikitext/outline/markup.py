"""The search for the next markup in a scan. Markup that contains no other is read on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

from linking import acceleration
from linking.wikitext.intervals import Interval
from linking.wikitext.outline import patterns
from linking.wikitext.outline.links import read_link
from linking.wikitext.outline.quotes import read_styled
from linking.wikitext.outline.scan import Scan
from linking.wikitext.outline.templates import read_template
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import Wikilink

# The readers by group of the pattern. They return the offset at which the scan goes on.
_READERS: dict[int, Callable[[Scan, re.Match[str]], int]] = {
    patterns.LINK_TITLE: read_link,
    patterns.LINK_LABEL: read_link,
    patterns.TEMPLATE: read_template,
    patterns.ITALIC: read_styled,
    patterns.BOLD: read_styled,
}
_PATTERNS = (
    *(patterns.IN_TEXT, patterns.IN_HIDDEN_TEXT, patterns.IN_TEMPLATE, patterns.IN_LINE, patterns.IN_HEADING),
    patterns.IN_TABLE,
)


class MarkupSearch:
    """The search for markup in one scan. `markup_search` chooses between it and its compiled variant."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan

    def __call__(self, position: int) -> Interval | None:
        """Return the bounds of the next markup that may contain other markup, or None if there is none."""
        scan = self._scan
        while match := scan.pattern.search(scan.text, position):
            if match.lastindex is None:
                return match.span()
            position = _READERS[match.lastindex](scan, match)
        return None


def markup_search(scan: Scan) -> Callable[[int], Interval | None]:
    """Return the search for markup in a scan, compiled if possible.

    The compiled variant reads the markers of most list items on the way, too.
    """
    if acceleration.wikitext is None:
        return MarkupSearch(scan)
    return acceleration.wikitext.MarkupFinder(
        scan, _PATTERNS, Wikilink, Node, patterns.LOOKS_LIKE_URL.match, _read_complete
    )


def _read_complete(scan: Scan, start: int) -> int:
    """Read the markup at this offset, which contains no other. Return the offset at which the scan goes on."""
    match = scan.pattern.match(scan.text, start)
    assert match is not None
    assert match.lastindex is not None
    return _READERS[match.lastindex](scan, match)
