"""The binary records of the lookup tables, which training writes and serving reads.

Numbers are little-endian and packed, so a record has the same bytes on every machine and in every store.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VECTOR_DIMENSIONS = 64
CASE_CLASSES = 4
"""Lower case, first letter capitalized, all capitals, other: see `linking.text.character_classes.case_class`."""

ANCHOR = np.dtype(
    [
        ("link_articles", "<u4"),  # articles in which the text is a link in running text
        ("text_articles", "<u4"),  # articles that contain the text, linked or not
        ("link_uses", "<u4"),  # occurrences as a link
        ("text_uses", "<u4"),  # all occurrences
        ("case_link_probability", "u1", (CASE_CLASSES,)),  # link probability of each case class, quantized
        ("case_articles", "<f2", (CASE_CLASSES,)),  # log(1 + articles that contain the text in that case class)
    ]
)
CANDIDATE = np.dtype(
    [
        ("page", "<u4"),  # key of the article in titles.trie and in the pages table
        ("articles", "<u4"),  # articles that link it with this text; 0 if the text is only its title or a redirect's
        ("flags", "u1"),  # TITLE, TITLE_WITHOUT_PARENTHESES, REDIRECT_TITLE
        ("jaro", "u1"),  # Jaro similarity of text and title, in 1/255
    ]
)
PAGE = np.dtype(
    [
        ("incoming", "<u4"),  # articles that link to this one
        ("outgoing", "<u2"),  # articles that this one links to
        ("link_rate", "<f2"),  # of the articles in which it is the top candidate of a mention, the share that link it
        ("length", "<f2"),  # log(1 + characters of wikitext)
        ("vector", "i1", (VECTOR_DIMENSIONS,)),  # unit vector learned from its incoming links, times 127
    ]
)
IMPORTED_VECTOR, IMPORTED = "imported", np.dtype("<f4")
"""The vector that an imported bundle has for a page, of any number of dimensions; zeros if the page had none."""

REDIRECT = np.dtype("<u4")
"""The value of a redirect: the key of its target article. It is recognized by its length."""

TITLE, TITLE_WITHOUT_PARENTHESES, REDIRECT_TITLE = 1, 2, 4
"""Bits of CANDIDATE.flags. The folded text equals the title, the title without its parentheses, a redirect's title."""


@dataclass(frozen=True, slots=True)
class AnchorRows:
    """Decoded values of the anchors table.

    Attributes:
        anchors: ANCHOR records, shape (anchors,).
        candidates: CANDIDATE records of all anchors, shape (candidates,). Those of anchor i are
            `candidates[offsets[i] : offsets[i + 1]]`, most frequent first.
        offsets: Shape (anchors + 1,).
    """

    anchors: NDArray[np.void]
    candidates: NDArray[np.void]
    offsets: NDArray[np.intp]


def decode_anchors(values: Sequence[bytes]) -> AnchorRows:
    """Decode values of the anchors table, in the order given."""
    head = ANCHOR.itemsize
    anchors = np.frombuffer(b"".join([value[:head] for value in values]), ANCHOR)
    candidates = np.frombuffer(b"".join([value[head:] for value in values]), CANDIDATE)
    offsets = np.zeros(len(values) + 1, np.intp)
    np.cumsum([(len(value) - head) // CANDIDATE.itemsize for value in values], out=offsets[1:])
    return AnchorRows(anchors, candidates, offsets)


def decode_pages(values: Iterable[bytes]) -> NDArray[np.void]:
    """Decode article records.

    Args:
        values: Records of one length: that of PAGE, or a longer one in an imported bundle.

    Returns:
        Shape (articles,), with the layout `page_layout(dimensions of the imported vectors)`.
    """
    records = list(values)
    extra = len(records[0]) - PAGE.itemsize if records else 0
    return np.frombuffer(b"".join(records), page_layout(extra // IMPORTED.itemsize))


def page_layout(dimensions: int) -> np.dtype[np.void]:
    """The layout of an article record: PAGE, followed by the imported vector if it has any dimensions."""
    return np.dtype([*PAGE.descr, (IMPORTED_VECTOR, IMPORTED, (dimensions,))]) if dimensions else PAGE


def decode_redirect(value: bytes) -> int:
    """Decode a redirect to the key of its target article."""
    return int.from_bytes(value, "little")


def is_redirect(value: bytes) -> bool:
    """Return whether a value of the pages table is a redirect."""
    return len(value) == REDIRECT.itemsize
