"""What a page says of itself in its wikitext: magic words, templates and categories that make it not worth linking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from linking.text.titles import CANONICAL_NAMESPACES, Site
from training.corpus.exclusion_rules import Mark

_TEMPLATE, _CATEGORY = 10, 14
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<nowiki>.*?(?:</nowiki>|\Z)", re.DOTALL | re.IGNORECASE)
_NEVER = "(?!)"
_SPACES = r"[\s_]*"


class MarkFinder:
    """Finds the marks of one wiki in texts; safe to send to other processes."""

    def __init__(self, marks: Sequence[Mark], site: Site) -> None:
        self._reasons = {_key(name): mark.reason for mark in reversed(marks) for name in mark.names}
        word = _any(re.escape(word) for mark in marks for word in mark.magic_words)
        template = _any(_name(name) for mark in marks for name in mark.templates)
        category = _any(_name(name) for mark in marks for name in mark.categories)
        in_template, in_category = _namespaces(site, _TEMPLATE), _namespaces(site, _CATEGORY)
        self._pattern = re.compile(
            rf"({word})"
            rf"|\{{\{{{_SPACES}(?:{in_template}{_SPACES}:{_SPACES})?({template}){_SPACES}[|}}<]"
            rf"|\[\[{_SPACES}{in_category}{_SPACES}:{_SPACES}({category}){_SPACES}[|\]]"
        )

    def find(self, wikitext: str) -> str | None:
        """The reason of the first mark in the page, comments and <nowiki> left out; None without marks."""
        if not self._pattern.search(wikitext):
            return None
        found = self._pattern.search(_HIDDEN.sub("", wikitext))
        return self._reasons[_key(found[found.lastindex or 0])] if found else None


def _key(name: str) -> str:
    name = re.sub("[ _]+", " ", name) if not name.startswith("__") else name
    return name[:1].upper() + name[1:]


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns) or _NEVER})"


def _name(name: str) -> str:
    """A page's name: its first letter in any case, spaces also as underscores."""
    first, rest = name[0], name[1:]
    letters = "|".join(sorted({re.escape(first), re.escape(first.upper()), re.escape(first.lower())}))
    words = re.split("[ _]+", rest)
    return f"(?:{letters}){'[ _]+'.join(map(re.escape, words))}"


def _namespaces(site: Site, number: int) -> str:
    names = {name for known in (site.namespaces, CANONICAL_NAMESPACES) for name in known if known[name] == number}
    return f"(?i:{'|'.join(_name(name) for name in sorted(names))})"
