"""Bold and italic text in a scan."""

from __future__ import annotations

import re

from linking.wikitext.outline import patterns
from linking.wikitext.outline.scan import DeclinedError, Scan

_ITALIC, _BOLD = "{i", "{b"


def read_styled(scan: Scan, match: re.Match[str]) -> int:
    """Read styled text without other markup inside, or the end of styled text that another one seems to follow."""
    start, end = match.span()
    kind, width = (_ITALIC, 2) if match.lastindex == patterns.ITALIC else (_BOLD, 3)
    if scan.kind == kind:
        return scan.close(start + width)
    return scan.add(kind, start, end, start + width) if scan.is_visible else end


def read_quotes(scan: Scan, start: int, end: int) -> int:
    """Read the start or the end of styled text."""
    count = end - start
    if count == 5:
        return _read_five_quotes(scan, start)
    if count > 3:
        raise DeclinedError
    kind = _ITALIC if count == 2 else _BOLD
    if scan.kind == kind:
        return scan.close(end)
    if any(node.kind == kind for node in scan.open_nodes):
        raise DeclinedError
    return scan.push(kind, start, end, patterns.IN_HIDDEN_TEXT)


def _read_five_quotes(scan: Scan, start: int) -> int:
    kinds = [node.kind for node in scan.open_nodes]
    if kinds[-2:] == [_ITALIC, _BOLD]:
        scan.close(start + 3)
        return scan.close(start + 5)
    if kinds[-2:] == [_BOLD, _ITALIC]:
        scan.close(start + 2)
        return scan.close(start + 5)
    if _ITALIC in kinds or _BOLD in kinds:
        raise DeclinedError
    scan.push(_ITALIC, start, start + 2, patterns.IN_HIDDEN_TEXT)
    return scan.push(_BOLD, start + 2, start + 5, patterns.IN_HIDDEN_TEXT)
