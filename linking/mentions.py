"""Find mentions: anchors of the wiki's dictionary in an article's running text, on word boundaries."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linking.store.tries import Trie
from linking.text.word_boundaries import find_word_boundaries

MAX_SUFFIX, MAX_PREFIX = 6, 3
"""Code points of the longest ending and the longest prefix of a word that become part of a mention."""

MIN_STEM = 3
"""Code points of the shortest anchor that is found inside a longer word."""

_STARTS_BETWEEN_CHECKS = 4096


@dataclass(frozen=True, slots=True)
class Affixes:
    """Letters that editors leave outside a link within one word, as in `[[Praha]]y`.

    Attributes:
        suffixes: Letters after a link -> number of uses.
        prefixes: Letters before a link -> number of uses.
    """

    suffixes: Mapping[str, int]
    prefixes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The anchors of a wiki, and the affixes with which they are inflected.

    Attributes:
        trie: Case-folded anchors.
        affixes: Endings and prefixes seen around links.
        max_length: Code points of the longest anchor; longer texts are never looked up.
    """

    trie: Trie
    affixes: Affixes
    max_length: int


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


def find_mentions(
    folded: str, spans: Iterable[tuple[int, int]], dictionary: Dictionary, deadline: float | None = None
) -> tuple[list[Mention], bool]:
    """Find all mentions, overlapping ones included, within parts of a page.

    Args:
        folded: The case-folded wikitext.
        spans: Parts [start, end) of the page to search, in code points. A mention never crosses their bounds.
        dictionary: The anchors to find.
        deadline: Value of `time.monotonic()` at which the search stops.

    Returns:
        The mentions in order of start, and whether the deadline stopped the search.
    """
    limits = find_word_boundaries(folded)
    found: list[Mention] = []
    for start, end in spans:
        if deadline is not None and time.monotonic() > deadline:
            return found, True
        first, last = bisect_left(limits.starts, start), bisect_left(limits.starts, end)
        for piece in range(first, last, _STARTS_BETWEEN_CHECKS):
            if deadline is not None and piece > first and time.monotonic() > deadline:
                return found, True
            starts = limits.starts[piece : min(last, piece + _STARTS_BETWEEN_CHECKS)]
            found.extend(_find_at(starts, folded, end, limits.flags, dictionary))
    return found, False


def _find_at(starts: Sequence[int], folded: str, limit: int, flags: bytes, dictionary: Dictionary) -> Iterator[Mention]:
    """Mentions that begin at one of the word boundaries `starts` and end by `limit`; flags: 1 at word boundaries."""
    max_length = dictionary.max_length
    lookup = dictionary.trie.iter_prefixes_with_ids
    inflected = bool(dictionary.affixes.suffixes)
    prefixed = bool(dictionary.affixes.prefixes)
    for start in starts:
        whole = stem = anchor = 0
        for text, key in lookup(folded[start : min(start + max_length, limit)]):
            end = start + len(text)
            if flags[end]:
                yield Mention(start, end, key)
                whole = end
            elif end - start >= MIN_STEM:
                stem, anchor = end, key
        if inflected and stem > whole:
            end = flags.find(1, stem)
            if end <= limit and end - stem <= MAX_SUFFIX and folded[stem:end] in dictionary.affixes.suffixes:
                yield Mention(start, end, anchor, suffix=end - stem)
                whole = end
        if prefixed and not whole:
            yield from _find_after_prefix(start, folded, limit, flags, dictionary)


def _find_after_prefix(start: int, folded: str, limit: int, flags: bytes, dictionary: Dictionary) -> Iterator[Mention]:
    """The longest anchor that follows a known prefix in the word at `start`, if there is one."""
    for length in range(1, MAX_PREFIX + 1):
        stem = start + length
        if stem >= limit or flags[stem] or folded[start:stem] not in dictionary.affixes.prefixes:
            continue
        best = None
        prefixes = dictionary.trie.iter_prefixes_with_ids(folded[stem : min(stem + dictionary.max_length, limit)])
        for text, key in prefixes:
            if len(text) >= MIN_STEM and flags[stem + len(text)]:
                best = Mention(start, stem + len(text), key, prefix=length)
        if best is not None:
            yield best
            return
