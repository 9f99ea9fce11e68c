"""Find mentions: anchors of the wiki's dictionary in an article's running text, on word boundaries."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from linking.mentions import Dictionary, Mention
from linking.text.affixes import MAX_PREFIX, MAX_SUFFIX
from linking.text.joined_words import is_joined, part_after, part_before
from linking.text.word_boundaries import INSIDE_UNSPACED, NEXT_TO_JOINER, find_word_boundaries

MIN_STEM = 3
"""Code points of the shortest anchor that is found inside a longer word."""

_STARTS_BETWEEN_CHECKS = 1024


def find_mentions(
    folded: str, spans: Iterable[tuple[int, int]], dictionary: Dictionary, deadline: float | None = None
) -> tuple[list[Mention], bool]:
    """Find all mentions, overlapping ones included, within parts of a page.

    In scripts without spaces, an anchor inside a longer one is part of that word and no mention.

    Args:
        folded: The case-folded wikitext.
        spans: Parts [start, end) of the page to search, in code points, in order and without overlaps. A mention never
            crosses their bounds.
        dictionary: The anchors to find.
        deadline: Value of `time.monotonic()` at which the search stops.

    Returns:
        The mentions in order of start, and whether the deadline stopped the search.
    """
    search = _Search(folded, dictionary, spans)
    starts = search.starts()
    found: list[Mention] = []
    for piece in range(0, len(starts), _STARTS_BETWEEN_CHECKS):
        if deadline is not None and time.monotonic() > deadline:
            return search.finish(found), True
        found.extend(search.mentions(starts[piece : piece + _STARTS_BETWEEN_CHECKS]))
    return search.finish(found), False


class _Search:
    """The search for mentions in parts of a page."""

    __slots__ = (
        *("_affixes", "_boundaries", "_folded", "_is_disordered", "_kinds", "_lookup", "_max_length", "_never_first"),
        *("_next_spans", "_span", "_spans", "_trie"),
    )

    def __init__(self, folded: str, dictionary: Dictionary, spans: Iterable[tuple[int, int]]) -> None:
        self._boundaries = find_word_boundaries(folded)
        self._spans = list(spans)
        self._next_spans = iter(self._spans)
        self._span = (0, 0)
        self._folded, self._kinds = folded, self._boundaries.kinds
        self._affixes, self._max_length = dictionary.affixes, dictionary.max_length
        self._trie, self._lookup = dictionary.trie, dictionary.trie.iter_prefixes_with_ids
        self._never_first = dictionary.never_first
        self._is_disordered = False  # whether a mention was found that begins before an earlier one

    def starts(self) -> list[int]:
        """Return the positions in the spans at which a mention may begin."""
        starts = self._boundaries.starts
        found: list[int] = []
        last = 0
        for start, end in self._spans:
            first = bisect_left(starts, start, last)
            last = bisect_left(starts, end, first)
            found += starts[first:last]
        return found

    def finish(self, found: list[Mention]) -> list[Mention]:
        """Return the mentions of the page, in order of start and without parts of longer words."""
        if self._boundaries.has_unspaced:
            return _without_parts(found, self._kinds)
        return sorted(found) if self._is_disordered else found

    def mentions(self, starts: Sequence[int]) -> Iterator[Mention]:
        """Yield the mentions whose anchor, or whose prefix, begins at one of the word boundaries `starts`.

        Args:
            starts: The next part of what `starts` returned.
        """
        folded, limit, flags, kinds = self._folded, self._span[1], self._boundaries.flags, self._kinds
        max_length, lookup, never_first = self._max_length, self._lookup, self._never_first
        has_suffixes, has_prefixes = bool(self._affixes.suffixes), bool(self._affixes.prefixes)
        for start in starts:
            if folded[start] in never_first:
                continue
            if start >= limit:
                limit = self._move_to(start)
            whole = stem = anchor = 0
            for text, key in lookup(folded[start : min(start + max_length, limit)]):
                end = start + len(text)
                if not flags[end]:
                    if end - start >= MIN_STEM:
                        stem, anchor = end, key
                elif kinds[start] != NEXT_TO_JOINER != kinds[end]:
                    yield Mention(start, end, key)
                    whole = end
                elif (mention := self._between_joiners(start, end, key)) is not None:
                    yield mention
                    whole = mention.end
            if has_suffixes and stem > whole:
                end = flags.find(1, stem)
                if end - stem <= MAX_SUFFIX and self._is_suffix(start, stem, end):
                    yield Mention(start, end, anchor, suffix=end - stem)
                    whole = end
            if has_prefixes and not whole:
                yield from self._after_prefix(start)

    def _move_to(self, start: int) -> int:
        """Move to the span that contains a position, and return its end. Thousands of short spans are one search."""
        while self._span[1] <= start:
            self._span = next(self._next_spans)
        return self._span[1]

    def _between_joiners(self, start: int, end: int, key: int) -> Mention | None:
        """The mention of the anchor [start, end), or None if the anchor is part of a longer word."""
        before, after = self._part_before(start, end), self._part_after(start, end)
        if before is None or after is None:
            return None
        first, last = start - before, end + after
        if first == start and last == end:
            return Mention(start, end, key)
        if first < self._span[0] or last > self._span[1]:
            return None
        if self._trie.get(self._folded[first:last]) is not None:
            return None  # an inflected word that is an anchor itself is found as this anchor
        self._is_disordered |= first < start
        return Mention(first, last, key, after, before)

    def _part_before(self, start: int, end: int) -> int | None:
        """Code points before [start, end) that a mention takes in, or None if [start, end) is the end of a name."""
        folded, affixes = self._folded, self._affixes
        if self._kinds[start] != NEXT_TO_JOINER:
            return 0
        if folded[start - 1] not in affixes.marks_before:  # spares the search for the part
            return None if is_joined(folded, start) else 0
        part = part_before(folded, start)
        return affixes.taken_before(part, folded[start:end]) if part else 0

    def _part_after(self, start: int, end: int) -> int | None:
        """Code points after [start, end) that a mention takes in, or None if [start, end) is the start of a name."""
        folded, affixes = self._folded, self._affixes
        if self._kinds[end] != NEXT_TO_JOINER:
            return 0
        if folded[end] not in affixes.marks_after:
            return None if is_joined(folded, end) else 0
        part = part_after(folded, end)
        return affixes.taken_after(part, folded[start:end]) if part else 0

    def _is_suffix(self, start: int, stem: int, end: int) -> bool:
        """Whether [stem, end) is a known ending of the word [start, end)."""
        known = end <= self._span[1] and self._folded[stem:end] in self._affixes.suffixes
        return known and self._is_whole(start, end)

    def _after_prefix(self, start: int) -> Iterator[Mention]:
        """The longest anchor that follows a known prefix in the word at `start`, if there is one."""
        folded, limit, flags, known = self._folded, self._span[1], self._boundaries.flags, self._affixes.prefixes
        for length in range(1, MAX_PREFIX + 1):
            stem = start + length
            if stem >= limit or flags[stem] or folded[start:stem] not in known:
                continue
            best = None
            for text, key in self._lookup(folded[stem : min(stem + self._max_length, limit)]):
                end = stem + len(text)
                if len(text) >= MIN_STEM and flags[end] and self._is_whole(start, end):
                    best = Mention(start, end, key, prefix=length)
            if best is not None:
                yield best
                return

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether nothing that belongs to the same word joins [start, end), except for separate parts."""
        return self._part_before(start, end) == 0 == self._part_after(start, end)


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
