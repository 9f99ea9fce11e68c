"""Find mentions: anchors of the wiki's dictionary in an article's running text, on word boundaries."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from linking import acceleration
from linking.mentions import Dictionary, Mention
from linking.text.affixes import MAX_PREFIX, MAX_SUFFIX
from linking.text.joined_words import is_joined, part_after, part_before
from linking.text.word_boundaries import INSIDE_UNSPACED, NEXT_TO_JOINER, WordBoundaries, find_word_boundaries

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
    boundaries = find_word_boundaries(folded)
    joined = _JoinedWords(folded, boundaries.kinds, dictionary)
    is_late = None if deadline is None else lambda: time.monotonic() > deadline
    search = _search if acceleration.mentions is None else _compiled_search
    found, late = search(folded, spans, boundaries, dictionary, joined, is_late)
    if boundaries.has_unspaced:
        return _without_parts(found, boundaries.kinds), late
    return sorted(found) if joined.is_disordered else found, late


def _search(
    folded: str,
    spans: Iterable[tuple[int, int]],
    boundaries: WordBoundaries,
    dictionary: Dictionary,
    joined: _JoinedWords,
    is_late: Callable[[], bool] | None,
) -> tuple[list[Mention], bool]:
    """Find mentions in order of the starts of their anchors, parts of longer words included.

    Returns:
        The mentions, and whether `is_late` stopped the search.
    """
    search = _Search(folded, boundaries, dictionary, joined)
    starts = np.flatnonzero(np.frombuffer(boundaries.starts, np.uint8)).tolist()
    last = until_check = 0
    for span in spans:
        first = bisect_left(starts, span[0], last)
        last = bisect_left(starts, span[1], first)
        while first < last:
            if not until_check:
                if is_late is not None and is_late():
                    return search.found, True
                until_check = _STARTS_BETWEEN_CHECKS
            end = min(last, first + until_check)
            search.find(starts[first:end], span)
            until_check -= end - first
            first = end
    return search.found, False


def _compiled_search(
    folded: str,
    spans: Iterable[tuple[int, int]],
    boundaries: WordBoundaries,
    dictionary: Dictionary,
    joined: _JoinedWords,
    is_late: Callable[[], bool] | None,
) -> tuple[list[Mention], bool]:
    """Do the same as `_search`."""
    return acceleration.mentions.search(
        folded,
        spans,
        (boundaries.flags, boundaries.kinds, boundaries.starts),
        dictionary,
        joined,
        is_late,
        mention=Mention,
        min_stem=MIN_STEM,
        max_suffix=MAX_SUFFIX,
        max_prefix=MAX_PREFIX,
        starts_between_checks=_STARTS_BETWEEN_CHECKS,
    )


class _Search:
    """The search for mentions in parts of a page.

    Attributes:
        found: The mentions that were found.
    """

    __slots__ = ("_affixes", "_dictionary", "_flags", "_folded", "_joined", "_kinds", "found")

    def __init__(self, folded: str, boundaries: WordBoundaries, dictionary: Dictionary, joined: _JoinedWords) -> None:
        self._folded, self._flags, self._kinds = folded, boundaries.flags, boundaries.kinds
        self._dictionary, self._affixes, self._joined = dictionary, dictionary.affixes, joined
        self.found: list[Mention] = []

    def find(self, starts: Sequence[int], span: tuple[int, int]) -> None:
        """Find the mentions in a span whose anchor, or whose prefix, begins at one of the word boundaries `starts`."""
        folded, flags, kinds, add = self._folded, self._flags, self._kinds, self.found.append
        lookup, never_first = self._dictionary.trie.iter_prefixes_with_ids, self._dictionary.never_first
        max_length, limit = self._dictionary.max_length, span[1]
        has_suffixes, has_prefixes = bool(self._affixes.suffixes), bool(self._affixes.prefixes)
        for start in starts:
            if folded[start] in never_first:
                continue
            whole = stem = anchor = 0
            longest = start + max_length
            for text, key in lookup(folded[start : longest if longest < limit else limit]):
                end = start + len(text)
                if not flags[end]:
                    if end - start >= MIN_STEM:
                        stem, anchor = end, key
                elif kinds[start] != NEXT_TO_JOINER != kinds[end]:
                    add(Mention(start, end, key))
                    whole = end
                elif (mention := self._joined.between_joiners(start, end, key, span)) is not None:
                    add(mention)
                    whole = mention.end
            if has_suffixes and stem > whole:
                end = flags.find(1, stem)
                if end - stem <= MAX_SUFFIX and end <= limit and self._is_suffix(start, stem, end):
                    add(Mention(start, end, anchor, suffix=end - stem))
                    whole = end
            if has_prefixes and not whole:
                self._find_after_prefix(start, limit)

    def _is_suffix(self, start: int, stem: int, end: int) -> bool:
        """Whether [stem, end) is a known ending of the word [start, end)."""
        return self._folded[stem:end] in self._affixes.suffixes and self._joined.is_whole(start, end)

    def _find_after_prefix(self, start: int, limit: int) -> None:
        """Find the longest anchor that follows a known prefix in the word at `start`, if there is one."""
        folded, flags, dictionary = self._folded, self._flags, self._dictionary
        for length in range(1, MAX_PREFIX + 1):
            stem = start + length
            if stem >= limit or flags[stem] or folded[start:stem] not in self._affixes.prefixes:
                continue
            best = None
            for text, key in dictionary.trie.iter_prefixes_with_ids(
                folded[stem : min(stem + dictionary.max_length, limit)]
            ):
                end = stem + len(text)
                if len(text) >= MIN_STEM and flags[end] and self._joined.is_whole(start, end):
                    best = Mention(start, end, key, prefix=length)
            if best is not None:
                self.found.append(best)
                return


class _JoinedWords:
    """Decides what is a mention where punctuation may join an anchor to the rest of a word.

    Attributes:
        is_disordered: Whether a mention was found that begins before an earlier one.
    """

    __slots__ = ("_affixes", "_folded", "_kinds", "_trie", "is_disordered")

    def __init__(self, folded: str, kinds: bytes, dictionary: Dictionary) -> None:
        self._folded, self._kinds = folded, kinds
        self._affixes, self._trie = dictionary.affixes, dictionary.trie
        self.is_disordered = False

    def between_joiners(self, start: int, end: int, key: int, span: tuple[int, int]) -> Mention | None:
        """Return the mention of the anchor [start, end) in a span, or None if the anchor is part of a longer word."""
        before, after = self._part_before(start, end), self._part_after(start, end)
        if before is None or after is None:
            return None
        first, last = start - before, end + after
        if first == start and last == end:
            return Mention(start, end, key)
        if first < span[0] or last > span[1]:
            return None
        if self._trie.get(self._folded[first:last]) is not None:
            return None  # an inflected word that is an anchor itself is found as this anchor
        self.is_disordered |= first < start
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

    def is_whole(self, start: int, end: int) -> bool:
        """Return whether nothing that belongs to the same word joins [start, end), except for separate parts."""
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
