"""The features of the models in the data sets that Wikimedia published for mwaddlink, which `training import` reads.

These models have six features, or the same six and a constant zero. An imported bundle stores what the features need in
each anchor record, with the layout IMPORTED_ANCHOR, and in a vector at the end of each article record.
"""

from __future__ import annotations

import math
from typing import Any

import Levenshtein
import numpy as np
from numpy.typing import NDArray

from linking.features.definitions import Feature, Level
from linking.features.page_context import PageContext
from linking.store.record_layout import ANCHOR, IMPORTED_VECTOR, decode_pages
from linking.text.folding import casefold_text

IMPORTED_ANCHOR = np.dtype(
    [
        ("link_articles", "<u4"),  # sum of the candidates' counts
        ("text_articles", "<u4"),  # the same: the data sets do not count unlinked occurrences
        ("candidates", "<u4"),  # number of candidates, including dropped ones and those without an article
        ("kurtosis", "<f4"),  # of the counts of all these candidates
        ("unused", "V", ANCHOR.itemsize - 16),
    ]
)
"""As long as ANCHOR, with the same first two fields, so that the page context can be built from either."""

PADDED_COUNTS = 1000
"""Number of counts to which `kurtosis` pads or cuts its argument."""


def kurtosis(counts: list[int]) -> float:
    """Compute the excess kurtosis (Fisher's, biased) of an anchor's counts, as it was when the models were trained.

    Args:
        counts: Articles that link the text to each of its candidates. Only the PADDED_COUNTS largest count; fewer are
            padded with ones.

    Returns:
        The kurtosis, or -3 if all counts are equal, as SciPy answered at that time.
    """
    largest = sorted(counts, reverse=True)[:PADDED_COUNTS]
    ones = PADDED_COUNTS - len(largest)
    mean = (sum(largest) + ones) / PADDED_COUNTS
    deviations = [(count - mean) ** 2 for count in largest]
    padding = (1 - mean) ** 2
    variance = (math.fsum(deviations) + ones * padding) / PADDED_COUNTS
    fourth = (math.fsum([deviation**2 for deviation in deviations]) + ones * padding**2) / PADDED_COUNTS
    return fourth / variance**2 - 3.0 if variance else -3.0


def _anchors(context: PageContext) -> NDArray[np.void]:
    """The anchor records, shape (mentions,)."""
    return context.inputs.candidates.rows.anchors.view(IMPORTED_ANCHOR)


def _page_cosine(context: PageContext) -> NDArray[Any]:
    """Cosine of the vectors of each target and of the page; 0 if either has none. Shape (pairs,)."""
    candidates, size = context.inputs.candidates, len(context.pairs)
    record = candidates.articles.get(candidates.page_key)
    if record is None:
        return np.zeros(size, np.float32)
    targets = context.targets.target_records[IMPORTED_VECTOR]
    page = decode_pages([record])[IMPORTED_VECTOR][0]
    lengths = np.linalg.norm(targets, axis=1) * np.linalg.norm(page)
    return np.divide(targets @ page, lengths, out=np.zeros(size, np.float32), where=lengths > 0)


def _title_jaro(context: PageContext) -> NDArray[np.float32]:
    """Exact Jaro similarity of text and title, both case-folded. Shape (pairs,)."""
    inputs = context.inputs
    texts = [inputs.folded[mention.start : mention.end] for mention in inputs.mentions.representatives]
    title = inputs.tries.titles.restore_key
    pairs = zip(context.pairs.mention.tolist(), context.pairs.page.tolist(), strict=True)
    return np.array(
        [Levenshtein.jaro(texts[mention], casefold_text(title(page), inputs.language)) for mention, page in pairs],
        np.float32,
    )


SIX_FEATURES: tuple[Feature, ...] = (
    Feature("words_in_text", "text", Level.MENTION, "words of the text", lambda c: c.mentions.words),
    Feature("frequency", "candidate", Level.PAIR, "links with this text to the candidate", lambda c: c.pairs.articles),
    Feature(
        "ambiguity",
        "text",
        Level.MENTION,
        "number of candidates, however rare",
        lambda c: _anchors(c)["candidates"],
    ),
    Feature(
        "kurtosis",
        "text",
        Level.MENTION,
        "kurtosis of the candidates' counts",
        lambda c: _anchors(c)["kurtosis"],
    ),
    Feature(
        "page_cosine", "vectors", Level.PAIR, "cosine of the vectors of the candidate and the article", _page_cosine
    ),
    Feature("title_jaro", "candidate", Level.PAIR, "Jaro similarity of text and title", _title_jaro),
)
SEVEN_FEATURES: tuple[Feature, ...] = (
    *SIX_FEATURES,
    Feature("zero", "none", Level.PAIR, "always 0", lambda c: np.zeros(len(c.pairs))),
)
