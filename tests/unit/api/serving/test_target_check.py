"""What the wiki says about the targets of links."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.errors import FetchError, FetchTimeoutError
from api.serving.action_api import ActionApi
from api.serving.target_check import TITLES_PER_REQUEST, TargetCheck
from api.settings.definitions import Config
from linking.text.titles import Site
from tests.helpers.api.wiki_api import WikiApi, wiki_api

SITE = Site("kwwiki", "kw")


@pytest.fixture(scope="module")
def api() -> Iterator[WikiApi]:
    with wiki_api() as api:
        yield api


@pytest.fixture
def check(api: WikiApi) -> TargetCheck:
    api.requests.clear()
    return TargetCheck(ActionApi(Config(Path.cwd(), mediawiki_api_url=api.pattern, mediawiki_timeout=1)))


def soon() -> float:
    return time.monotonic() + 30


@pytest.mark.parametrize(
    ("title", "article"),
    [
        ("Paris", "Paris"),
        ("Moved Rome", "Rome"),
        ("Missing", None),
        ("Moved Missing", None),
        ("Ambiguous", None),
        ("Moved Ambiguous", None),
        ("Draft:A", None),
        ("Moved Draft:A", None),
        ("A & B? + é", "A & B? + é"),
    ],
)
def test_a_title_leads_to_an_article_or_to_none(check: TargetCheck, title: str, article: str | None) -> None:
    assert check.look_up(SITE, [title], soon()) == {title: article}


def test_all_titles_of_a_page_are_one_question(check: TargetCheck, api: WikiApi) -> None:
    titles = [f"{'Missing ' if number % 3 == 0 else ''}{number} {'é' * 100}" for number in range(TITLES_PER_REQUEST)]
    found = check.look_up(SITE, titles, soon())
    assert found == {title: None if title.startswith("Missing") else title for title in titles}
    assert len({parameters["titles"] for _, _, parameters in api.requests}) == 1
    assert check.look_up(SITE, [*titles, "Paris"], soon()) == {**found, "Paris": "Paris"}


def test_nothing_to_look_up_is_not_asked(check: TargetCheck, api: WikiApi) -> None:
    assert check.look_up(SITE, [], soon()) == {}
    assert api.requests == []


@pytest.mark.parametrize(
    ("title", "error"),
    [
        ("Fails", FetchError),
        ("Busy", FetchError),
        ("No JSON", FetchError),
        ("List", FetchError),
        ("Denied", FetchError),
        ("W:A", FetchError),
        ("Hang up", FetchError),
        ("Slow", FetchTimeoutError),
        ("Trickle", FetchTimeoutError),
    ],
)
def test_a_failure_is_an_error(check: TargetCheck, title: str, error: type[FetchError]) -> None:
    with pytest.raises(error):
        check.look_up(SITE, [title], soon())


def test_the_deadline_ends_the_question(check: TargetCheck) -> None:
    with pytest.raises(FetchTimeoutError):
        check.look_up(SITE, ["Paris"], time.monotonic() - 1)
