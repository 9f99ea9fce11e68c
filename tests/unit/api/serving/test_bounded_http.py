"""Files from other servers, bounded in time and size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.errors import FetchError, FetchTimeoutError
from api.serving.bounded_http import BoundedHttp, Download
from api.settings.definitions import Config
from tests.helpers.api.wiki_api import IMAGE, WikiApi, wiki_api


@pytest.fixture(scope="module")
def wiki() -> Iterator[WikiApi]:
    with wiki_api() as api:
        yield api


@pytest.fixture
def http() -> BoundedHttp:
    return BoundedHttp(Config(Path.cwd(), mediawiki_timeout=0.5, mediawiki_user_agent="a test"))


def test_a_file_comes_with_its_type(http: BoundedHttp, wiki: WikiApi) -> None:
    found = http.get("the wiki", f"http://127.0.0.1:{wiki.port}/images/a.png", {"Accept": "*/*"}, max_bytes=1000)
    assert found == Download("image/png", IMAGE)
    _, headers, _ = wiki.requests[-1]
    assert (headers["accept"], headers["user-agent"]) == ("*/*", "a test")


@pytest.mark.parametrize(
    ("path", "error", "reason"),
    [
        ("images/Big.png", FetchError, "has more than 1000 bytes"),
        ("api.php?titles=Fails", FetchError, "the wiki answered with HTTP status 500"),
        ("api.php?titles=Elsewhere", FetchError, "the wiki answered with HTTP status 302"),
        ("api.php?titles=Hang up", FetchError, "the wiki cannot be reached"),
        ("api.php?titles=Slow", FetchTimeoutError, "the wiki did not answer in 0.50 s"),
        ("api.php?titles=Trickle", FetchTimeoutError, "the answer did not end in time"),
    ],
)
def test_a_failure_says_who_failed(http: BoundedHttp, wiki: WikiApi, path: str, error: type, reason: str) -> None:
    with pytest.raises(error, match=reason):
        http.get("the wiki", f"http://127.0.0.1:{wiki.port}/{path}", {}, max_bytes=1000)


def test_nothing_is_asked_after_the_deadline(http: BoundedHttp, wiki: WikiApi) -> None:
    asked = len(wiki.requests)
    with pytest.raises(FetchTimeoutError, match="no time was left to ask the wiki"):
        http.get("the wiki", f"http://127.0.0.1:{wiki.port}/", {}, max_bytes=9, deadline=time.monotonic() - 1)
    assert len(wiki.requests) == asked
