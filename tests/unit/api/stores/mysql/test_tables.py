"""Lookup tables and files in a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from api.stores.mysql.tables import DatabaseTable, DatasetMissingError, find_dataset, read_file
from linking.bundle.manifest import FileEntry
from linking.store.lookups import LookupFailedError
from tests.helpers.api.fake_database import FakePool, Rows

ENTRY = FileEntry(1, "ab" * 32)


def pool_of(answer: Callable[[str, Sequence[object]], Rows]) -> Any:
    return FakePool(answer)


def test_many_keys_are_one_query() -> None:
    pool = pool_of(lambda *_: [(1, b"a"), (3, b"c")])
    assert DatabaseTable(pool, 7).get_many({1, 3, 5}) == {1: b"a", 3: b"c"}
    ((statement, arguments),) = pool.queries
    assert "dataset = 7 AND number IN (1,3,5)" in statement
    assert arguments == ()


def test_no_keys_are_no_query() -> None:
    pool = pool_of(lambda *_: [])
    assert DatabaseTable(pool, 7).get_many([]) == {}
    assert pool.queries == []


def test_missing_keys_and_a_missing_dataset_are_told_apart() -> None:
    def answer(statement: str, _: Sequence[object]) -> Rows:
        return [] if "lr_entry" in statement else complete

    complete: Rows = [(1,)]
    assert DatabaseTable(pool_of(answer), 7).get_many([1]) == {}
    complete = []
    with pytest.raises(LookupFailedError, match="dataset 7"):
        DatabaseTable(pool_of(answer), 7).get_many([1])


def test_a_dataset_is_found_by_checksum() -> None:
    assert find_dataset(pool_of(lambda _, arguments: [(5,)] if arguments == (ENTRY.sha256,) else []), "a", ENTRY) == 5
    with pytest.raises(DatasetMissingError, match=r"a is not in mysql://db\.example:3306/linkrec; sync again"):
        find_dataset(pool_of(lambda *_: []), "a", ENTRY)


def test_a_file_is_read_block_by_block(tmp_path: Path) -> None:
    blocks = [(number, bytes([number])) for number in range(20)]

    def answer(_: str, arguments: Sequence[Any]) -> Rows:
        return [block for block in blocks if block[0] > arguments[1]][:8]

    pool = pool_of(answer)
    read_file(pool, 7, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == bytes(range(20))
    assert len(pool.queries) == 4
