"""The features of models that were not trained here: those of the data sets that wikis already have.

Six columns, or the same six and a constant 0 as seventh. Their bundles (training.importing) hold in each anchor's
record what these need, in IMPORTED_ANCHOR's layout, and the pages' vectors behind the pages' records.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from linking.features.definitions import Feature, Level
from linking.features.page_context import PageContext
from linking.store.record_layout import ANCHOR

IMPORTED_ANCHOR = np.dtype(
    [
        ("link_articles", "<u4"),  # sum of the candidates' counts
        ("text_articles", "<u4"),  # the same: how often the text stands unlinked is not known
        ("candidates", "<u4"),  # number of candidates, those that were cut off or have no article too
        ("kurtosis", "<f4"),  # of the counts of all of them
        ("unused", "V", ANCHOR.itemsize - 16),
    ]
)
"""As long as ANCHOR, and with the same two counts at its beginning, so that the page's context is read alike."""

PADDED_COUNTS = 1000


def kurtosis(counts: list[int]) -> float:
    """Excess kurtosis (Fisher's, biased) of the largest PADDED_COUNTS counts, padded with ones to that number.

    -3 where all are equal: so SciPy answered when these models were trained; today it says that it is not defined.
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
    return context.imported_anchors.view(IMPORTED_ANCHOR)


SIX: tuple[Feature, ...] = (
    Feature("words_in_text", "text", Level.MENTION, "words of the text", lambda c: c.words),
    Feature("frequency", "candidate", Level.PAIR, "links with this text to it", lambda c: c.articles),
    Feature("ambiguity", "text", Level.MENTION, "candidates, however rare", lambda c: _anchors(c)["candidates"]),
    Feature("kurtosis", "text", Level.MENTION, "kurtosis of the candidates' counts", lambda c: _anchors(c)["kurtosis"]),
    Feature("page_cosine", "vectors", Level.PAIR, "cosine of its vector and the article's", lambda c: c.near_page),
    Feature("title_jaro", "candidate", Level.PAIR, "Jaro similarity of text and title", lambda c: c.jaro_of_titles),
)
SEVEN: tuple[Feature, ...] = (*SIX, Feature("zero", "none", Level.PAGE, "always 0", lambda _: 0.0))
