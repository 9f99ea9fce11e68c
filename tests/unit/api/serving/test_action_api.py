"""Fetching articles from a wiki's action API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.errors import PROBLEM_KINDS, ServiceError
from api.serving import action_api as mediawiki
from api.serving.action_api import ActionApi
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from tests.helpers.api.fakes import FakeCatalog
from tests.helpers.api.wiki_api import REVISION, TEXT, WikiApi, wiki_api


@pytest.fixture(scope="module")
def server() -> Iterator[WikiApi]:
    with wiki_api() as server:
        yield server


@pytest.fixture
def api(server: WikiApi, tmp_path: Path) -> ActionApi:
    return ActionApi(Config(tmp_path, mediawiki_api_url=server.pattern, mediawiki_timeout=1.5))


def test_a_page_comes_with_its_ids_and_its_text(api: ActionApi, server: WikiApi) -> None:
    page = api.fetch("kwwiki", "Kernow & Devon?")
    assert (page.title, page.pageid, page.revid, page.wikitext) == ("Kernow & Devon?", 5, REVISION, TEXT)
    path, headers, parameters = server.requests[-1]
    assert path == "/kw/api.php"
    assert headers["user-agent"].startswith("linkrecommendation")
    assert parameters["titles"] == "Kernow & Devon?"


def test_a_revision_is_one_of_the_page(api: ActionApi) -> None:
    assert api.fetch("kwwiki", "Kernow", revision=76).revid == 76


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
        api.fetch("kwwiki", title, revision)
    assert PROBLEM_KINDS[type(caught.value)].status == status
    assert says in caught.value.detail


def test_an_old_revision_of_what_is_a_redirect_now_is_a_page(api: ActionApi) -> None:
    assert api.fetch("kwwiki", "Redirect", revision=76).wikitext == TEXT


def test_nothing_is_fetched_after_the_deadline(api: ActionApi, server: WikiApi) -> None:
    before = len(server.requests)
    with pytest.raises(ServiceError, match="no time"):
        api.fetch("kwwiki", "Kernow", deadline=time.monotonic())
    assert len(server.requests) == before


@pytest.mark.parametrize(
    ("wiki", "url", "host"),
    [
        ("kwwiki", "https://kw.wikipedia.org/w/api.php", "kw.wikipedia.org"),
        ("bat_smgwiki", "https://bat-smg.wikipedia.org/w/api.php", "bat-smg.wikipedia.org"),
        ("be_x_oldwiki", "https://be-tarask.wikipedia.org/w/api.php", "be-tarask.wikipedia.org"),
    ],
)
def test_addresses_are_those_of_wikipedia(tmp_path: Path, wiki: str, url: str, host: str) -> None:
    assert ActionApi(Config(tmp_path)).address(wiki) == (url, host)


def test_a_proxy_is_asked_with_the_wikis_own_host(server: WikiApi, tmp_path: Path) -> None:
    api = ActionApi(Config(tmp_path, mediawiki_proxy_url=f"http://127.0.0.1:{server.port}/"))
    assert api.fetch("kwwiki", "Kernow").wikitext == TEXT
    path, headers, _ = server.requests[-1]
    assert (path, headers["host"]) == ("/w/api.php", "kw.wikipedia.org")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_route_fetches_what_was_not_sent(server: WikiApi, tmp_path: Path, method: str) -> None:
    config = Config(tmp_path, mediawiki_api_url=server.pattern)
    client = create_app(config, BundleCache(FakeCatalog(), 1)).test_client()
    answer = client.open("/v1/linkrecommendations/kwwiki/new_York?revision=76", method=method)
    assert answer.status_code == 200
    assert {k: answer.json[k] for k in ("page_title", "pageid", "revid", "links_count")} == {
        "page_title": "New York",
        "pageid": 5,
        "revid": 76,
        "links_count": 1,
    }
