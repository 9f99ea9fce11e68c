"""What can be an anchor, and how pages are parted among workers."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text.titles import Site
from tests.helpers.training.counted import Counted
from training.corpus.chunks import ChunkArticle, bucket_of, read_chunk, write_chunk
from training.corpus.extraction import CHUNK_PAGES, LONGEST_TEXT, anchor_text, tasks, write_rows
from training.corpus.plain_text import PlainText, TextLink
from training.dumps.xml_export import Page

SITE = Site("kwwiki", "kw")


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("fal", "fal"),
        (" fal ", "fal"),
        ("1873", "1873"),
        ("st. ives", "st. ives"),
        ("京都", "京都"),
        ("a" * LONGEST_TEXT, "a" * LONGEST_TEXT),
        ("a" * (LONGEST_TEXT + 1), None),
        ("", None),
        (" ", None),
        ("!?", None),
        ("a\nb", None),
        ("a\x00b", None),
        ("a [b", None),
    ],
)
def test_what_can_be_an_anchor(text, anchor):
    assert anchor_text(text) == anchor


def test_pages_go_to_workers_in_chunks_of_one_size_in_order(tmp_path):
    pages = [Page(number, 0, f"Page {number}", None, "Text.", 1) for number in range(2 * CHUNK_PAGES + 1)]
    found = list(tasks(iter(pages), SITE, tmp_path))
    assert [len(task.pages) for task in found] == [CHUNK_PAGES, CHUNK_PAGES, 1]
    assert [task.number for task in found] == [0, 1, 2]
    assert [page for task in found for page in task.pages] == pages


def test_a_dump_without_pages_has_no_chunks(tmp_path):
    assert list(tasks(iter([]), SITE, tmp_path)) == []


def test_titles_are_normalised_as_links_are(tmp_path):
    counted = Counted(tmp_path, {"fal_river": "A.", "One": "[[Fal river]] [[fal  river]] [[Fal_river#x]]"})
    assert counted.edges == {("One", "Fal river")}


ARTICLES = st.builds(
    lambda title, text, length: ChunkArticle(
        title, bucket_of(title), text, PlainText(text, (TextLink(0, length, 0, length, "T\u2028x"),), ("E",))
    ),
    st.text(),
    st.text(),
    st.integers(0, 9),
)


@given(articles=st.lists(ARTICLES, max_size=4))
def test_chunks_go_to_files_and_back(tmp_path_factory, articles):
    path = tmp_path_factory.mktemp("chunk") / "chunk-000000.jsonl.gz"
    write_chunk(path, articles)
    assert list(read_chunk(path)) == articles
    first = path.read_bytes()
    write_chunk(path, articles)
    assert path.read_bytes() == first


def test_rows_are_written_alike_each_time(tmp_path):
    rows = [(1, 'a "b", c'), (2, "line\nend")]
    path = tmp_path / "rows.csv.gz"
    write_rows(path, iter(rows))
    first = path.read_bytes()
    assert gzip.decompress(first).decode() == '1,"a ""b"", c"\n2,"line\nend"\n'
    write_rows(path, iter(rows))
    assert path.read_bytes() == first
