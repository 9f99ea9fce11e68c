"""Mentions of an article, and the dictionary of anchors in which they are looked up."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linking import acceleration
from linking.store.tries import Trie
from linking.text.affixes import Affixes

# Marking what an anchor begins with takes a microsecond when a bundle is opened.
_MAX_MARKED = 20_000
_PUNCTUATION = string.punctuation + "«»“”„‘…–—·•°"


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The anchors of a wiki, and the affixes with which they are inflected.

    Attributes:
        trie: Case-folded anchors.
        affixes: Endings and prefixes seen around links.
        max_length: Code points of the longest anchor; longer texts are never looked up.
        never_first: Punctuation with which no anchor begins.
        starts: What anchors begin with, for the compiled search; empty if that is not known.
    """

    trie: Trie
    affixes: Affixes
    max_length: int
    never_first: frozenset[str] = frozenset()
    starts: bytes = b""

    @classmethod
    def of(cls, trie: Trie, affixes: Affixes, max_length: int) -> Dictionary:
        """Create a dictionary that knows with what anchors begin."""
        never_first = frozenset(mark for mark in _PUNCTUATION if not trie.has_prefix(mark))
        return cls(trie, affixes, max_length, never_first, _marked_starts(trie))


def _marked_starts(trie: Trie) -> bytes:
    if acceleration.mentions is None or len(trie) > _MAX_MARKED:
        return b""
    return acceleration.mentions.mark_starts(map(trie.restore_key, range(len(trie))), len(trie))


class Mention(NamedTuple):
    """An anchor found in a page, at the code points [start, end) of its wikitext.

    Attributes:
        start: Offset of the first code point, of the prefix if there is one.
        end: Offset after the last code point, of the suffix if there is one.
        anchor: Number of the anchor in the dictionary.
        suffix: Code points of the word after the anchor.
        prefix: Code points of the word before the anchor.
    """

    start: int
    end: int
    anchor: int
    suffix: int = 0
    prefix: int = 0


@dataclass(frozen=True, slots=True)
class AnchorMentions:
    """The mentions of an article by anchor, in order of each anchor's first mention.

    Attributes:
        representatives: The first mention of each anchor. Only these are scored, because a link goes to the first
            suitable occurrence of its text.
        occurrences: All mentions of each anchor, in order of offset; parallel to `representatives`.
    """

    representatives: Sequence[Mention]
    occurrences: Sequence[Sequence[Mention]]


def group_by_anchor(mentions: Iterable[Mention]) -> AnchorMentions:
    """Group mentions, given in order of offset, by their anchors."""
    occurrences: dict[int, list[Mention]] = {}
    for mention in mentions:
        occurrences.setdefault(mention.anchor, []).append(mention)
    return AnchorMentions([found[0] for found in occurrences.values()], list(occurrences.values()))
