"""The database tables, one set for all wikis.

- `lr_bundle` holds the manifest of each version of each wiki.
- `lr_current` names the version of each wiki that is served. Switching a wiki to another version changes one row.
- `lr_dataset` lists the bundles' files by checksum. Versions with the same file share its dataset.
- `lr_entry` holds the files' content. A lookup table has one entry per key; any other file is split into entries that
  are numbered from 0.
- `lr_rules` holds the text that `rules.yaml` would have, by wiki, with `*` for all wikis.
"""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE IF NOT EXISTS lr_bundle (
        wiki VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        version CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        manifest MEDIUMBLOB NOT NULL,
        PRIMARY KEY (wiki, version)
    ) ENGINE=InnoDB""",
    """CREATE TABLE IF NOT EXISTS lr_current (
        wiki VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        version CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        switched TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
    ) ENGINE=InnoDB""",
    """CREATE TABLE IF NOT EXISTS lr_dataset (
        id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
        complete BOOLEAN NOT NULL DEFAULT FALSE
    ) ENGINE=InnoDB""",
    """CREATE TABLE IF NOT EXISTS lr_entry (
        dataset INT UNSIGNED NOT NULL,
        number INT UNSIGNED NOT NULL,
        value MEDIUMBLOB NOT NULL,
        PRIMARY KEY (dataset, number)
    ) ENGINE=InnoDB""",
    """CREATE TABLE IF NOT EXISTS lr_rules (
        wiki VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        content MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL,
        changed TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)
    ) ENGINE=InnoDB""",
)

TABLE_SUFFIX = ".sqlite"
"""Suffix of the files that are lookup tables."""


def is_table(file_name: str) -> bool:
    """Return True if a bundle's file is a lookup table, which stays in the database and is read by key."""
    return file_name.endswith(TABLE_SUFFIX)
