"""The names of dump files say which wiki, date and edition they belong to."""

from __future__ import annotations

import pytest

from training.dumps.file_names import ArticlesFile, Edition, parse_articles_file


@pytest.mark.parametrize(
    ("name", "file"),
    [
        (
            "kwwiki-20260101-pages-articles.xml.bz2",
            ArticlesFile("kwwiki", "20260101", Edition(False, False, ".bz2"), 0, 0, 0),
        ),
        (
            "be_x_oldwiki-latest-pages-articles-multistream.xml.bz2",
            ArticlesFile("be_x_oldwiki", "latest", Edition(False, True, ".bz2"), 0, 0, 0),
        ),
        (
            "enwiki-20260101-pages-articles-multistream27.xml-p1p41242.bz2",
            ArticlesFile("enwiki", "20260101", Edition(True, True, ".bz2"), 27, 1, 41242),
        ),
        (
            "frwiki-20260101-pages-articles3.xml.gz",
            ArticlesFile("frwiki", "20260101", Edition(True, False, ".gz"), 3, 0, 0),
        ),
        ("kwwiki-20260101-pages-articles.xml", ArticlesFile("kwwiki", "20260101", Edition(False, False, ""), 0, 0, 0)),
    ],
)
def test_a_file_with_articles(name, file):
    assert parse_articles_file(name) == file


@pytest.mark.parametrize(
    "name",
    [
        "kwwiki.xml",
        "kwwiki-20260101-pages-articles-multistream-index.txt.bz2",
        "kwwiki-20260101-pages-meta-current.xml.bz2",
        "kwwiki-20260101-page_props.sql.gz",
        "kwwiki-20260101-pages-articles.xml.bz2.part",
        "../kwwiki-20260101-pages-articles.xml.bz2",
    ],
)
def test_other_files(name):
    assert parse_articles_file(name) is None


def test_all_files_of_a_dump_have_a_prefix():
    file = parse_articles_file("kwwiki-20260101-pages-articles.xml.bz2")
    assert file is not None
    assert file.prefix == "kwwiki-20260101-"
