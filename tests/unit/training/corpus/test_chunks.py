"""Chunks are written and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.corpus.chunks import BUCKETS, ChunkArticle, bucket_of, chunk_line, read_chunk, write_lines
from training.corpus.plain_text import PlainText, TextLink

ARTICLES = st.builds(
    lambda title, text, length: ChunkArticle(
        title, bucket_of(title), text, PlainText(text, (TextLink(0, length, 0, length, "T\u2028x"),), ("E",))
    ),
    st.text(),
    st.text(),
    st.integers(0, 9),
)


@given(articles=st.lists(ARTICLES, max_size=4))
def test_articles_are_read_back(tmp_path_factory, articles):
    path = tmp_path_factory.mktemp("chunk") / "chunk-000000.jsonl.gz"
    write_lines(path, map(chunk_line, articles))
    assert list(read_chunk(path)) == articles
    first = path.read_bytes()
    write_lines(path, map(chunk_line, articles))
    assert path.read_bytes() == first


def test_only_articles_of_the_wanted_buckets_are_read(tmp_path):
    articles = [ChunkArticle(title, bucket_of(title), "", PlainText("", (), ())) for title in ("A", "B", "C")]
    write_lines(tmp_path / "chunk", map(chunk_line, articles))

    wanted = articles[1].bucket
    assert list(read_chunk(tmp_path / "chunk", lambda bucket: bucket == wanted)) == [articles[1]]


@pytest.mark.parametrize(("title", "bucket"), [("Kernow", 9131), ("", 9876)])
def test_the_bucket_depends_on_the_title_only(title, bucket):
    assert bucket_of(title) == bucket < BUCKETS
