"""Rows are read from page_props.sql.gz, with any characters in their strings and any size of the reads."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from training.dumps import compression
from training.dumps.page_props import load_page_props, read_page_props
from training.errors import DamagedDumpError, UnreadableDumpError, UnreadableTableError

HEAD = """-- MySQL dump 10.19
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `page_props`;
CREATE TABLE `page_props` (
  `pp_page` int(8) unsigned NOT NULL,
  `pp_propname` varbinary(60) NOT NULL DEFAULT '',
  `pp_value` blob NOT NULL,
  `pp_sortkey` float DEFAULT NULL,
) ENGINE=InnoDB;
/*!40000 ALTER TABLE `page_props` DISABLE KEYS */;
"""
TAIL = "/*!40000 ALTER TABLE `page_props` ENABLE KEYS */;\n-- Dump completed\n"


@pytest.fixture
def sql_file(tmp_path: Path):
    def write(*statements: str, tail: str = TAIL) -> str:
        path = tmp_path / "page_props.sql.gz"
        path.write_bytes(gzip.compress((HEAD + "\n".join(statements) + "\n" + tail).encode()))
        return str(path)

    return write


def insert(*rows: str) -> str:
    return f"INSERT INTO `page_props` VALUES {','.join(rows)};"


VALUES = {
    "plain": ("'Q42'", "Q42"),
    "empty": ("''", ""),
    "NULL": ("NULL", ""),
    "quotes, escaped": (r"'O\'Neil \"x\"'", 'O\'Neil "x"'),
    "quotes, doubled": ("'O''Neil'", "O'Neil"),
    "a backslash at the end": (r"'C:\\'", "C:\\"),
    "text like a row": (r"'a),(9,\'disambiguation\',\'\',NULL);'", "a),(9,'disambiguation','',NULL);"),
    "text like a statement": (r"'INSERT INTO `page_props` VALUES (1,'", "INSERT INTO `page_props` VALUES (1,"),
    "line ends": ("'a\\nb\\r\\t\\0\\Z'", "a\nb\r\t\0\x1a"),
    "a raw line end": ("'a\nb'", "a\nb"),
    "other scripts": ("'ܬ.ܐ. 🜚'", "ܬ.ܐ. 🜚"),
    "marked as binary": ("_binary 'Q42'", "Q42"),
}


@pytest.mark.parametrize(("written", "value"), VALUES.values(), ids=VALUES.keys())
def test_values_are_unescaped(sql_file, written, value):
    path = sql_file(insert("(1,'x','y',NULL)", f"(7,'wikibase_item',{written},NULL)", "(8,'wikibase_item','Q8',NULL)"))

    assert list(read_page_props(path, ["wikibase_item"])) == [(7, "wikibase_item", value), (8, "wikibase_item", "Q8")]


@pytest.mark.parametrize("sortkey", [",NULL", ",0", ",-1.5e+20", ""])
def test_sort_keys_may_be_numbers_or_missing(sql_file, sortkey):
    path = sql_file(insert(f"(1,'disambiguation',''{sortkey})", f"(2,'disambiguation',''{sortkey})"))

    assert [page_id for page_id, _, _ in read_page_props(path, ["disambiguation"])] == [1, 2]


def test_only_the_wanted_properties_are_returned(sql_file):
    path = sql_file(
        insert("(1,'defaultsort','A',NULL)", "(1,'disambiguation','',NULL)"), insert("(2,'wikibase_item','Q2',NULL)")
    )

    assert list(read_page_props(path, ["wikibase_item"])) == [(2, "wikibase_item", "Q2")]


def test_a_row_may_span_several_reads(sql_file, monkeypatch):
    rows = [f"({number},'wikibase_item','Q{number}\\'',{number})" for number in range(30)]
    path = sql_file(insert(*rows[:10]), insert(*rows[10:]))
    expected = [(number, "wikibase_item", f"Q{number}'") for number in range(30)]

    for size in (9, 16, 64):
        monkeypatch.setattr(compression, "_BUFFER", size)
        assert list(read_page_props(path, ["wikibase_item"])) == expected


@pytest.mark.parametrize(
    "content",
    ["", "<mediawiki></mediawiki>", "INSERT INTO `page` VALUES (1,'a','b',NULL);"],
    ids=["nothing", "another file", "another table"],
)
def test_a_file_without_the_table_is_an_error(tmp_path, content):
    path = tmp_path / "x.sql"
    path.write_text(content)

    with pytest.raises(UnreadableTableError, match="no rows of page_props"):
        list(read_page_props(str(path), ["disambiguation"]))


@pytest.mark.parametrize("row", ["(1,'disambiguation','',NULL),", "(1,'disambiguation','", "(1,disambiguation)"])
def test_an_incomplete_statement_is_an_error(sql_file, row):
    path = sql_file(f"INSERT INTO `page_props` VALUES (2,'x','',NULL),{row}")

    with pytest.raises(UnreadableTableError, match="truncated"):
        list(read_page_props(path, ["disambiguation"]))


def test_a_truncated_file_is_an_error(sql_file):
    path = Path(sql_file(*(insert(f"({number},'disambiguation','{number**7}',NULL)") for number in range(999))))
    path.write_bytes(path.read_bytes()[:-2000])

    with pytest.raises(UnreadableTableError, match="truncated"):
        list(read_page_props(str(path), ["disambiguation"]))


def test_a_damaged_or_missing_file_is_an_error(sql_file, tmp_path):
    path = Path(sql_file(insert("(1,'disambiguation','',NULL)")))
    path.write_bytes(path.read_bytes()[:40] + b"xxxx" + path.read_bytes()[44:])

    with pytest.raises(DamagedDumpError):
        list(read_page_props(str(path), ["disambiguation"]))
    with pytest.raises(UnreadableDumpError):
        list(read_page_props(str(tmp_path / "missing"), ["disambiguation"]))


def test_the_table_can_be_loaded_repeatedly(sql_file):
    path = sql_file(insert("(1,'disambiguation','',NULL)", "(1,'wikibase_item','Q1',NULL)", "(2,'hiddencat','',NULL)"))
    connection = duckdb.connect()

    for _ in range(2):
        assert load_page_props(connection, path) == 2
    rows = connection.execute("SELECT page_id, property, value FROM page_props").fetchall()
    assert rows == [(1, "disambiguation", ""), (1, "wikibase_item", "Q1")]
