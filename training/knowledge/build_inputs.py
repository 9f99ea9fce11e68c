"""What look-ups are built from: the sums over chosen groups of articles, the titles and the dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from linking.store.tries import Trie
from linking.text.titles import Site
from training.corpus.title_index import TitleAnchors, Titles


@dataclass(frozen=True, slots=True)
class Material:
    """unwanted: by key, pages that are not worth linking. groups: the groups of articles to take sums over."""

    connection: duckdb.DuckDBPyConnection
    site: Site
    titles: Titles
    texts: Trie
    title_anchors: TitleAnchors
    unwanted: NDArray[np.bool_]
    groups: Sequence[int]
    seed: int

    def where(self) -> str:
        """The SQL condition that chooses the groups."""
        return f"grp IN ({', '.join(map(str, self.groups))})"

    def columns(self, query: str) -> list[NDArray[Any]]:
        """The columns of a query's result; NULL is 0."""
        return [np.ma.filled(column, 0) for column in self.connection.execute(query).fetchnumpy().values()]
