"""The API is asked politely, and its answers are continued."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.helpers.training.fake_api import FakeWiki, serve_api
from training.dumps.action_api import ActionApi, PageBatch
from training.errors import FetchError

LAG = json.dumps({"error": {"code": "maxlag", "info": "Waiting for a database: 9 seconds lagged"}})

DENIED = json.dumps({"error": {"code": "readapidenied", "info": "You need read permission"}})


@pytest.fixture
def wiki() -> Iterator[FakeWiki]:
    with serve_api(FakeWiki(["A", "B", "C"], frozenset({"C"}))) as wiki:
        yield wiki


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def api(wiki: FakeWiki, pauses: list[float]) -> ActionApi:
    return ActionApi(wiki.address, "me (me@example.org)", attempts=3, sleep=pauses.append)


def titles(batches: list[PageBatch]) -> list[list[str]]:
    return [[part.partition("<")[0] for part in batch.export.split("<title>")[1:]] for batch in batches]


def test_all_pages_come_in_batches(wiki: FakeWiki, api: ActionApi) -> None:
    batches = list(api.pages(0, {}))
    assert titles(batches) == [["A", "B"], ["C"]]
    assert [batch.properties for batch in batches] == [(), ((3, "disambiguation", "it's"),)]
    assert batches[0].following == {"gapcontinue": "C", "continue": "gapcontinue||"}
    assert batches[1].following is None
    assert wiki.requests[1]["gapcontinue"] == "C"
    assert {request["maxlag"] for request in wiki.requests} == {"5"}
    assert set(wiki.user_agents) == {"me (me@example.org)"}


def test_a_query_is_continued_from_a_position(wiki: FakeWiki, api: ActionApi) -> None:
    (first, _) = api.pages(0, {})
    assert first.following is not None
    assert titles(list(api.pages(0, first.following))) == [["C"]]


def test_pages_whose_properties_continue_come_once(wiki: FakeWiki, api: ActionApi) -> None:
    wiki.split_properties = True
    batches = list(api.pages(0, {}))
    assert titles(batches) == [["A", "B"], [], ["C"], []]
    assert batches[-1].properties == ((3, "disambiguation", "it's"),)
    position = batches[2].following
    assert position is not None
    assert titles(list(api.pages(0, position))) == [[]], "a later run has the pages already"


@pytest.mark.parametrize(("headers", "pause"), [({"Retry-After": "7"}, 7), ({}, 5), ({"Retry-After": "9999"}, 300)])
def test_a_wiki_that_lags_is_left_alone(wiki, api, pauses, headers: dict[str, str], pause: int) -> None:
    wiki.faults.append((200, headers, LAG))
    assert len(list(api.pages(0, {}))) == 2
    assert pauses == [pause]


def test_a_busy_server_is_asked_again(wiki: FakeWiki, api: ActionApi) -> None:
    wiki.faults += [(429, {"Retry-After": "0"}, ""), (503, {"Retry-After": "0"}, "")]
    assert len(list(api.pages(0, {}))) == 2


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, LAG, "the wiki is busy (maxlag, after 3 attempts)"),
        (200, DENIED, "readapidenied: You need read permission"),
        (200, "<html>", "does not answer as MediaWiki's API; give the URL that ends in api.php"),
        (200, json.dumps({"query": {}}), "has no export"),
        (404, "", "HTTP status 404"),
    ],
)  # fmt: skip
def test_an_error_says_what_is_wrong(wiki, api, status: int, body: str, says: str) -> None:
    wiki.faults += [(status, {}, body)] * 3
    with pytest.raises(FetchError) as caught:
        list(api.pages(0, {}))
    assert says in str(caught.value)


def test_the_address_must_be_one_of_the_web() -> None:
    with pytest.raises(FetchError, match="http"):
        ActionApi("file:///etc/passwd", "me")
