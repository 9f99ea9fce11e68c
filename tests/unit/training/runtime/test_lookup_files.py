"""The files of a bundle are written so that serving finds every key."""

from __future__ import annotations

import sqlite3

import duckdb
import marisa_trie
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.store.lookups import SqliteTable
from linking.store.tries import ShardedTrie
from training.runtime.lookup_files import save_trie, shards, write_table, write_trie

TEXTS = sorted({f"{first}{number}" for first in "abcé東" for number in range(7)})


def test_a_table_is_read_by_key(tmp_path):
    path = tmp_path / "table.sqlite"
    write_table(path, [(1, b"one"), (5, b"five")])
    table = SqliteTable(path)
    assert table.get_many([5, 1, 2]) == {1: b"one", 5: b"five"}
    table.close()


def test_a_table_that_was_left_half_written_is_replaced(tmp_path):
    path = tmp_path / "table.sqlite"
    path.write_bytes(b"half a table")
    write_table(path, [(1, b"one")])
    table = SqliteTable(path)
    assert table.get_many([1]) == {1: b"one"}
    table.close()


def test_the_keys_of_a_table_are_unique(tmp_path):
    with pytest.raises(sqlite3.Error, match="UNIQUE"):
        write_table(tmp_path / "table.sqlite", [(1, b"one"), (1, b"two")])


def test_a_saved_trie_can_be_mapped(tmp_path):
    save_trie(marisa_trie.Trie(TEXTS), tmp_path / "texts.trie")
    assert sorted(marisa_trie.Trie().mmap(str(tmp_path / "texts.trie"))) == TEXTS


@pytest.mark.parametrize(("shard_size", "files"), [(1, 5), (7, 5), (8, 3), (100, 1), (None, 1)])
def test_a_trie_is_split_where_the_first_character_changes(tmp_path, shard_size, files):
    trie = write_trie(TEXTS, tmp_path, "texts.trie", shard_size)
    assert len(list(tmp_path.iterdir())) == files == len(shards(trie))
    assert isinstance(trie, ShardedTrie) == (files > 1)
    assert sorted(trie[text] for text in TEXTS) == list(range(len(TEXTS)))
    assert [trie.restore_key(trie[text]) for text in TEXTS] == TEXTS


@pytest.mark.parametrize("shard_size", [1, 8, 100])
def test_shards_cover_all_texts_once(tmp_path, shard_size):
    """Each text is in the shard whose SQL condition selects it, and has a key in the range of that shard."""
    trie = write_trie(TEXTS, tmp_path, "texts.trie", shard_size)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE texts (text VARCHAR)")
        connection.executemany("INSERT INTO texts VALUES (?)", [[text] for text in TEXTS])
        found = []
        for shard in shards(trie):
            rows = connection.execute(
                f"SELECT text FROM texts WHERE {shard.condition('text')}", shard.bounds
            ).fetchall()
            assert sorted(trie[text] for (text,) in rows) == list(range(shard.low, shard.high))
            assert (tmp_path / shard.file_name("texts.trie")).exists()
            found += [text for (text,) in rows]
    assert sorted(found) == TEXTS


@given(st.sets(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), max_size=30))
def test_every_text_of_a_trie_has_a_key(tmp_path_factory, texts):
    trie = write_trie(sorted(texts), tmp_path_factory.mktemp("trie"), "texts.trie", 3)
    assert sorted(trie[text] for text in texts) == list(range(len(texts)))


def test_an_empty_trie_can_be_written(tmp_path):
    assert len(write_trie([], tmp_path, "texts.trie")) == 0
