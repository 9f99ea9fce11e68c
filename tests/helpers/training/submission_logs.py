"""The log of MediaWiki's extension GrowthExperiments, as mysql and mysqldump write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

COLUMNS = (
    "gels_page",
    "gels_revision",
    "gels_edit_revision",
    "gels_user",
    "gels_target",
    "gels_anchor_offset",
    "gels_anchor_length",
    "gels_feedback",
)
"""In the order of the rows of `write_tsv` and `sql_dump`."""

Row = Sequence[int | str | None]


def write_tsv(path: Path, rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> Path:
    """Write rows as `mysql --batch` does."""
    lines = (columns, *rows)
    path.write_text("".join("\t".join("NULL" if cell is None else str(cell) for cell in line) + "\n" for line in lines))
    return path


def sql_dump(rows: Iterable[Row], database: str = "kwwiki", prefix: str = "", letter: str = "'{}'") -> str:
    """Return rows as mysqldump writes them.

    Args:
        rows: The rows.
        database: The database that the header names.
        prefix: The prefix of the wiki's tables.
        letter: How the feedback is written.
    """
    table = f"{prefix}growthexperiments_link_submissions"
    kinds = ("int(10) unsigned NOT NULL",) * 2 + ("int(10) unsigned DEFAULT NULL",) + ("int(10) unsigned NOT NULL",) * 4
    created = ",\n".join(
        f"  `{name}` {kind}" for name, kind in zip(COLUMNS, (*kinds, "binary(1) NOT NULL"), strict=True)
    )
    values = ",".join(
        f"({','.join('NULL' if cell is None else str(cell) for cell in row[:-1])},{letter.format(row[-1])})"
        for row in rows
    )
    return (
        f"-- MySQL dump 10.19\n--\n-- Host: localhost    Database: {database}\n"
        f"DROP TABLE IF EXISTS `{table}`;\n/*!40101 SET character_set_client = utf8 */;\n"
        f"CREATE TABLE `{table}` (\n{created},\n"
        "  PRIMARY KEY (`gels_revision`,`gels_target`,`gels_anchor_offset`),\n  KEY `gels_page` (`gels_page`)\n"
        f") ENGINE=InnoDB DEFAULT CHARSET=binary;\nLOCK TABLES `{table}` WRITE;\n"
        f"INSERT INTO `{table}` VALUES {values};\nUNLOCK TABLES;\n-- Dump completed\n"
    )
