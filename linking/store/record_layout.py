"""Binary layout of the look-up values: what training writes is what serving reads.

All numbers are little-endian and packed, so that a record is the same bytes on every machine and in every store.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VECTOR_DIMENSIONS = 64
CASE_CLASSES = 4
"""lower, first letter capital, all capitals, other: see `linking.text.character_classes.case_class`."""

ANCHOR = np.dtype(
    [
        ("link_articles", "<u4"),  # articles in which the text is a link in running text
        ("text_articles", "<u4"),  # articles in which it stands at all
        ("link_uses", "<u4"),  # occurrences as a link
        ("text_uses", "<u4"),  # occurrences at all
        ("case_rate", "u1", (CASE_CLASSES,)),  # (LD + .2) / (TD + 1) of each case class, in 1/255
        ("case_articles", "<f2", (CASE_CLASSES,)),  # log(1 + TD) of each case class
    ]
)
CANDIDATE = np.dtype(
    [
        ("page", "<u4"),  # key of the article in titles.trie and in the pages table
        ("articles", "<u4"),  # articles that link it with this text; 0: only its title or a redirect's is this text
        ("flags", "u1"),
        ("jaro", "u1"),  # Jaro similarity of text and title, in 1/255
    ]
)
PAGE = np.dtype(
    [
        ("incoming", "<u4"),  # articles that link here
        ("outgoing", "<u2"),  # articles linked from here
        ("link_rate", "<f2"),  # of the articles where it is the top candidate of a mention, the share that link it
        ("length", "<f2"),  # log(1 + characters of wikitext)
        ("vector", "i1", (VECTOR_DIMENSIONS,)),  # of its incoming links, unit length times 127
    ]
)
IMPORTED_VECTOR, IMPORTED = "imported", np.dtype("<f4")
"""A vector of a page that was not learned here, any number of dimensions, zeros where the page had none."""

REDIRECT = np.dtype("<u4")
"""A redirect's value is the key of the article it leads to; its length tells it from an article's."""

TITLE, TITLE_WITHOUT_BRACKETS, REDIRECT_TITLE = 1, 2, 4
"""Bits of CANDIDATE.flags: the text is the folded title; is it without its part in brackets; is a redirect's title."""


@dataclass(frozen=True, slots=True)
class AnchorRows:
    """Decoded anchors; those of anchor i are `candidates[offsets[i] : offsets[i + 1]]`, most frequent first."""

    anchors: NDArray[np.void]
    candidates: NDArray[np.void]
    offsets: NDArray[np.intp]


def decode_anchors(values: Sequence[bytes]) -> AnchorRows:
    """Anchor records, in the order given, as arrays of ANCHOR and CANDIDATE."""
    head = ANCHOR.itemsize
    anchors = np.frombuffer(b"".join([value[:head] for value in values]), ANCHOR)
    candidates = np.frombuffer(b"".join([value[head:] for value in values]), CANDIDATE)
    offsets = np.zeros(len(values) + 1, np.intp)
    np.cumsum([(len(value) - head) // CANDIDATE.itemsize for value in values], out=offsets[1:])
    return AnchorRows(anchors, candidates, offsets)


def decode_pages(values: Iterable[bytes]) -> NDArray[np.void]:
    """Article records, all of one length, as an array of PAGE, or of page_layout(dimensions) where they are longer."""
    records = list(values)
    extra = len(records[0]) - PAGE.itemsize if records else 0
    return np.frombuffer(b"".join(records), page_layout(extra // IMPORTED.itemsize))


def page_layout(dimensions: int) -> np.dtype[np.void]:
    """PAGE, with a vector `imported` of so many numbers behind it where the bundle came from elsewhere."""
    return np.dtype([*PAGE.descr, (IMPORTED_VECTOR, IMPORTED, (dimensions,))]) if dimensions else PAGE


def decode_redirect(value: bytes) -> int:
    """The key of the article that a redirect leads to."""
    return int.from_bytes(value, "little")


def is_redirect(value: bytes) -> bool:
    """Whether a value of the pages table is a redirect's."""
    return len(value) == REDIRECT.itemsize
