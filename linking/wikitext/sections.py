"""The sections of an article, and those that a reader of the article excludes by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from linking.text.folding import casefold_text

LEAD = "%lead%"


class Section(NamedTuple):
    """A heading with the text up to the next heading.

    The first section of an article is its lead, with an empty title and level 0.

    Attributes:
        title: The text of the heading as readers see it, without the output of templates.
        level: Its level, from 1 to 6.
        start: The offset of the heading.
    """

    title: str
    level: int
    start: int


def excluded_sections(sections: Sequence[Section], names: Iterable[str], language: str) -> set[int]:
    """Return the indices of the sections with these titles and of their subsections.

    Args:
        sections: The sections of an article.
        names: Titles of sections, in any case; "%LEAD%" is the lead.
        language: The language of the wiki, whose rules of case apply.
    """
    keys = {section_key(name, language) for name in names}
    excluded = {0} if LEAD in keys else set()
    excluded_level: int | None = None
    for index, section in enumerate(sections[1:], start=1):
        is_subsection = excluded_level is not None and section.level > excluded_level
        if not is_subsection:
            excluded_level = section.level if section_key(section.title, language) in keys else None
        if excluded_level is not None:
            excluded.add(index)
    return excluded


def section_key(name: str, language: str) -> str:
    """Return the form in which titles of sections are compared: without case, underscores and repeated spaces.

    Args:
        name: The title of a section.
        language: The language of the wiki. Turkish and others pair "I" with a dotless "ı", and "İ" with "i".
    """
    text = unicodedata.normalize("NFC", " ".join(name.replace("_", " ").split()))
    return casefold_text(text, language).casefold()
