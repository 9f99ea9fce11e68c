"""Articles of a wiki that are worth trying the recommender on, chosen from the bundle alone."""

from __future__ import annotations

import numpy as np

from linking.store.lookups import Lookups
from linking.store.record_layout import decode_pages, is_redirect

SAMPLED_TITLES = 500
MIN_LENGTH, MAX_LENGTH = 1500, 12_000
"""Characters of an article in which there is enough to link, and which is read quickly."""


def example_titles(lookups: Lookups, count: int) -> list[str]:
    """Return the titles of articles of a moderate length to which many others link.

    The choice is made from SAMPLED_TITLES titles spread evenly over the wiki, in one query. The same bundle always
    gives the same titles. If too few articles have such a length, others follow.

    Args:
        lookups: The bundle's lookups.
        count: The largest number of titles.

    Raises:
        LookupFailedError: If the query fails.
    """
    titles = lookups.tries.titles
    if not len(titles):
        return []
    keys = sorted({round(place) for place in np.linspace(0, len(titles) - 1, SAMPLED_TITLES).tolist()})
    articles = {key: value for key, value in lookups.pages.get_many(keys).items() if not is_redirect(value)}
    if not articles:
        return []
    order = sorted(articles)
    records = decode_pages([articles[key] for key in order])
    length = np.expm1(records["length"].astype(np.float64))
    suitable = (length >= MIN_LENGTH) & (length <= MAX_LENGTH)
    best = np.lexsort((-records["incoming"].astype(np.int64), ~suitable))[:count]
    return [titles.restore_key(order[place]) for place in best.tolist()]
