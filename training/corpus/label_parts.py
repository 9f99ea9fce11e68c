"""Parts of link labels: the dictionary's texts inside a longer label, which editors did not link by themselves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from linking.mention_search import find_mentions
from linking.mentions import Dictionary, Mention
from training.corpus.plain_text import PlainText

MAX_PARTS = 20
"""Parts of one label. Only labels in scripts without spaces have more, and these would outweigh all others."""


class LabelPart(NamedTuple):
    """A text of the dictionary strictly inside a label. Offsets are code points of the plain text.

    Attributes:
        start, end: The text.
        anchor: Its number in the dictionary.
        label_start, label_end: The label, with the letters that adjoin it.
    """

    start: int
    end: int
    anchor: int
    label_start: int
    label_end: int


def parts_of_labels(plain: PlainText, folded: str, dictionary: Dictionary) -> Iterator[LabelPart]:
    """Yield the parts of all labels of an article, at most MAX_PARTS of each label.

    Args:
        plain: The plain text of the article.
        folded: The same text, case-folded.
        dictionary: The texts to find.
    """
    labels = {(link.word_start, link.word_end): link for link in plain.links if link.word_end - link.word_start > 1}
    mentions = _mentions_inside(list(_without_overlaps(labels)), folded, dictionary)
    starts = [mention.start for mention in mentions]
    for (start, end), link in labels.items():
        inside = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
        wholes = {(link.start, link.end), (start, link.end), (link.start, end)}
        parts = [one for one in inside if one.end <= end and (one.start, one.end) not in wholes]
        for mention in parts[:MAX_PARTS]:
            yield LabelPart(mention.start, mention.end, mention.anchor, start, end)


def _without_overlaps(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans, without those that share a word with the previous one, as in “[[New York]][[City Hall]]”."""
    last = 0
    for start, end in spans:
        if start >= last:
            yield start, end
            last = end


def _mentions_inside(labels: Sequence[tuple[int, int]], folded: str, dictionary: Dictionary) -> list[Mention]:
    """Return the mentions inside labels in order, without those of whole labels."""
    # A search of all but the first or the last character finds no whole label, which would hide its parts in scripts
    # without spaces. These are two searches, because the spans of one search must not overlap.
    without_last, _ = find_mentions(folded, [(start, end - 1) for start, end in labels], dictionary)
    without_first, _ = find_mentions(folded, [(start + 1, end) for start, end in labels], dictionary)
    return sorted({*without_last, *without_first})
