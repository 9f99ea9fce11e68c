"""The text of a heading, as readers see it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from linking.text.character_references import decode_references
from linking.text.language_data import FILE_NAMESPACES
from linking.wikitext.expanded_text import MARK, OPAQUE
from linking.wikitext.intervals import Interval
from linking.wikitext.quote_pairing import remove_quotes

LITERAL_LESS_THAN = "\ufdd2"
"""Replaces a "<" that begins no HTML tag. This code point is no character, so no page contains it."""

_HAS_MARKUP = re.compile(rf"[<\[&{MARK}{OPAQUE}{LITERAL_LESS_THAN}]|''")
_LINK = re.compile(rf"(?<!\[)\[\[([^\[\]|{{}}<>\n{LITERAL_LESS_THAN}]+)(?:\|((?:(?!\[\[|\]\]).)*))?\]\]", re.DOTALL)
_URL = re.compile(
    r"\[(?:(?:https?|ftps?|ircs?|sftp|ssh|git|svn)://|mailto:|news:|tel:|urn:|//)[^\s\[\]<>\"]+ *([^\]\n]*)\]",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")


def heading_text(text: str, contents: Sequence[Interval], shown: Mapping[int, str]) -> str:
    """Return the text of a heading without markup.

    Args:
        text: The expanded text of the page.
        contents: The intervals of the heading's contents.
        shown: What readers see in place of some templates and extension tags, by offset.
    """
    source = "".join([text[start:end] for start, end in contents])
    if not _HAS_MARKUP.search(source):
        return source.strip()
    replacements = [shown.get(at, "") for start, end in contents for at in range(start, end) if text[at] == OPAQUE]
    source = source.replace(MARK, "")
    if "[" in source:
        source = _URL.sub(r"\1", _LINK.sub(_link_text, source))
    source = _TAG.sub("", "\n".join(map(remove_quotes, source.split("\n"))))
    source = decode_references(source.replace(LITERAL_LESS_THAN, "<"))
    parts = source.split(OPAQUE)
    return "".join(part + text for part, text in zip(parts, [*replacements, ""], strict=False)).strip()


def is_file(title: str) -> bool:
    """Return whether the title of a link names a file."""
    return _namespace(title) in FILE_NAMESPACES


def _namespace(title: str) -> str:
    name, colon, _ = title.partition(":")
    return name.strip(" _").replace("_", " ").lower() if colon else ""


def _link_text(match: re.Match[str]) -> str:
    if is_file(match[1]) or _namespace(match[1]) == "category":
        return ""
    return match[2] or match[1].strip().removeprefix(":")
