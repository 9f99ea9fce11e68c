"""Queries over the corpus counts of some groups."""

from __future__ import annotations

import duckdb
import marisa_trie
import numpy as np

from linking.text.affixes import NO_PARTS
from linking.text.titles import Site
from training.corpus.title_index import TitleAnchors, TitleIndex
from training.knowledge.build_inputs import LookupInputs


def inputs(connection: duckdb.DuckDBPyConnection, groups: list[int]) -> LookupInputs:
    none = np.zeros(0, np.uint32)
    return LookupInputs(
        connection=connection,
        site=Site("kwwiki", "kw"),
        titles=TitleIndex(marisa_trie.Trie(), none, none, none.astype(np.int32)),
        texts=marisa_trie.Trie(),
        title_anchors=TitleAnchors(none, none, none),
        parts=NO_PARTS,
        excluded=np.zeros(0, np.bool_),
        groups=groups,
        seed=0,
    )


def test_only_the_rows_of_the_groups_are_counted():
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE counts AS FROM (VALUES (1, 10), (2, 20), (3, 40)) AS t(group_id, articles)")
        chosen = inputs(connection, [1, 3])
        (articles,) = chosen.fetch_columns(f"SELECT sum(articles)::BIGINT FROM counts WHERE {chosen.group_condition}")

    assert articles.tolist() == [50]


def test_null_becomes_0():
    with duckdb.connect() as connection:
        columns = inputs(connection, [1]).fetch_columns("SELECT NULL::BIGINT AS a, 2.5 AS b")

    assert [column.tolist() for column in columns] == [[0], [2.5]]
