"""Fetching articles from a wiki's action API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.app import create_app
from api.errors import PROBLEM_KINDS, BodyError, FetchError, ServiceError
from api.serving import action_api as mediawiki
from api.serving.action_api import ActionApi
from api.serving.bundle_cache import BundleCache
from api.serving.request_trace import Untraced, current_trace
from api.settings.definitions import Config
from linking.text.titles import Site
from tests.helpers.api.fakes import FakeCatalog
from tests.helpers.api.wiki_api import REVISION, TEXT, WikiApi, wiki_api

KWWIKI = Site("kwwiki", "kw")


@pytest.fixture(scope="module")
def server() -> Iterator[WikiApi]:
    with wiki_api() as server:
        yield server


@pytest.fixture
def api(server: WikiApi, tmp_path: Path) -> ActionApi:
    return ActionApi(Config(tmp_path, mediawiki_api_url=server.pattern, mediawiki_timeout=1.5))


def test_a_page_comes_with_its_ids_and_its_text(api: ActionApi, server: WikiApi) -> None:
    page = api.fetch(KWWIKI, "Kernow & Devon?")
    assert (page.title, page.pageid, page.revid, page.wikitext) == ("Kernow & Devon?", 5, REVISION, TEXT)
    path, headers, parameters = server.requests[-1]
    assert path == "/kw/api.php"
    assert headers["user-agent"].startswith("linkrecommendation")
    assert parameters["titles"] == "Kernow & Devon?"


def test_a_revision_is_one_of_the_page(api: ActionApi) -> None:
    assert api.fetch(KWWIKI, "Kernow", revision=76).revid == 76


FAILURES = [
    ("Missing", None, 404, "no page Missing"),
    ("Kernow", 3, 404, "no revision 3"),
    ("Unknown revision", 3, 404, "no such revision"),
    ("Hidden", None, 404, "hidden"),
    ("W:Kernow", None, 404, "another wiki"),
    ("Invalid", None, 400, "title is not one"),
    ("Redirect", None, 422, "is a redirect"),
    ("Redirect", REVISION, 422, "is a redirect"),
    ("Script", None, 422, "javascript"),
    ("Fails", None, 502, "status 500"),
    ("Busy", None, 502, "status 429"),
    ("Elsewhere", None, 502, "status 302"),
    ("Hang up", None, 502, "cannot be reached"),
    ("No JSON", None, 502, "JSON"),
    ("List", None, 502, "JSON object"),
    ("Denied", None, 502, "readapidenied"),
    ("Odd", None, 502, "missing required field `revid`"),
    ("Large", None, 502, "bytes"),
    ("Slow", None, 504, "did not answer in"),
    ("Trickle", None, 504, "did not end in time"),
]


@pytest.mark.parametrize(("title", "revision", "status", "says"), FAILURES)
def test_a_failure_has_its_status_and_its_reason(
    api: ActionApi, monkeypatch: pytest.MonkeyPatch, title: str, revision: int | None, status: int, says: str
) -> None:
    monkeypatch.setattr(mediawiki, "MAX_RESPONSE_BYTES", 1 << 20)
    with pytest.raises(ServiceError) as caught:
        api.fetch(KWWIKI, title, revision)
    assert PROBLEM_KINDS[type(caught.value)].status == status
    assert says in caught.value.detail


def test_an_old_revision_of_what_is_a_redirect_now_is_a_page(api: ActionApi) -> None:
    assert api.fetch(KWWIKI, "Redirect", revision=76).wikitext == TEXT


def test_nothing_is_fetched_after_the_deadline(api: ActionApi, server: WikiApi) -> None:
    before = len(server.requests)
    with pytest.raises(ServiceError, match="no time"):
        api.fetch(KWWIKI, "Kernow", deadline=time.monotonic())
    assert len(server.requests) == before


def test_an_address_has_the_host_of_the_wiki(tmp_path: Path) -> None:
    site = replace(KWWIKI, base="http://wiki.example:8080/index.php/Main_Page")
    assert ActionApi(Config(tmp_path)).address(site) == ("http://wiki.example:8080/api.php", "wiki.example:8080")


def test_a_wiki_without_an_address_is_not_asked(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="the address of the API of acme is unknown") as caught:
        ActionApi(Config(tmp_path)).fetch(Site("acme", "en"), "A")
    assert caught.value.kind == "address"


def test_no_wiki_is_asked_if_that_is_switched_off(tmp_path: Path) -> None:
    api = ActionApi(Config(tmp_path, mediawiki_api_url="off"))
    with pytest.raises(BodyError, match="wikitext is missing"):
        api.fetch(replace(KWWIKI, base="https://kw.wikipedia.org/wiki/"), "A")


def test_the_headers_of_the_trace_are_handed_on(api: ActionApi, server: WikiApi) -> None:
    headers = {"X-Request-Id": "abc", "traceparent": "00-" + "1" * 32 + "-" + "2" * 16 + "-01"}
    token = current_trace.set(Untraced(headers))
    api.fetch(KWWIKI, "Kernow")
    current_trace.reset(token)
    sent = server.requests[-1][1]
    assert {name: sent[name.lower()] for name in headers} == headers


def test_a_proxy_is_asked_with_the_wikis_own_host(server: WikiApi, tmp_path: Path) -> None:
    api = ActionApi(Config(tmp_path, mediawiki_proxy_url=f"http://127.0.0.1:{server.port}/"))
    assert api.fetch(KWWIKI, "Kernow").wikitext == TEXT
    path, headers, _ = server.requests[-1]
    assert (path, headers["host"]) == ("/w/api.php", "kw.wikipedia.org")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_route_fetches_what_was_not_sent(server: WikiApi, tmp_path: Path, method: str) -> None:
    config = Config(tmp_path, mediawiki_api_url=server.pattern)
    client = create_app(config, BundleCache(FakeCatalog(), 1)).test_client()
    trace = "00-" + "1" * 32 + "-" + "2" * 16 + "-01"
    headers = {"X-Request-Id": f"my-{method}", "traceparent": trace}
    answer = client.open("/v1/linkrecommendations/kwwiki/new_York?revision=76", method=method, headers=headers)
    assert answer.status_code == 200
    sent = server.requests[-1][1]
    assert (sent["x-request-id"], sent["traceparent"]) == (f"my-{method}", trace)
    assert {k: answer.json[k] for k in ("page_title", "pageid", "revid", "links_count")} == {
        "page_title": "New York",
        "pageid": 5,
        "revid": 76,
        "links_count": 1,
    }


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("POST", None), ("POST", {"pageid": 1})])
def test_the_route_needs_the_text_if_no_wiki_is_to_be_asked(
    tmp_path: Path, method: str, body: dict[str, int] | None
) -> None:
    client = create_app(Config(tmp_path, mediawiki_api_url="off"), BundleCache(FakeCatalog(), 1)).test_client()
    answer = client.open("/v1/linkrecommendations/kwwiki/A", method=method, json=body)
    assert (answer.status_code, answer.json["field"]) == (400, "wikitext")
    posted = client.post("/v1/linkrecommendations/kwwiki/A", json={"wikitext": TEXT})
    assert posted.status_code == 200
