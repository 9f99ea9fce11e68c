"""Published files are located, verified, decompressed and read."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.training.data_sets import DataSets, write_checksums
from training.importing import published
from training.importing.published import PublishedFileError, PublishedFiles


@pytest.fixture
def work(tmp_path: Path) -> Path:
    directory = tmp_path / "work"
    directory.mkdir()
    return directory


@pytest.mark.parametrize("compressed", [False, True])
def test_the_rows_of_a_table_are_read(tmp_path: Path, work: Path, compressed: bool) -> None:
    source = DataSets(pageids={"Paris": 1, "France": 2}).write(tmp_path / "old", compressed=compressed)
    files = PublishedFiles.open(source, "oldwiki", work)
    rows = [(key, pickle.loads(value)) for key, value in files.rows(published.PAGE_IDS)]
    assert rows == [("Paris", 1), ("France", 2)]
    assert files.checked == 0


@pytest.mark.parametrize("compressed", [False, True])
def test_files_are_compared_with_their_checksums(tmp_path: Path, work: Path, compressed: bool) -> None:
    source = DataSets().write(tmp_path / "old", compressed=compressed)
    write_checksums(source)
    assert PublishedFiles.open(source, "oldwiki", work).checked == len(published.PARTS)
    changed = source / ("oldwiki.pageids.sqlite" + (".gz" if compressed else ""))
    changed.write_bytes(changed.read_bytes() + b"x")
    with pytest.raises(PublishedFileError, match="its checksum file says") as error:
        PublishedFiles.open(source, "oldwiki", work)
    assert error.value.path == changed


def test_a_checksum_of_the_decompressed_file_counts_too(tmp_path: Path, work: Path) -> None:
    source = DataSets().write(tmp_path / "old", compressed=True)
    (source / "checksums").write_text(f"{'0' * 64}  oldwiki.anchors.sqlite\n")
    with pytest.raises(PublishedFileError, match="its checksum file says"):
        PublishedFiles.open(source, "oldwiki", work)


def test_a_missing_file_is_an_error(tmp_path: Path, work: Path) -> None:
    source = DataSets().write(tmp_path / "old")
    (source / "oldwiki.redirects.sqlite").unlink()
    with pytest.raises(PublishedFileError, match="does not exist"):
        PublishedFiles.open(source, "oldwiki", work)


def test_a_missing_directory_is_an_error(tmp_path: Path, work: Path) -> None:
    with pytest.raises(PublishedFileError, match="No such file"):
        PublishedFiles.open(tmp_path / "missing", "oldwiki", work)


def test_a_file_that_is_not_gzip_is_an_error(tmp_path: Path, work: Path) -> None:
    source = DataSets().write(tmp_path / "old")
    (source / "oldwiki.redirects.sqlite").rename(source / "oldwiki.redirects.sqlite.gz")
    with pytest.raises(PublishedFileError, match="cannot be decompressed"):
        PublishedFiles.open(source, "oldwiki", work)


def _overwrite(path: Path) -> None:
    path.write_bytes(b"x" * 5000)


def _rename_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE unnamed RENAME TO other")


def _add_number_key(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO unnamed VALUES (?, ?)", (b"\xff", pickle.dumps(1)))


def _add_text_value(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO unnamed VALUES ('Key', 'text')")


@pytest.mark.parametrize("damage", [_overwrite, _rename_table, _add_number_key, _add_text_value])
def test_a_table_in_another_layout_is_an_error(tmp_path: Path, work: Path, damage: Callable[[Path], None]) -> None:
    source = DataSets().write(tmp_path / "old")
    damage(source / "oldwiki.pageids.sqlite")
    files = PublishedFiles.open(source, "oldwiki", work)
    with pytest.raises(PublishedFileError):
        list(files.rows(published.PAGE_IDS))
