"""The records of the articles that matter to a page: targets of pairs, likely meanings of mentions, existing links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.store.record_layout import decode_pages

Array = NDArray[Any]


@dataclass(frozen=True)
class TargetArticles:
    """Article records, and the rows in which to find them.

    Attributes:
        records: PAGE records in order of page key, shape (articles,).
        row: Row in `records` of each pair's target, shape (pairs,).
        existing_link_rows: Rows of the articles that the page links already, shape (existing links,).
        top_row: Row of each mention's most common candidate, or -1 if that is not an article, shape (mentions,).
    """

    records: NDArray[np.void]
    row: Array
    existing_link_rows: Array
    top_row: Array

    @classmethod
    def decode(
        cls, articles: Mapping[int, bytes], pair_page: Array, existing_links: Iterable[int], top_page: Array
    ) -> TargetArticles:
        """Decode the records and find the rows of pages.

        Args:
            articles: Page key -> article record, of all targets at least.
            pair_page: Page key of each pair's target, shape (pairs,).
            existing_links: Page keys of the existing links.
            top_page: Page key of each mention's most common candidate, shape (mentions,).
        """
        order = sorted(articles)
        keys = np.array(order, np.int64)
        known = np.array([key in articles for key in top_page.tolist()], bool)
        return cls(
            records=decode_pages([articles[key] for key in order]),
            row=np.searchsorted(keys, pair_page),
            existing_link_rows=np.searchsorted(keys, sorted(key for key in existing_links if key in articles)),
            top_row=np.where(known, np.searchsorted(keys, top_page), -1),
        )

    @cached_property
    def target_records(self) -> NDArray[np.void]:
        """PAGE record of each pair's target, shape (pairs,)."""
        return self.records[self.row]

    @cached_property
    def vectors(self) -> Array:
        """Unit vector of each article, shape (articles, dimensions)."""
        vectors: Array = self.records["vector"].astype(np.float32) / np.float32(127)
        return vectors
