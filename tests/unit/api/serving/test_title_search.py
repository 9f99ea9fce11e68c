"""Titles that begin with a text, from a wiki's action API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.errors import BodyError, FetchError, FetchTimeoutError
from api.serving import title_search
from api.serving.action_api import ActionApi
from api.serving.title_search import TitleSearch
from api.settings.definitions import Config
from linking.text.titles import Site
from tests.helpers.api.wiki_api import WikiApi, wiki_api

SITE = Site("tinywiki", "en")


@pytest.fixture(scope="module")
def wiki() -> Iterator[WikiApi]:
    with wiki_api() as api:
        yield api


@pytest.fixture
def search(wiki: WikiApi) -> TitleSearch:
    wiki.requests.clear()
    return TitleSearch(ActionApi(Config(Path.cwd(), mediawiki_api_url=wiki.pattern, mediawiki_timeout=0.5)))


def test_titles_are_those_of_articles_that_the_wiki_finds(search: TitleSearch, wiki: WikiApi) -> None:
    assert list(search.find(SITE, "pari")) == ["Paris", "Paris (mythology)", "Parish"]
    (_, _, parameters) = wiki.requests[0]
    assert parameters["psnamespace"] == "0"
    assert list(search.find(SITE, "zzz")) == []


def test_the_same_search_is_asked_once(search: TitleSearch, wiki: WikiApi) -> None:
    for prefix in ("Paris_(m", "Paris  (m", " Paris (m "):
        assert list(search.find(SITE, prefix)) == ["Paris (mythology)"]
    assert len(wiki.requests) == 1
    search.find(Site("otherwiki", "en"), "Paris (m")
    assert len(wiki.requests) == 2


def test_what_is_remembered_is_bounded_in_number_and_time(
    search: TitleSearch, wiki: WikiApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(title_search, "MAX_REMEMBERED", 2)
    for prefix in ("pa", "par", "pars", "pa"):
        search.find(SITE, prefix)
    assert len(wiki.requests) == 4
    monkeypatch.setattr(title_search, "REMEMBERED_SECONDS", -1.0)
    for _ in range(2):
        search.find(SITE, "paris")
    assert len(wiki.requests) == 6


@pytest.mark.parametrize("prefix", ["", " ", "_"])
def test_nothing_is_asked_for_no_text(search: TitleSearch, wiki: WikiApi, prefix: str) -> None:
    assert list(search.find(SITE, prefix)) == []
    assert wiki.requests == []


@pytest.mark.parametrize(
    ("prefix", "error"),
    [("No JSON", FetchError), ("List", FetchError), ("Fails", FetchError), ("Slow", FetchTimeoutError)],
)
def test_a_failure_is_reported_and_not_remembered(
    search: TitleSearch, wiki: WikiApi, prefix: str, error: type[Exception]
) -> None:
    for _ in range(2):
        with pytest.raises(error):
            search.find(SITE, prefix)
    assert len(wiki.requests) == 2


def test_a_service_that_asks_no_wiki_says_so(tmp_path: Path) -> None:
    search = TitleSearch(ActionApi(Config(tmp_path, mediawiki_api_url="off")))
    with pytest.raises(BodyError):
        search.find(SITE, "Paris")


def test_a_long_text_is_cut(search: TitleSearch, wiki: WikiApi) -> None:
    search.find(SITE, "x" * 5000)
    assert len(wiki.requests[0][2]["pssearch"]) == title_search.MAX_PREFIX_LENGTH
