"""The pages of a wiki become the files of a dump, also if the download is interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.training.exports import HEADER
from tests.helpers.training.fake_api import FakeWiki, serve_api
from training.dumps.action_api import ActionApi
from training.dumps.api_export import fetch_export
from training.dumps.dump import read_pages, read_site
from training.dumps.page_props import read_page_props
from training.dumps.wiki_identity import check_table
from training.errors import FetchError, OtherWikiError

FAILURE = {"error": {"code": "internal_api_error", "info": "x"}}
TITLES = [f"Page {letter}" for letter in "ABCDEFG"]


@pytest.fixture
def wiki() -> Iterator[FakeWiki]:
    with serve_api(FakeWiki(TITLES, frozenset({"Page B", "Page G"}))) as wiki:
        yield wiki


def fetch(wiki: FakeWiki, directory: Path, name: str = "kwwiki") -> list[Path]:
    return fetch_export(ActionApi(wiki.address, "me", attempts=1, sleep=lambda _: None), name, directory, (0, 10))


def check(articles: Path, page_props: Path) -> None:
    assert [page.title for page in read_pages([str(articles)])] == TITLES
    assert read_site([str(articles)]).dbname == "kwwiki"
    rows = list(read_page_props(str(page_props), ["disambiguation"]))
    assert rows == [(2, "disambiguation", "it's"), (7, "disambiguation", "it's")]
    check_table(page_props, "kwwiki")
    assert articles.name.startswith("kwwiki-")
    assert sorted(articles.parent.iterdir()) == sorted([articles, page_props])


def test_the_files_are_those_of_a_dump(wiki: FakeWiki, tmp_path: Path) -> None:
    check(*fetch(wiki, tmp_path))


@pytest.mark.parametrize("answers", range(1, 5))
@pytest.mark.parametrize("split", [False, True], ids=["whole", "split"])
def test_an_interrupted_download_continues(wiki: FakeWiki, tmp_path: Path, answers: int, split: bool) -> None:
    """Also if the program was killed while it wrote."""
    wiki.split_properties = split
    answer = wiki.answer

    def fail_later(query: dict[str, str]) -> dict[str, object]:
        return answer(query) if len(wiki.requests) <= answers else FAILURE

    wiki.answer = fail_later  # type: ignore[method-assign]
    with pytest.raises(FetchError, match="internal_api_error"):
        fetch(wiki, tmp_path)
    for part in tmp_path.glob("*.part"):
        with part.open("ab") as file:
            file.write(b"half a stream")
    wiki.answer = answer  # type: ignore[method-assign]
    wiki.requests.clear()
    check(*fetch(wiki, tmp_path))
    continued = wiki.requests[0].get("gapcontinue", "")
    assert split or continued or wiki.requests[0]["gapnamespace"] == "10"


def test_a_complete_download_is_not_repeated(wiki: FakeWiki, tmp_path: Path) -> None:
    paths = fetch(wiki, tmp_path)
    wiki.requests.clear()
    assert fetch(wiki, tmp_path) == paths
    assert wiki.requests == []


def test_another_wiki_is_refused_and_leaves_nothing(wiki: FakeWiki, tmp_path: Path) -> None:
    with pytest.raises(OtherWikiError, match="is of kwwiki, not of brwiki"):
        fetch(wiki, tmp_path, "brwiki")
    assert list(tmp_path.iterdir()) == []


def test_a_wiki_without_database_name_is_accepted(wiki: FakeWiki, tmp_path: Path) -> None:
    wiki.header = HEADER.replace("<dbname>kwwiki</dbname>", "")
    articles, _ = fetch(wiki, tmp_path, "brwiki")
    assert [page.title for page in read_pages([str(articles)])] == TITLES
