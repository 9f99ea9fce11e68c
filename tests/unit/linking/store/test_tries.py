"""A sharded trie behaves like one trie."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import marisa_trie
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.store.tries import RecordTrie, ShardedTrie, SingleTrie, Trie, open_record_trie, open_trie, shard_name

LETTERS = "ab\u00e9\u4eac\U0001d538"
TEXTS = st.sets(st.text(LETTERS, min_size=1, max_size=4))
WIKI = {"Fal", "Falmouth", "Kernow", "Kernowek", "Tamar", "京都"}
STARTS = "FT京"


def in_shards(texts: Collection[str], starts: Collection[str]) -> ShardedTrie:
    """Return the set in shards that begin with these characters."""
    ordered = sorted(starts)
    inside = [
        [text for text in texts if (number == 0 or text >= start) and (end is None or text < end)]
        for number, (start, end) in enumerate(zip(ordered, [*ordered[1:], None], strict=True))
    ]
    return ShardedTrie(ordered, [marisa_trie.Trie(sorted(part)) for part in inside])


@given(TEXTS, st.sets(st.sampled_from(LETTERS), min_size=1), st.text(LETTERS, max_size=6))
def test_strings_and_numbers_correspond(texts, starts, asked):
    trie = in_shards(texts, starts)
    assert {trie.restore_key(number) for number in range(len(trie))} == texts
    assert all(trie.restore_key(trie[text]) == text for text in texts)
    assert all(trie.get(text) == trie[text] and text in trie for text in texts)
    assert (asked in trie) == (asked in texts)
    if asked not in texts:
        assert trie.get(asked) is None
        assert trie.get(asked, -1) == -1
        with pytest.raises(KeyError):
            trie[asked]


@given(TEXTS, st.sets(st.sampled_from(LETTERS), min_size=1), st.text(LETTERS, max_size=6))
def test_prefixes_are_found_in_order_of_length(texts, starts, asked):
    trie = in_shards(texts, starts)
    prefixes = [asked[:end] for end in range(1, len(asked) + 1) if asked[:end] in texts]
    assert list(trie.iter_prefixes_with_ids(asked)) == [(prefix, trie[prefix]) for prefix in prefixes]


@pytest.mark.parametrize("number", [-1, len(WIKI), 1 << 40])
def test_an_unknown_number_is_an_error(number):
    with pytest.raises(KeyError):
        in_shards(WIKI, STARTS).restore_key(number)


def test_shards_are_opened_in_order(tmp_path):
    for start, texts in (("T", ["Tamar"]), ("京", ["京都"]), ("F", ["Fal", "Kernow"])):
        marisa_trie.Trie(texts).save(str(tmp_path / shard_name("titles.trie", start)))
    marisa_trie.Trie(["other"]).save(str(tmp_path / "anchors.trie"))
    assert sorted(path.name for path in tmp_path.iterdir())[1] == "titles-000046.trie"
    trie = open_trie(tmp_path, "titles.trie")
    assert [trie.restore_key(number) for number in range(4)] == ["Fal", "Kernow", "Tamar", "京都"]
    assert open_trie(tmp_path, "anchors.trie").restore_key(0) == "other"


def test_a_missing_trie_is_an_error(tmp_path: Path):
    with pytest.raises((OSError, RuntimeError)):
        open_trie(tmp_path, "titles.trie")


ASKED = st.text([*LETTERS, "\x00", "\ud800", "\udfff", "\uffff", "\U0010ffff"], max_size=6)


@given(TEXTS, ASKED, st.booleans())
def test_no_text_but_its_own_has_a_number(texts: set[str], asked: str, sharded: bool) -> None:
    """marisa-trie alone would read a text up to its first NUL, and raise an error for a surrogate."""
    trie: Trie = in_shards(texts, "a\u00e9") if sharded else SingleTrie(marisa_trie.Trie(sorted(texts)))
    assert (asked in trie) == (asked in texts) == (trie.get(asked) is not None)
    assert (trie.get(asked, -1) == -1) == (asked not in texts)
    if asked not in texts:
        with pytest.raises(KeyError):
            trie[asked]


@given(TEXTS, ASKED)
def test_no_text_but_its_own_has_a_record(texts: set[str], asked: str) -> None:
    records = RecordTrie(marisa_trie.RecordTrie("<2B", [(text, (len(text), 7)) for text in texts]))
    assert records.get(asked) == ((len(asked), 7) if asked in texts else None)


def test_records_are_read_from_a_file(tmp_path: Path) -> None:
    marisa_trie.RecordTrie("<2B", [("Fal", (1, 2))]).save(str(tmp_path / "words.trie"))
    assert open_record_trie(tmp_path, "words.trie", "<2B").get("Fal") == (1, 2)
    with pytest.raises((OSError, RuntimeError)):
        open_record_trie(tmp_path, "none.trie", "<2B")
