"""The engine of this machine."""

from __future__ import annotations

import duckdb
import pytest

from linking.text.titles import Site
from training.corpus.chunks import read_chunk
from training.dumps.wikitext_table import WikitextTable
from training.engines.local import local_engine
from training.errors import UnreadableTableError

SITE = Site("kwwiki", "kw", "first-letter", {})
ROWS = [
    ("kwwiki", 2, 0, "Kernow", None, "A county with the [[Fal]]."),
    ("kwwiki", 1, 0, "Fal", None, "A river."),
    ("kwwiki", 3, 0, "Old Fal", "Fal", "#REDIRECT [[Fal]]"),
    ("kwwiki", 4, 1, "Fal", None, "A talk page."),
    ("brwiki", 5, 0, "Kernev-Veur", None, "A page of another wiki."),
]


@pytest.mark.parametrize("jobs", [1, 2])
def test_tasks_are_mapped_in_order(jobs):
    with local_engine(jobs) as engine:
        assert list(engine.map(str, range(5))) == ["0", "1", "2", "3", "4"]


def test_the_articles_of_a_table_are_extracted_in_order_of_page_id(tmp_path):
    table, chunks = tmp_path / "table", tmp_path / "chunks"
    table.mkdir()
    chunks.mkdir()
    with duckdb.connect() as connection:
        columns = "wiki_db VARCHAR, page_id BIGINT, page_namespace INTEGER, page_title VARCHAR"
        connection.execute(f"CREATE TABLE rows ({columns}, page_redirect_title VARCHAR, revision_text VARCHAR)")
        connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)", ROWS)
        connection.execute(f"COPY rows TO '{table}/part.parquet'")
    with local_engine(1) as engine:
        counts = engine.extract_table(WikitextTable(str(table), "kwwiki"), SITE, chunks, 64)
    assert (counts.articles, counts.linked) == (2, 1)
    (chunk,) = chunks.glob("chunk-*")
    assert [article.title for article in read_chunk(chunk)] == ["Fal", "Kernow"]


def test_a_table_with_a_name_needs_spark(tmp_path):
    table = WikitextTable("wmf.mediawiki_wikitext_current", "kwwiki")
    with local_engine(1) as engine, pytest.raises(UnreadableTableError, match="only --engine spark"):
        engine.extract_table(table, SITE, tmp_path, 64)
