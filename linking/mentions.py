"""Find mentions: anchors of the wiki's dictionary that stand in an article's running text, on word boundaries."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linking.store.tries import Trie
from linking.text.folding import boundaries

LONGEST_SUFFIX, LONGEST_PREFIX = 6, 3
SHORTEST_STEM = 3
_STARTS_BETWEEN_CHECKS = 4096


@dataclass(frozen=True, slots=True)
class Affixes:
    """Letters that editors write in the same word behind (`[[Praha]]y`) or before a link, with their counts."""

    suffixes: Mapping[str, int]
    prefixes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What is looked for. longest: code points of the longest anchor; longer pieces of text are not looked up."""

    trie: Trie
    affixes: Affixes
    longest: int


class Mention(NamedTuple):
    """An anchor found at [start, end) of the page. suffix, prefix: letters of the word that are not the anchor's."""

    start: int
    end: int
    anchor: int
    suffix: int = 0
    prefix: int = 0


def find_mentions(
    folded: str, spans: Iterable[tuple[int, int]], dictionary: Dictionary, deadline: float | None = None
) -> tuple[list[Mention], bool]:
    """All mentions that lie inside one of the spans [start, end) of a folded page, in order of start.

    Mentions may overlap. The second value tells whether the deadline (`time.monotonic()`) cut the search short.
    """
    limits = boundaries(folded)
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
    longest = dictionary.longest
    lookup = dictionary.trie.iter_prefixes_with_ids
    inflected = bool(dictionary.affixes.suffixes)
    prefixed = bool(dictionary.affixes.prefixes)
    for start in starts:
        whole = stem = anchor = 0
        for text, key in lookup(folded[start : min(start + longest, limit)]):
            end = start + len(text)
            if flags[end]:
                yield Mention(start, end, key)
                whole = end
            elif end - start >= SHORTEST_STEM:
                stem, anchor = end, key
        if inflected and stem > whole:
            end = flags.find(1, stem)
            if end <= limit and end - stem <= LONGEST_SUFFIX and folded[stem:end] in dictionary.affixes.suffixes:
                yield Mention(start, end, anchor, suffix=end - stem)
                whole = end
        if prefixed and not whole:
            yield from _behind_prefix(start, folded, limit, flags, dictionary)


def _behind_prefix(start: int, folded: str, limit: int, flags: bytes, dictionary: Dictionary) -> Iterator[Mention]:
    for length in range(1, LONGEST_PREFIX + 1):
        stem = start + length
        if stem >= limit or flags[stem] or folded[start:stem] not in dictionary.affixes.prefixes:
            continue
        best = None
        for text, key in dictionary.trie.iter_prefixes_with_ids(folded[stem : min(stem + dictionary.longest, limit)]):
            if len(text) >= SHORTEST_STEM and flags[stem + len(text)]:
                best = Mention(start, stem + len(text), key, prefix=length)
        if best is not None:
            yield best
            return
