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


def python_search(scan: Scan) -> Callable[[int], Interval | None]:
    """Return the search for markup in a scan, in pure Python; see `markup_search`."""
    wikitext = scan.text

    def find(position: int) -> Interval | None:
        while match := scan.pattern.search(wikitext, position):
            group = match.lastindex
            if group is None:
                return match.span()
            position = _READERS[group](scan, match)
        return None

    return find


def markup_search(scan: Scan) -> Callable[[int], Interval | None]:
    """Return the search for markup in a scan, compiled if possible.

    It gets an offset, and returns the bounds of the next markup that may contain other markup, or None if there is
    none. The compiled variant reads the markers of most list items on the way, too.
    """
    if acceleration.wikitext is None:
        return python_search(scan)
    return acceleration.wikitext.MarkupFinder(
        scan, _PATTERNS, Wikilink, Node, patterns.LOOKS_LIKE_URL.match, _read_complete
    )


def _read_complete(scan: Scan, start: int) -> int:
    """Read the markup at this offset, which contains no other. Return the offset at which the scan goes on."""
    match = scan.pattern.match(scan.text, start)
    assert match is not None
    assert match.lastindex is not None
    return _READERS[match.lastindex](scan, match)
