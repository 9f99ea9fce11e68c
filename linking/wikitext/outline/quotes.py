"""Bold and italic text in a scan.

For mwparserfromhell's tokenizer, bold and italic text may reach over any number of lines and is never closed by other
markup. What is never closed is text, but with exceptions: three apostrophes may still begin italic text after one, and
in italic text that would never be closed they may end it. Five begin the inner text first and then the one around it.
"""

from __future__ import annotations

import re

from linking.wikitext.outline import patterns
from linking.wikitext.outline.open_nodes import BOLD, ITALIC, OpenNode, Style
from linking.wikitext.outline.scan import DeclinedError, Scan


def read_styled(scan: Scan, match: re.Match[str]) -> int:
    """Read styled text without other markup inside, or the end of styled text that another one seems to follow."""
    start, end = match.span()
    kind, width = (ITALIC, 2) if match.lastindex == patterns.ITALIC else (BOLD, 3)
    if scan.kind == kind:
        return _close(scan, start + width)
    return _add(scan, kind, start, end, start + width)


def read_quotes(scan: Scan, start: int, end: int) -> int:
    """Read the start or the end of styled text."""
    count = end - start
    if count == 4:
        return start + 1
    if count > 5:
        return end - 5
    if scan.kind == ITALIC and count != 3:
        return _close(scan, start + 2)
    if scan.kind == BOLD and count != 2:
        return _close(scan, start + 3)
    if count == 5:
        return _open_five(scan, start)
    return _open(scan, ITALIC if count == 2 else BOLD, start, end)


def give_up_style(scan: Scan, node: OpenNode) -> int:
    """Read the quotes of styled text that is never closed. Return the offset at which the scan goes on."""
    style = node.style
    if style is None:
        return _read_unclosed(scan, node.kind, node.start, node.inner)
    if style.first:
        return _add(scan, *style.first)
    if style.begins_with_five:
        return _open_last_two(scan, node.inner) if node.kind == BOLD else node.inner
    if style.has_unclosed_bold and not style.is_retried:
        scan.push(ITALIC, node.start, node.inner, patterns.IN_HIDDEN_TEXT)
        scan.open_nodes[-1].style = Style(is_retried=True)
    return node.inner


def _close(scan: Scan, end: int) -> int:
    node = scan.open_nodes[-1]
    style = node.style
    if style and style.begins_with_five:
        return _open_around(scan, end)
    if style and style.first:
        node.inner = style.first[1]
    return scan.close(end)


def _open_around(scan: Scan, end: int) -> int:
    """Close styled text that five apostrophes began, and open the other styled text, of which it may be the start."""
    node = scan.pop(end)
    scan.reopen_text(node.before)
    first = (node.kind, node.start, end, node.inner)
    kind = ITALIC if node.kind == BOLD else BOLD
    if (kind, end) in scan.failed:
        return _add(scan, *first)
    scan.push(kind, node.inner - 5, end, patterns.IN_HIDDEN_TEXT)
    scan.open_nodes[-1].style = Style(first=first)
    return end


def _add(scan: Scan, kind: str, start: int, end: int, inner: int) -> int:
    if scan.is_visible:
        return scan.add(kind, start, end, inner)
    scan.omitted.spans.append((start, end))
    return end


def _open(scan: Scan, kind: str, start: int, inner: int) -> int:
    if (kind, inner) in scan.failed:
        return _read_unclosed(scan, kind, start, inner)
    return scan.push(kind, start, inner, patterns.IN_HIDDEN_TEXT)


def _read_unclosed(scan: Scan, kind: str, start: int, inner: int) -> int:
    if kind == ITALIC:
        return inner
    if scan.kind != ITALIC:
        return _open(scan, ITALIC, start + 1, inner)
    around = scan.open_nodes[-1]
    if around.style is None:
        around.style = Style()
    if around.style.is_retried:
        if scan.has_unknown_tags:
            raise DeclinedError
        scan.retried.append(around.inner)
        return scan.close(inner)
    around.style.has_unclosed_bold = True
    return inner


def _open_five(scan: Scan, start: int) -> int:
    """Read five apostrophes: bold text, which may be the first part of italic text, or else italic text."""
    inner = start + 5
    if (BOLD, inner) in scan.failed:
        return _open_last_two(scan, inner)
    scan.push(BOLD, start + 2, inner, patterns.IN_HIDDEN_TEXT)
    scan.open_nodes[-1].style = Style(begins_with_five=True)
    return inner


def _open_last_two(scan: Scan, inner: int) -> int:
    """Read the last two of five apostrophes as the start of italic text."""
    if (ITALIC, inner) in scan.failed:
        return inner
    scan.push(ITALIC, inner - 2, inner, patterns.IN_HIDDEN_TEXT)
    scan.open_nodes[-1].style = Style(begins_with_five=True)
    return inner
