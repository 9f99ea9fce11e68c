"""Find mentions: anchors of the wiki's dictionary in an article's running text, on word boundaries."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linking.store.tries import Trie
from linking.text.affixes import MAX_PREFIX, MAX_SUFFIX, Affixes, PartKind
from linking.text.joined_words import is_joined, part_after, part_before
from linking.text.word_boundaries import INSIDE_UNSPACED, NEXT_TO_JOINER, WordBoundaries, find_word_boundaries

MIN_STEM = 3
"""Code points of the shortest anchor that is found inside a longer word."""

_STARTS_BETWEEN_CHECKS = 4096


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

    In scripts without spaces, an anchor inside a longer one is part of that word and no mention.

    Args:
        folded: The case-folded wikitext.
        spans: Parts [start, end) of the page to search, in code points. A mention never crosses their bounds.
        dictionary: The anchors to find.
        deadline: Value of `time.monotonic()` at which the search stops.

    Returns:
        The mentions in order of start, and whether the deadline stopped the search.
    """
    limits = find_word_boundaries(folded)
    starts = limits.starts
    found: list[Mention] = []
    for start, end in spans:
        if deadline is not None and time.monotonic() > deadline:
            return found, True
        search = _SpanSearch(folded, (start, end), limits, dictionary)
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        in_span: list[Mention] = []
        stopped = False
        for piece in range(first, last, _STARTS_BETWEEN_CHECKS):
            stopped = deadline is not None and piece > first and time.monotonic() > deadline
            if stopped:
                break
            in_span.extend(search.mentions(starts[piece : min(last, piece + _STARTS_BETWEEN_CHECKS)]))
        if search.is_disordered:
            in_span.sort()
        found.extend(_without_parts(in_span, limits.kinds) if limits.has_unspaced else in_span)
        if stopped:
            return found, True
    return found, False


class _SpanSearch:
    """The search for mentions in one part of a page."""

    __slots__ = ("_dictionary", "_folded", "_limits", "_span", "is_disordered")

    def __init__(self, folded: str, span: tuple[int, int], limits: WordBoundaries, dictionary: Dictionary) -> None:
        self._folded, self._span, self._limits, self._dictionary = folded, span, limits, dictionary
        self.is_disordered = False  # whether a mention was found that begins before an earlier one

    def mentions(self, starts: Sequence[int]) -> Iterator[Mention]:
        """Yield the mentions whose anchor, or whose prefix, begins at one of the word boundaries `starts`."""
        folded, limit, flags, kinds = self._folded, self._span[1], self._limits.flags, self._limits.kinds
        max_length, affixes = self._dictionary.max_length, self._dictionary.affixes
        lookup = self._dictionary.trie.iter_prefixes_with_ids
        for start in starts:
            whole = stem = anchor = 0
            inflected = None
            for text, key in lookup(folded[start : min(start + max_length, limit)]):
                end = start + len(text)
                if not flags[end]:
                    if len(text) >= MIN_STEM:
                        stem, anchor = end, key
                    continue
                if kinds[start] != NEXT_TO_JOINER and kinds[end] != NEXT_TO_JOINER:
                    yield Mention(start, end, key)
                    whole = end
                elif (mention := self._between_joiners(start, end, key)) is not None:
                    if mention.end == end:
                        yield mention
                        whole = end
                    else:
                        inflected = mention
            if inflected is not None and inflected.end > whole:
                yield inflected
                whole = inflected.end
            if affixes.suffixes and stem > whole:
                end = flags.find(1, stem)
                if (mention := self._with_suffix(start, stem, end, anchor)) is not None:
                    yield mention
                    whole = end
            if affixes.prefixes and not whole:
                yield from self._after_prefix(start)

    def _between_joiners(self, start: int, end: int, key: int) -> Mention | None:
        """The mention of the anchor [start, end), or None if the anchor is part of a longer word."""
        kind_before, prefix = self._part_before(start, end)
        kind_after, suffix = self._part_after(start, end)
        if kind_before is PartKind.NAME or kind_after is PartKind.NAME:
            return None
        if kind_before is PartKind.SEPARATE:
            prefix = 0
        if kind_after is PartKind.SEPARATE:
            suffix = 0
        first, last = start - prefix, end + suffix
        if first < self._span[0] or last > self._span[1]:
            return None
        self.is_disordered |= prefix > 0
        return Mention(first, last, key, suffix, prefix)

    def _part_before(self, start: int, end: int) -> tuple[PartKind, int]:
        """What punctuation joins to the start of [start, end), and its length."""
        if self._limits.kinds[start] != NEXT_TO_JOINER or not is_joined(self._folded, start):
            return PartKind.SEPARATE, 0
        part = part_before(self._folded, start)
        return self._dictionary.affixes.kind_before(part, self._folded[start:end]), len(part)

    def _part_after(self, start: int, end: int) -> tuple[PartKind, int]:
        """What punctuation joins to the end of [start, end), and its length."""
        if self._limits.kinds[end] != NEXT_TO_JOINER or not is_joined(self._folded, end):
            return PartKind.SEPARATE, 0
        part = part_after(self._folded, end)
        return self._dictionary.affixes.kind_after(part, self._folded[start:end]), len(part)

    def _with_suffix(self, start: int, stem: int, end: int, key: int) -> Mention | None:
        """The mention of the anchor [start, stem) in a word that ends at `end`, or None if its ending is unknown."""
        if end > self._span[1] or end - stem > MAX_SUFFIX:
            return None
        if self._folded[stem:end] not in self._dictionary.affixes.suffixes or not self._is_whole(start, end):
            return None
        return Mention(start, end, key, suffix=end - stem)

    def _after_prefix(self, start: int) -> Iterator[Mention]:
        """The longest anchor that follows a known prefix in the word at `start`, if there is one."""
        folded, limit, flags, dictionary = self._folded, self._span[1], self._limits.flags, self._dictionary
        for length in range(1, MAX_PREFIX + 1):
            stem = start + length
            if stem >= limit or flags[stem] or folded[start:stem] not in dictionary.affixes.prefixes:
                continue
            best = None
            prefixes = dictionary.trie.iter_prefixes_with_ids(folded[stem : min(stem + dictionary.max_length, limit)])
            for text, key in prefixes:
                end = stem + len(text)
                if len(text) >= MIN_STEM and flags[end] and self._is_whole(start, end):
                    best = Mention(start, end, key, prefix=length)
            if best is not None:
                yield best
                return

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether nothing that belongs to the same word joins [start, end), except for separate parts."""
        before, after = self._part_before(start, end), self._part_after(start, end)
        return before[0] is PartKind.SEPARATE and after[0] is PartKind.SEPARATE


def _without_parts(mentions: list[Mention], kinds: bytes) -> list[Mention]:
    """Drop the mentions that are parts of longer ones in scripts without spaces: 京都 in 東京都.

    Args:
        mentions: Mentions, in order of start.
        kinds: `WordBoundaries.kinds`.
    """
    kept: list[Mention] = []
    open_mentions: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.start, -mention.end)):
        start, end = mention.start, mention.end
        open_mentions = [other for other in open_mentions if other.end > start]
        is_part = any(
            other.end >= end
            and (other.start, other.end) != (start, end)
            and (other.start == start or kinds[start] == INSIDE_UNSPACED)
            and (other.end == end or kinds[end] == INSIDE_UNSPACED)
            for other in open_mentions
        )
        if not is_part:
            kept.append(mention)
            open_mentions.append(mention)
    return sorted(kept)
