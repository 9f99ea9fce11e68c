"""Docstrings are prose with `code` in single backticks, not reStructuredText: escape what it would read as markup."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

BEFORE_NAPOLEON = 400
"""Listeners run by priority, and napoleon's has the default, 500. It adds markup that must stay."""

_CODE = re.compile(r"(``.+?``|`[^`]+`)")
_MARKUP = re.compile(r"[*|]|(?<=\w)_(?!\w)")


def escape(line: str) -> str:
    """Escape stars, bars and trailing underscores outside of code."""
    parts = _CODE.split(line)
    return "".join(part if number % 2 else _MARKUP.sub(r"\\\g<0>", part) for number, part in enumerate(parts))


def _escape_docstring(
    app: Sphinx,  # noqa: ARG001 - Sphinx passes all of them
    what: str,  # noqa: ARG001
    name: str,  # noqa: ARG001
    documented: object,  # noqa: ARG001
    options: Any,  # noqa: ARG001
    lines: list[str],
) -> None:
    lines[:] = [escape(line) for line in lines]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("autodoc-process-docstring", _escape_docstring, priority=BEFORE_NAPOLEON)
    return {"parallel_read_safe": True}
