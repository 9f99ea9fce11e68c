"""Pages are read from a table of wikitext."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from training.dumps.wikitext_table import COLUMNS, WikitextTable, ordered_rows, pages_of
from training.dumps.xml_export import Page
from training.errors import UnreadableTableError

ROWS = [
    (5, 0, "Kernow", "", "A county.", "kwwiki"),
    (2, 0, "Fala", "Fal", "#REDIRECT [[Fal]]", "kwwiki"),
    (3, 1, "Talk:Kernow", "", "Hello.", "kwwiki"),
    (1, 0, "Breizh", "", "Another wiki.", "brwiki"),
    (4, 0, "Deleted", None, None, "kwwiki"),
]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE pages ({', '.join(f'{name} VARCHAR' for name in COLUMNS)}, wiki_db VARCHAR)")
        connection.executemany("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?)", [list(row) for row in ROWS])
        connection.execute(
            "CREATE TABLE typed AS SELECT * REPLACE (page_id::BIGINT AS page_id, page_namespace::INT AS page_namespace)"
            " FROM pages"
        )
        (tmp_path / "part").mkdir()
        connection.table("typed").write_parquet(str(tmp_path / "part" / "rows.parquet"))
    return tmp_path


@pytest.mark.parametrize("name", ["", "/part/rows.parquet"])
def test_the_articles_of_one_wiki_are_in_order_of_page_id(directory, name):
    table = WikitextTable(f"{directory}{name}", "kwwiki")
    with duckdb.connect() as connection:
        pages = list(pages_of(ordered_rows(connection, table)))

    assert pages == [
        Page(2, 0, "Fala", "Fal", "#REDIRECT [[Fal]]", 0),
        Page(4, 0, "Deleted", None, "", 0),
        Page(5, 0, "Kernow", None, "A county.", 0),
    ]


@pytest.mark.parametrize(("name", "is_path"), [("wmf.mediawiki_wikitext_current", False), ("data/table", True)])
def test_a_name_with_a_slash_is_a_path(name, is_path):
    assert WikitextTable(name, "kwwiki").is_path == is_path


def test_missing_files_are_an_error(tmp_path):
    with duckdb.connect() as connection, pytest.raises(UnreadableTableError) as error:
        list(ordered_rows(connection, WikitextTable(f"{tmp_path}/missing", "kwwiki")))
    assert "\n" not in str(error.value)


def test_missing_columns_are_an_error(tmp_path):
    with duckdb.connect() as connection:
        connection.sql("SELECT 1 AS page_id").write_parquet(str(tmp_path / "rows.parquet"))
        with pytest.raises(UnreadableTableError):
            list(ordered_rows(connection, WikitextTable(f"{tmp_path}/", "kwwiki")))
