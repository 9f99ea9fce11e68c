"""Lookups are built from the counts of a few pages."""

from __future__ import annotations

import json

import sqlitedict

from linking.store.lookups import open_sqlite
from linking.store.record_layout import PAGE, TITLE, TITLE_WITHOUT_PARENTHESES
from linking.store.tries import trie_files
from tests.helpers.training.counted import anchor_of
from training.corpus.chunks import bucket_of
from training.knowledge.lookup_builder import COUNTS
from training.runtime import lookup_files


def test_the_counts_are_those_of_the_lookups(counted):
    counts = json.loads((counted.built / COUNTS).read_text())
    assert counts["articles"] == 6
    assert counts["redirects"] == 1
    anchors = counted.open().tries.anchors
    texts = map(anchors.restore_key, range(len(anchors)))
    assert counts["links"] == sum(counted.text_counts(text)[2] for text in texts)
    assert counts["longest_anchor"] == len("fal (god)")
    assert counts["anchors"] == len(anchors)


def test_large_tries_are_in_shards(counted, opened):
    expected = 1 if len(opened.tries.titles) < lookup_files.KEYS_PER_SHARD else 3
    assert len(trie_files(counted.built, "titles.trie")) == expected
    assert (len(trie_files(counted.built, "anchors.trie")) > 1) == (expected > 1)


def test_tables_can_be_read_with_sqlitedict(counted, opened):
    with sqlitedict.SqliteDict(
        str(counted.built / "pages.sqlite"), flag="r", decode=bytes, decode_key=int, encode_key=int
    ) as table:
        assert set(table) == set(range(len(opened.tries.titles)))
        assert len(table[opened.tries.titles["Fal"]]) == PAGE.itemsize


def test_excluded_groups_have_no_influence(counted):
    known = counted.corpus
    groups = {name: known.split.group(bucket_of(name)) for name in ("One", "Two", "Three")}
    kept = [group for group in known.split.groups_excluding(None, include_validation=True) if group != groups["Two"]]
    opened = open_sqlite(counted.build(kept, "without"))
    linking = sum(group != groups["Two"] for group in groups.values())
    anchor, found = anchor_of(opened, "kernow")
    assert anchor["link_articles"] == linking
    assert found == {"Kernow": (linking, TITLE)}
    assert anchor_of(opened, "fal")[1]["Fal (god)"] == (0, TITLE_WITHOUT_PARENTHESES)
