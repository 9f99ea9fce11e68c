"""The look-ups of a bundle, built from a few pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import numpy as np
import pytest
import sqlitedict

from linking.analysis import Question, Stages
from linking.store.lookups import Lookups, open_sqlite
from linking.store.quantization import byte_probability
from linking.store.record_layout import (
    PAGE,
    REDIRECT_TITLE,
    TITLE,
    TITLE_WITHOUT_BRACKETS,
    decode_anchors,
    decode_pages,
    decode_redirect,
)
from linking.store.tries import trie_files
from tests.helpers.training.counted import Counted
from training.corpus.chunks import bucket_of
from training.knowledge import anchors
from training.knowledge import link_context as neighbours
from training.knowledge import lookup_builder as lookups
from training.knowledge.lookup_builder import LookupTask
from training.runtime import lookup_files as tables

PAGES = {
    "Fal": "A river.",
    "Fal (god)": "A god.",
    "Kernow": "A county, of old.",
    "Old Fal": "#REDIRECT [[Fal]]",
    "One": "The [[Fal]] is a river; Fal, fal. In [[Kernow]].",
    "Two": "The [[Fal]] in [[Kernow]] and the [[Fal (god)|Fal]].",
    "Three": "Fal. By the [[Old Fal|river]] in [[Kernow]]. By the [[Fal|water]].",
}


@pytest.fixture(scope="module", params=[tables.KEYS_PER_SHARD, 2], ids=["whole tries", "tries in shards"])
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "KEYS_PER_SHARD", request.param)
        yield Counted(tmp_path_factory.mktemp("wiki"), PAGES)


@pytest.fixture(scope="module")
def opened(counted: Counted) -> Lookups:
    return counted.open()


def anchor_of(opened: Lookups, text: str) -> tuple[np.void, Mapping[str, tuple[int, int]]]:
    """The anchor's record, and of its candidates in order, articles and flags."""
    key = opened.tries.anchors[text]
    rows = decode_anchors([opened.anchors.get_many([key])[key]])
    title = opened.tries.titles.restore_key
    found = {title(int(c["page"])): (int(c["articles"]), int(c["flags"])) for c in rows.candidates}
    return rows.anchors[0], found


def test_anchors_hold_their_counts(opened):
    anchor, _ = anchor_of(opened, "fal")
    assert anchor["link_articles"] == 2
    assert anchor["text_articles"] == 3
    assert anchor["link_uses"] == 3
    assert anchor["text_uses"] == 6
    rates = byte_probability(anchor["case_rate"].astype(np.float32))
    assert rates[0] == pytest.approx(0.2 / 2, abs=0.01)
    assert rates[1] == pytest.approx(2.2 / 4, abs=0.01)
    assert rates[2] == pytest.approx(0.2, abs=0.01)
    assert np.expm1(anchor["case_articles"].astype(float)) == pytest.approx([1, 3, 0, 0], abs=0.01)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("fal", {"Fal": (2, TITLE), "Fal (god)": (1, TITLE_WITHOUT_BRACKETS)}),
        ("fal (god)", {"Fal (god)": (0, TITLE)}),
        ("old fal", {"Fal": (0, REDIRECT_TITLE)}),
        ("river", {"Fal": (1, 0)}),
        ("kernow", {"Kernow": (3, TITLE)}),
        ("three", {"Three": (0, TITLE)}),
    ],
)
def test_candidates_come_most_frequent_first_with_what_their_titles_are(opened, text, candidates):
    _, found = anchor_of(opened, text)
    assert list(found.items()) == list(candidates.items())


def test_pages_hold_what_is_known_of_them(counted, opened):
    titles = opened.tries.titles
    keys = [titles[name] for name in ("Fal", "Kernow", "Two")]
    values = opened.pages.get_many([*keys, titles["Old Fal"]])
    assert decode_redirect(values[titles["Old Fal"]]) == titles["Fal"]
    fal, kernow, two = decode_pages([values[key] for key in keys])
    assert (fal["incoming"], kernow["incoming"], two["incoming"]) == (3, 3, 0)
    assert (fal["outgoing"], two["outgoing"]) == (0, 3)
    assert np.expm1(float(kernow["length"])) == pytest.approx(len("A county, of old."), abs=0.1)
    # of the texts whose top candidate Fal is (fal, old fal, river, water): linked in 2 + 0 + 1 + 1 of 3 + 0 + 3 + 1
    assert float(fal["link_rate"]) == pytest.approx(4.2 / 8, abs=0.001)
    assert np.linalg.norm(fal["vector"].astype(float)) == pytest.approx(127, abs=5)


def test_counts_are_those_of_the_manifest(counted):
    counts = json.loads((counted.built / lookups.COUNTS).read_text())
    assert counts["articles"] == 6
    assert counts["redirects"] == 1
    assert counts["longest_anchor"] == len("fal (god)")
    assert counts["anchors"] == len(counted.open().tries.anchors)


def test_tries_are_in_shards_where_there_are_more_texts_than_one_is_built_of(counted, opened):
    expected = 1 if len(opened.tries.titles) < tables.KEYS_PER_SHARD else 3
    assert len(trie_files(counted.built, "titles.trie")) == expected
    assert (len(trie_files(counted.built, "anchors.trie")) > 1) == (expected > 1)


def test_tables_can_be_read_with_sqlitedict(counted, opened):
    with sqlitedict.SqliteDict(
        str(counted.built / "pages.sqlite"), flag="r", decode=bytes, decode_key=int, encode_key=int
    ) as table:
        assert set(table) == set(range(len(opened.tries.titles)))
        assert len(table[opened.tries.titles["Fal"]]) == PAGE.itemsize


def test_the_look_ups_without_a_group_know_nothing_of_its_articles(counted, tmp_path):
    known = counted.statistics
    groups = {name: known.split.group(bucket_of(name)) for name in ("One", "Two", "Three")}
    kept = [group for group in known.split.groups_without(None, validation=True) if group != groups["Two"]]
    lookups.build(LookupTask(known.sums, known.titles, tmp_path, known.site, kept, 0, 256))
    opened = open_sqlite(tmp_path)
    linking = sum(group != groups["Two"] for group in groups.values())
    anchor, found = anchor_of(opened, "kernow")
    assert anchor["link_articles"] == linking
    assert found == {"Kernow": (linking, TITLE)}
    assert anchor_of(opened, "fal")[1]["Fal (god)"] == (0, TITLE_WITHOUT_BRACKETS)


def test_ranges_of_texts_give_the_same_anchors(counted, monkeypatch):
    """Texts are worked on in pieces, so that memory is bounded."""
    built = []
    original = anchors.build_anchors

    def both(material, low, high):
        built.append((original(material, low, high, 3), original(material, low, high)))
        return built[-1][1]

    monkeypatch.setattr(anchors, "build_anchors", both)
    known = counted.statistics
    directory = counted.built.with_name("again")
    directory.mkdir()
    groups = known.split.groups_without(None, validation=True)
    lookups.build(LookupTask(known.sums, known.titles, directory, known.site, groups, 0, 256))
    pieces, whole = built[0]
    for name in ("texts", "anchors", "candidates", "offsets"):
        np.testing.assert_array_equal(getattr(pieces, name), getattr(whole, name))


def test_common_words_and_rare_candidates_are_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(anchors, "COMMON_ARTICLES", 5)
    monkeypatch.setattr(anchors, "COMMON_RATE", 0.3)
    monkeypatch.setattr(anchors, "CANDIDATES_PER_ANCHOR", 2)
    targets = {name: f"Page {name}." for name in "ABCD"}
    pages = {f"Text {number}": "the many [[Kernow]]." for number in range(8)}
    links = {
        "Linker": "[[A|the]] [[A|x]] [[B|x]] [[C|x]]",
        "Other": "[[C|x]] the x",
        "Third": "[[C|x]] and [[B|x]] the",
    }
    opened = Counted(tmp_path, {"Kernow": "K.", **targets, **pages, **links}).open()
    assert "the" not in opened.tries.anchors
    assert "kernow" in opened.tries.anchors
    assert list(anchor_of(opened, "x")[1].items()) == [("C", (3, 0)), ("B", (2, 0))]


def test_words_and_letters_beside_links(tmp_path, monkeypatch):
    monkeypatch.setattr(neighbours, "RARE_WORD", 2)
    pages = {f"Text {number}": "near [[Fal]]an and near it, gor[[Fal]]." for number in range(3)}
    counted = Counted(tmp_path, {"Fal": "A river.", **pages})
    follows, precedes = byte_probability(np.array(counted.open().tries.words["near"][0], np.float32))
    assert follows == pytest.approx((3 + 0.24) / (6 + 3), abs=0.01)
    assert precedes == pytest.approx(0.24 / 9, abs=0.01)
    affixes = json.loads((counted.built / "affixes.json").read_text())
    assert affixes == {"suffixes": {"an": 3}, "prefixes": {"gor": 3}}
    reading = counted.reader().read(Question("New", "Falan gorfal fals"), Stages())
    assert [(m.start, m.end, m.suffix, m.prefix) for m in reading.scored.everything] == [
        (0, 5, 0, 0),
        (6, 12, 0, 0),
    ]


def test_rare_words_are_unknown(counted, opened):
    assert 0 < counted.word("county")[0] < neighbours.RARE_WORD <= counted.word("the")[0]
    assert opened.tries.words.get("county") is None
    assert opened.tries.words.get("the") is not None


def test_pages_that_are_not_worth_linking_are_no_candidates(tmp_path):
    pages = {
        "Fal": "A river.",
        "Fal (disambiguation)": "{{disambig}}\n[[Fal]]",
        "One": "[[Fal (disambiguation)|Fal]] and [[Fal]].",
    }
    counted = Counted(tmp_path, pages)
    opened = counted.open()
    assert list(anchor_of(opened, "fal")[1]) == ["Fal"]
    key = opened.tries.titles["Fal (disambiguation)"]
    assert opened.pages.get_many([key]) == {}
