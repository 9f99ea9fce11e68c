"""The tables that an import joins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.helpers.training.imported_wiki import LOG, PENZANCE, TRURU, write_dump, write_pool
from tests.helpers.training.submission_logs import write_tsv
from training.decisions import submission_tables
from training.decisions.submission_log import read_submissions
from training.decisions.submission_tables import load_dump, load_pools, load_submissions
from training.decisions.suggestion_pool import Pool
from training.dumps.dump import Dump
from training.runtime.database import temporary_database


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the log."""
    log = write_tsv(tmp_path / "log.tsv", LOG)
    with temporary_database() as connection:
        assert load_submissions(connection, read_submissions(str(log))) == len(LOG)
        yield connection


def test_only_suggestions_for_revisions_of_the_log_are_loaded(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    pools = [Pool.open(str(write_pool(tmp_path / name)), "kwwiki") for name in ("a.jsonl", "b.jsonl")]
    connection.execute("DELETE FROM submissions WHERE revision = 900")
    load_pools(connection, pools)
    rows = connection.execute("SELECT * FROM pool ORDER BY source").fetchall()
    assert rows == [(source, 1, 1001, "Truru", "Truru", TRURU, 0.9) for source in (0, 1)]


@pytest.mark.parametrize("at_once", [1, 500])
def test_titles_and_texts_come_from_the_dump(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(submission_tables, "_TEXTS_AT_ONCE", at_once)
    read: list[int] = []
    with Dump([str(write_dump(tmp_path / "dump.xml"))], namespaces=[0]) as dump:
        load_dump(connection, dump, read.append)
    pages = connection.execute("SELECT id, title, redirect, revision FROM pages ORDER BY id").fetchall()
    assert pages == [
        (1, "Kernow", None, 1001),
        (2, "Truru", None, 1002),
        (3, "Penzance", None, 1003),
        (4, "Old name", "Middle name", 1004),
        (5, "Middle name", "Truru", 1005),
        (6, "Talk", "", 1006),
        (8, "Ann & Bob", None, 1008),
    ]
    assert read[-1] == (tmp_path / "dump.xml").stat().st_size
    texts = connection.execute("SELECT * FROM excerpts ORDER BY ALL").fetchall()
    assert texts == [
        (1001, TRURU, 5, "Truru"),
        (1001, PENZANCE, 8, "Penzance"),
        (1008, 0, 5, "Truru"),
    ]
