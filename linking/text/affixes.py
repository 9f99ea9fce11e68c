"""Affixes: what editors leave outside a link within one word, and what they take into it, as a wiki's own links show.

Letters around a link are an inflection: `[[Praha]]y`. A part of a word that punctuation joins to the rest is separate
from it (`l'[[Espagne]]`), belongs to the inflected word (`[[Hindistan|Hindistan'ın]]`), or is a part of a name
(`[[Outre-mer]]`). Only links show which, so training counts the three and this module decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from linking.text.joined_words import JOINERS
from linking.text.language_data import ELISIONS, ENDINGS

MAX_SUFFIX, MAX_PREFIX = 6, 3
"""Code points of the longest ending and the longest prefix of a word that become part of a mention."""

MIN_PART_LINKS = 3
"""Links that must show that a part of a joined word is separate or an inflection."""

_MIN_YEAR_DIGITS = 3
_DIGIT = re.compile(r"\d")
_SPELLINGS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\uff07`\u00b4\u2032", "'")
    | dict.fromkeys("\u2010\u2011", "-")
    | dict.fromkeys("[]", "")
)


BEFORE, AFTER = "before", "after"
"""The sides of a mention."""

PartCounts = Mapping[str, Mapping[str, Sequence[int]]]
"""Side -> key of a part -> PartLinks."""

NO_PARTS: PartCounts = {BEFORE: {}, AFTER: {}}


class PartLinks(NamedTuple):
    """Links of a wiki next to, or with, a part of a joined word.

    Attributes:
        separate: Links that leave it outside: `l'[[Espagne]]`.
        inflected: Links whose label is the target's title with the part: `[[Hindistan|Hindistan'ın]]`.
        names: Links whose label begins or ends with the part in another way: `[[Outre-mer]]`.
    """

    separate: int
    inflected: int
    names: int


class PartKind(Enum):
    """What a part of a joined word is to the rest of the word."""

    SEPARATE = "separate"
    INFLECTION = "inflection"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Affixes:
    """The affixes of a wiki.

    Attributes:
        suffixes: Letters after a link -> number of uses.
        prefixes: Letters before a link -> number of uses.
        parts_after: Key of a joined part after a link -> what it is. Others are parts of names.
        parts_before: The same for parts before a link.
        marks_after: The marks with which the parts after a link begin, in any spelling.
        marks_before: The marks with which the parts before a link end.
    """

    suffixes: Mapping[str, int] = field(default_factory=dict)
    prefixes: Mapping[str, int] = field(default_factory=dict)
    parts_after: Mapping[str, PartKind] = field(default_factory=dict)
    parts_before: Mapping[str, PartKind] = field(default_factory=dict)
    marks_after: frozenset[str] = field(init=False, compare=False)
    marks_before: frozenset[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Collect the marks by which parts are joined to words."""
        object.__setattr__(self, "marks_after", _marks(part[0] for part in self.parts_after))
        object.__setattr__(self, "marks_before", _marks(part[-1] for part in self.parts_before))

    @classmethod
    def from_json(cls, data: Mapping[str, Any], language: str) -> Affixes:
        """Restore the affixes of a wiki from the bundle's file (`affixes_json`).

        Args:
            data: The parsed file.
            language: Language code of the wiki, for the parts that its language separates.
        """
        parts = data["parts"]
        before, after = part_kinds(parts[BEFORE], elisions(language)), part_kinds(parts[AFTER], endings(language))
        return cls(data["suffixes"], data["prefixes"], after, before)

    def taken_after(self, part: str, rest: str) -> int | None:
        """Return how many code points of a part after the rest of a word belong to a mention of the rest.

        Args:
            part: The part, case-folded.
            rest: The rest of the word, case-folded.

        Returns:
            0 if the part is separate, its length if it is an inflection, None if it makes the word another name.
        """
        return _taken(part, rest, self.parts_after)

    def taken_before(self, part: str, rest: str) -> int | None:
        """Return how many code points of a part before the rest of a word belong to a mention; see `taken_after`."""
        return _taken(part, rest, self.parts_before)


def _taken(part: str, rest: str, kinds: Mapping[str, PartKind]) -> int | None:
    kind = PartKind.NAME if is_short_number(rest) else kinds.get(part_key(part), PartKind.NAME)
    if kind is PartKind.NAME:
        return None
    return len(part) if kind is PartKind.INFLECTION else 0


def _marks(ends: Iterable[str]) -> frozenset[str]:
    """Return the marks that are written for the characters next to the rest of a word."""
    wanted = set(ends)
    return frozenset(mark for mark in JOINERS if part_key(mark) in wanted)


def affixes_json(suffixes: Mapping[str, int], prefixes: Mapping[str, int], parts: PartCounts) -> dict[str, Any]:
    """Return the contents of the bundle's file of affixes."""
    return {"suffixes": suffixes, "prefixes": prefixes, "parts": parts}


def part_key(folded: str) -> str:
    """Return the form in which parts are counted: one apostrophe, one hyphen, 0 for any digit, no brackets of links."""
    return _DIGIT.sub("0", folded.translate(_SPELLINGS))


def is_short_number(text: str) -> bool:
    """Return whether the text is a number of one or two digits: in `1964-70`, 70 is the end of a number, not a year."""
    return len(text) < _MIN_YEAR_DIGITS and text.isdecimal()


def part_kinds(counts: Mapping[str, Iterable[int]], known: Iterable[str] = ()) -> dict[str, PartKind]:
    """Decide what each part is that is not a part of a name.

    Args:
        counts: Key of a part -> PartLinks.
        known: Parts that the language separates. They hold where the wiki has too few links to show it.
    """
    kinds = dict.fromkeys(known, PartKind.SEPARATE)
    for part, numbers in counts.items():
        links = PartLinks(*numbers)
        shown = links.separate + links.inflected
        if links.names > shown:
            kinds.pop(part, None)
        elif shown >= MIN_PART_LINKS:
            kinds[part] = PartKind.SEPARATE if links.separate >= links.inflected else PartKind.INFLECTION
    return kinds


def elisions(language: str) -> tuple[str, ...]:
    """Return the elided words and mutations, with their apostrophe or hyphen, that a language writes before a word."""
    return ELISIONS.get(language, ())


def endings(language: str) -> tuple[str, ...]:
    """Return the endings, with their apostrophe, that a language writes after a word: the English possessive."""
    return ENDINGS.get(language, ())
