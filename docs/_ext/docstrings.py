"""What autodoc reads in docstrings: prose in Google's style, not reStructuredText.

Code is in single backticks; characters that reStructuredText would read as markup are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from sphinx.application import Sphinx

BEFORE_NAPOLEON = 400
"""Listeners run by priority, and napoleon's has the default, 500. It adds markup that must stay."""

_ALIAS = re.compile(r"Alias for field number \d+\Z")  # what namedtuple writes for a field
_CODE = re.compile(r"(``.+?``|`[^`]+`)")
_MARKUP = re.compile(r"[*|]|(?<=\w)_(?!\w)")
_SHARED_ENTRY = re.compile(r"(?P<indent> +)(?P<names>\w+(?:, \w+)+)(?P<text>:.*)")


def escape(line: str) -> str:
    """Escape stars, bars and trailing underscores outside of code."""
    parts = _CODE.split(line)
    return "".join(part if number % 2 else _MARKUP.sub(r"\\\g<0>", part) for number, part in enumerate(parts))


def split_shared_attributes(lines: Sequence[str]) -> Iterator[str]:
    """Give each name its own entry in `Attributes:`: napoleon takes the first of `start, end: ...` for a type."""
    in_attributes = False
    for number, line in enumerate(lines):
        if line and not line.startswith(" "):
            in_attributes = line == "Attributes:"
        match = _SHARED_ENTRY.fullmatch(line) if in_attributes else None
        if match is None:
            yield line
            continue
        *first, last = match["names"].split(", ")
        for name in first:
            yield f"{match['indent']}{name}{match['text']}"
            yield from _continuation(lines[number + 1 :], match["indent"])
        yield f"{match['indent']}{last}{match['text']}"


def _continuation(lines: Sequence[str], indent: str) -> Iterator[str]:
    """The first lines that are indented more deeply."""
    return takewhile(lambda line: line.startswith(f"{indent} "), lines)


def _prepare(
    app: Sphinx,  # noqa: ARG001 - Sphinx passes all of them
    what: str,  # noqa: ARG001
    name: str,  # noqa: ARG001
    documented: object,  # noqa: ARG001
    options: Any,  # noqa: ARG001
    lines: list[str],
) -> None:
    is_alias = _ALIAS.match("".join(lines))
    lines[:] = [] if is_alias else [escape(line) for line in split_shared_attributes(lines)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("autodoc-process-docstring", _prepare, priority=BEFORE_NAPOLEON)
    return {"parallel_read_safe": True}
