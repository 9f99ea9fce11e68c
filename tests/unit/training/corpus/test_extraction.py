"""Pages are split into tasks, and link texts that can be anchors are extracted."""

from __future__ import annotations

import gzip

import pytest

from linking.text.titles import Site
from tests.helpers.training.counted import CountedWiki
from training.corpus.extraction import CHUNK_PAGES, extraction_tasks, write_rows
from training.corpus.page_record import MAX_ANCHOR_LENGTH, anchor_text
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
        ("a" * MAX_ANCHOR_LENGTH, "a" * MAX_ANCHOR_LENGTH),
        ("a" * (MAX_ANCHOR_LENGTH + 1), None),
        ("", None),
        (" ", None),
        ("!?", None),
        ("a\nb", None),
        ("a\x00b", None),
        ("a [b", None),
    ],
)
def test_some_texts_cannot_be_anchors(text, anchor):
    assert anchor_text(text) == anchor


def test_tasks_have_the_same_number_of_pages_in_order(tmp_path):
    pages = [Page(number, 0, f"Page {number}", None, "Text.", 1) for number in range(2 * CHUNK_PAGES + 1)]
    found = list(extraction_tasks(iter(pages), SITE, tmp_path))
    assert [len(task.pages) for task in found] == [CHUNK_PAGES, CHUNK_PAGES, 1]
    assert [task.number for task in found] == [0, 1, 2]
    assert [page for task in found for page in task.pages] == pages


def test_a_dump_without_pages_has_no_tasks(tmp_path):
    assert list(extraction_tasks(iter([]), SITE, tmp_path)) == []


def test_titles_are_normalized_like_links(tmp_path):
    counted = CountedWiki(tmp_path, {"fal_river": "A.", "One": "[[Fal river]] [[fal  river]] [[Fal_river#x]]"})
    assert counted.page_links == {("One", "Fal river")}


def test_the_same_rows_give_the_same_bytes(tmp_path):
    rows = [(1, 'a "b", c'), (2, "line\nend")]
    path = tmp_path / "rows.csv.gz"
    write_rows(path, iter(rows))
    first = path.read_bytes()
    assert gzip.decompress(first).decode() == '1,"a ""b"", c"\n2,"line\nend"\n'
    write_rows(path, iter(rows))
    assert path.read_bytes() == first
