"""The inputs of a lookup build: the corpus counts of some groups of articles, the title index and the dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from linking.store.tries import Trie
from linking.text.affixes import PartCounts
from linking.text.titles import Site
from training.corpus.title_index import TitleAnchors, TitleIndex


@dataclass(frozen=True, slots=True)
class LookupInputs:
    """What lookups are built from.

    Attributes:
        connection: Database with the tables of training.corpus.aggregation.
        site: The wiki.
        titles: The title index.
        texts: The dictionary. A text's id in the trie is its number.
        title_anchors: The texts that are titles.
        parts: What links do with the parts of joined words (training.corpus.joined_parts).
        excluded: True for the keys of pages that are not worth linking; shape (titles,).
        groups: Groups of articles to add up the counts of.
        seed: Seed of the random numbers.
    """

    connection: duckdb.DuckDBPyConnection
    site: Site
    titles: TitleIndex
    texts: Trie
    title_anchors: TitleAnchors
    parts: PartCounts
    excluded: NDArray[np.bool_]
    groups: Sequence[int]
    seed: int

    @property
    def group_condition(self) -> str:
        """The SQL condition for rows of the groups."""
        return f"group_id IN ({', '.join(map(str, self.groups))})"

    def fetch_columns(self, query: str) -> list[NDArray[Any]]:
        """Return the columns of a query's result. NULL becomes 0."""
        return [np.ma.filled(column, 0) for column in self.connection.execute(query).fetchnumpy().values()]
