"""Lookups: many keys in one query, nothing written, errors that name the file."""

from __future__ import annotations

import stat

import pytest

from linking.store.lookups import LookupFailedError, SqliteTable, Table, open_sqlite, open_tries
from linking.store.record_layout import decode_redirect
from tests.helpers.linking.wiki_on_disk import WikiOnDisk

WIKI = WikiOnDisk({"fal": {"Fal": 3}, "kernow": {"Kernow": 2}}, redirects={"Fala": "Fal"})


@pytest.fixture
def directory(tmp_path):
    WIKI.write(tmp_path)
    return tmp_path


def test_many_keys_are_looked_up_at_once(directory):
    lookups = open_sqlite(directory)
    titles = lookups.tries.titles
    keys = [titles[name] for name in ("Fal", "Fala", "Kernow")]
    values = lookups.pages.get_many([*keys, 999, -1])
    assert set(values) == set(keys)
    assert decode_redirect(values[titles["Fala"]]) == titles["Fal"]
    assert lookups.pages.get_many([*keys, *keys]) == values
    assert lookups.pages.get_many([]) == {}
    assert len(lookups.pages.get_many(range(100_000))) == 3
    lookups.close()


def test_a_sqlite_table_has_the_interface_of_a_table(directory):
    assert isinstance(SqliteTable(directory / "pages.sqlite"), Table)


def test_a_read_only_bundle_is_opened_without_writing(directory):
    before = {path.name: path.read_bytes() for path in directory.iterdir()}
    for path in directory.iterdir():
        path.chmod(stat.S_IRUSR)
    directory.chmod(stat.S_IRUSR | stat.S_IXUSR)
    lookups = open_sqlite(directory)
    assert lookups.anchors.get_many([0])
    lookups.close()
    directory.chmod(stat.S_IRWXU)
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == before


def test_special_characters_in_the_path_are_allowed(tmp_path):
    directory = tmp_path / "a?b#c %41"
    directory.mkdir()
    WIKI.write(directory)
    assert open_sqlite(directory).anchors.get_many([0])


@pytest.mark.parametrize("name", ["anchors.sqlite", "pages.sqlite", "anchors.trie", "titles.trie", "words.trie"])
def test_a_missing_file_is_named(directory, name):
    (directory / name).unlink()
    with pytest.raises(LookupFailedError, match=f"lookup in {name} failed"):
        open_sqlite(directory)


def test_a_damaged_table_is_an_error_at_the_first_query(directory):
    (directory / "pages.sqlite").write_bytes(b"nonsense" * 1000)
    with pytest.raises(LookupFailedError, match=r"pages\.sqlite"):
        open_sqlite(directory).pages.get_many([0])


def test_a_damaged_trie_is_an_error(directory):
    (directory / "titles.trie").write_bytes(b"nonsense" * 1000)
    with pytest.raises(LookupFailedError, match=r"titles\.trie"):
        open_tries(directory)


def test_a_closed_table_is_an_error(directory):
    table = SqliteTable(directory / "pages.sqlite")
    table.close()
    with pytest.raises(LookupFailedError):
        table.get_many([0])
