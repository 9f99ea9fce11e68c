"""The judged articles, from a dump."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.training.imported_wiki import KERNOW, write_dump
from tests.helpers.training.made_decisions import made_table
from training.errors import OtherWikiError
from training.review import judged_articles
from training.review.judged_articles import write_articles

ROWS = [
    {"title": "Kernow"},
    {"title": "Ann & Bob", "decision": "reject"},
    {"title": "Old name"},  # a redirect by now
    {"title": "Gone"},
    {"title": "Truru", "wiki": "frwiki"},
]


def write(directory: Path, wiki: str = "kwwiki") -> list[dict[str, str]]:
    dump, out = write_dump(directory / "dump.xml"), directory / "articles.jsonl"
    with made_table(ROWS) as connection:
        number = write_articles(connection, wiki, [str(dump)], out)
    articles = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(articles) == number
    return articles


def test_articles_have_title_and_wikitext(tmp_path: Path) -> None:
    assert write(tmp_path) == [
        {"title": "Kernow", "wikitext": KERNOW},
        {"title": "Ann & Bob", "wikitext": "Truru"},
    ]


def test_of_many_articles_those_with_most_rejections_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judged_articles, "MAX_ARTICLES", 1)
    assert [article["title"] for article in write(tmp_path)] == ["Ann & Bob"]


def test_a_dump_of_another_wiki_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OtherWikiError):
        write(tmp_path, "frwiki")
    assert not (tmp_path / "articles.jsonl").exists()
