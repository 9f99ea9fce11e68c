"""The database tables, one set for all wikis.

- `lr_bundle` holds the manifest of each version of each wiki.
- `lr_current` names the version of each wiki that is served. Switching a wiki to another version changes one row.
- `lr_dataset` lists the bundles' files by checksum. Versions with the same file share its dataset.
- `lr_entry` holds the files' content. A lookup table has one entry per key; any other file is split into entries that
  are numbered from 0.
- `lr_rules` holds the text that `rules.yaml` would have, by wiki, with `*` for all wikis.
"""

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "lr_bundle": """CREATE TABLE IF NOT EXISTS lr_bundle (
        wiki VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        version CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        manifest MEDIUMBLOB NOT NULL,
        PRIMARY KEY (wiki, version)
    ) ENGINE=InnoDB""",
    "lr_current": """CREATE TABLE IF NOT EXISTS lr_current (
        wiki VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        version CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        switched TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
    ) ENGINE=InnoDB""",
    "lr_dataset": """CREATE TABLE IF NOT EXISTS lr_dataset (
        id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
        complete BOOLEAN NOT NULL DEFAULT FALSE
    ) ENGINE=InnoDB""",
    "lr_entry": """CREATE TABLE IF NOT EXISTS lr_entry (
        dataset INT UNSIGNED NOT NULL,
        number INT UNSIGNED NOT NULL,
        value MEDIUMBLOB NOT NULL,
        PRIMARY KEY (dataset, number)
    ) ENGINE=InnoDB""",
    "lr_rules": """CREATE TABLE IF NOT EXISTS lr_rules (
        wiki VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        content MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL,
        changed TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)
    ) ENGINE=InnoDB""",
}
"""The statement that creates each table."""

RULES_TABLE = "lr_rules"
BUNDLE_TABLES = tuple(name for name in TABLES if name != RULES_TABLE)

TABLE_SUFFIX = ".sqlite"
"""Suffix of the files that are lookup tables."""


def is_table(file_name: str) -> bool:
    """Return True if a bundle's file is a lookup table, which stays in the database and is read by key."""
    return file_name.endswith(TABLE_SUFFIX)


def schema_sql() -> str:
    """Return the statements that create all tables, for a database administrator to run."""
    return "".join(f"{statement};\n" for statement in TABLES.values())
