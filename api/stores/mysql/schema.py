"""The tables, one set for all wikis.

A bundle's file is a dataset, known by its checksum and shared by all versions that have it. A look-up is one entry a
key; any other file is cut into entries numbered from 0. A wiki's version is its manifest; `lr_current` names the one
that is served, so that switching a wiki over is one row. `lr_rules` has the texts that would be files `rules.yaml`, by
wiki; `*` for all wikis.
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
"""Files with this suffix are look-ups."""


def is_table(file_name: str) -> bool:
    """Whether a bundle's file is a look-up, which is asked for by key and never fetched as a whole."""
    return file_name.endswith(TABLE_SUFFIX)
