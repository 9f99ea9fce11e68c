"""The wikis of a directory are those that it has dumps of, however it is arranged."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import NoDumpFoundError, UnreadableDumpError
from training.fleet.directory import find_wikis


def touch(directory: Path, *names: str) -> None:
    for name in names:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def test_each_wiki_has_the_directory_of_its_newest_complete_dump(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "kwwiki-20260101-pages-articles.xml.bz2",
        "arcwiki/arcwiki-20260101-pages-articles.xml.bz2",
        "crhwiki/20260101/crhwiki-20260101-pages-articles.xml.bz2",
        "crhwiki/20260201/crhwiki-20260201-pages-articles.xml.bz2",
        "mwlwiki/20260101/mwlwiki-20260101-pages-articles.xml.bz2",
        "mwlwiki/20260201/mwlwiki-20260201-pages-articles.xml.bz2.part",
        "ganwiki/20260201/ganwiki-20260201-pages-articles.xml.bz2",
        "ganwiki/20260201/ganwiki-20260201-page_props.sql.gz.part",
        "crhwiki/20260301/notes.txt",
    )
    assert find_wikis(tmp_path) == {
        "arcwiki": tmp_path / "arcwiki",
        "crhwiki": tmp_path / "crhwiki/20260201",
        "ganwiki": tmp_path / "ganwiki/20260201",
        "kwwiki": tmp_path,
        "mwlwiki": tmp_path / "mwlwiki/20260101",
    }


def test_a_directory_without_dumps_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoDumpFoundError, match="there is no complete dump of any wiki"):
        find_wikis(tmp_path)
    with pytest.raises(UnreadableDumpError, match="is not a directory"):
        find_wikis(tmp_path / "none")
