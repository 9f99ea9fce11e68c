"""Tables of Wikidata classes are read from TSV and Parquet files."""

from __future__ import annotations

import re

import duckdb
import pytest

from training.dumps.wikidata_instance_of import load_instance_of
from training.errors import UnreadableDumpError, UnreadableTableError


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (("page_id\tclass", "4\tQ5"), (4, None, None, "Q5")),
        (("title\tclass", "Ceres_(klerheans)\tQ5"), (None, "Ceres (klerheans)", None, "Q5")),
        (("Title\tinstance_of\tother", "Ceres\tQ5\tx"), (None, "Ceres", None, "Q5")),
        (("class\tpage_id", "http://www.wikidata.org/entity/Q5\t4"), (4, None, None, "Q5")),
        (("item\tclass", "http://www.wikidata.org/entity/Q44\tQ5"), (None, None, "Q44", "Q5")),
        (("title\tnote\tclass", 'Ceres\t"a quote\tQ5'), (None, "Ceres", None, "Q5")),
    ],
)
def test_rows_may_identify_pages_and_classes_in_several_ways(connection, table, lines, row):
    assert load_instance_of(connection, table(*lines)) == 1
    assert connection.execute("SELECT page_id, title, item, class FROM instance_of").fetchall() == [row]


def test_a_field_may_hold_several_classes(connection, table):
    assert load_instance_of(connection, table("page_id\tclass", "4\tQ1, Q4167410")) == 2


@pytest.mark.parametrize("classes", ["'Q577'", "['Q1', 'Q577']"])
def test_parquet_files_are_read(connection, tmp_path, classes):
    path = tmp_path / "it's classes"
    connection.sql(f"SELECT 3 AS page_id, {classes} AS class").write_parquet(str(path))
    load_instance_of(connection, str(path))

    assert (3, "Q577") in connection.execute("SELECT page_id, class FROM instance_of").fetchall()


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("page\tclass", "1\tQ5"), "needs one of page_id"),
        (("page_id\tkind", "1\tQ5"), "and class or instance_of"),
        (("page_id\tclass", "one\tQ5"), "one"),
        (("page_id\tclass", "1\thuman"), "no Wikidata classes"),
        (("page_id\tclass",), "no Wikidata classes"),
        ((), "instance_of.tsv"),
    ],
)
def test_an_invalid_table_is_an_error(connection, table, lines, reason):
    with pytest.raises(UnreadableTableError, match=re.escape(reason)) as error:
        load_instance_of(connection, table(*lines))
    assert "\n" not in str(error.value)


def test_a_missing_file_is_an_error(connection, tmp_path):
    with pytest.raises(UnreadableDumpError):
        load_instance_of(connection, str(tmp_path / "missing.tsv"))
