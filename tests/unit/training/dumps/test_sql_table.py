"""Rows of any table that mysqldump wrote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from training.dumps.sql_table import SEPARATOR, VALUE, SqlTable, find_columns, read_rows, unescape
from training.errors import UnreadableTableError

TABLE = SqlTable(r"\w*pairs", re.compile(rb"\s*\(" + VALUE + b"," + VALUE + SEPARATOR, re.DOTALL), "pairs; dump it")


def rows_of(path: Path, sql: str) -> list[tuple[bytes, ...]]:
    path.write_text(sql)
    return [match.groups()[:-1] for match in read_rows(str(path), TABLE)]


def test_values_of_any_kind_are_read(tmp_path: Path) -> None:
    sql = (
        "INSERT INTO `mw_pairs` VALUES (1,'a\\'),('),\n(-2.5e3,NULL);\nINSERT INTO `other` VALUES (7,7);\n"
        "INSERT IGNORE INTO mw_pairs (`x`, `y`) VALUES (0x61,_binary 'b');\n"
    )
    assert rows_of(tmp_path / "x.sql", sql) == [
        (b"1", b"'a\\'),('"),
        (b"-2.5e3", b"NULL"),
        (b"0x61", b"_binary 'b'"),
    ]


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("-- nothing\n", "has no rows of pairs; dump it"),
        ("INSERT INTO `pairs` VALUES (1,2),(3,", "truncated"),
        ("INSERT INTO `pairs` VALUES (1,2,3);", "rows of unknown form"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, sql: str, problem: str) -> None:
    with pytest.raises(UnreadableTableError, match=problem):
        rows_of(tmp_path / "x.sql", sql)


CREATE = (
    "CREATE TABLE IF NOT EXISTS `mw_pairs` (\n  `x` int NOT NULL,\n  `y` char(1) DEFAULT 'x',\n  KEY `z` (`x`)\n) E;\n"
)


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        (CREATE, ["x", "y"]),
        ("INSERT INTO `pairs` (`y`,x) VALUES (1,2)", ["y", "x"]),
        (CREATE + "INSERT INTO `mw_pairs` (`y`, `x`) VALUES (1,2)", ["y", "x"]),
        (CREATE + "INSERT INTO `mw_pairs` VALUES (1,2)", ["x", "y"]),
        ("INSERT INTO `pairs` VALUES (1,2)", []),
        (CREATE.replace("pairs", "others"), []),
    ],
)
def test_columns_are_those_of_the_rows(sql: str, columns: list[str]) -> None:
    assert list(find_columns(sql.encode(), TABLE.name)) == columns


def test_literals_are_unescaped() -> None:
    assert unescape(rb"O\'Neil''s \\ a\nb") == "O'Neil's \\ a\nb"
