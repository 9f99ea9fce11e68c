"""The largest articles that MediaWiki allows are accepted as PHP writes them, and larger bodies get a 413."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.programs.service import RunningService, running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

ROUTE = "/v1/linkrecommendations/tinywiki/Page"
ARTICLE_BYTES = 2 << 20  # $wgMaxArticleSize counts kilobytes of UTF-8
LIMIT = 16 << 20
SCRIPTS = {
    "Latin": "The quick brown fox jumps over the lazy dog. ",
    "Cyrillic": "Съешь же ещё этих мягких французских булок. ",
    "Devanagari": "यह एक छोटा वाक्य है। ",
    "Han": "東京都は日本の首都である。",
    "Gothic": "𐌰𐌿𐌾𐌰 𐌲𐌿𐍄𐌹𐍃𐌺 ",
    "quotes and control characters": '"\\/\x01\n',
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data_dir = tmp_path_factory.mktemp("data")
    write_complete_bundle(data_dir)
    settings = {"REQUEST_DEADLINE": "60"}  # this test is about sizes; the machine may be busy
    with running_service(data_dir, tmp_path_factory.mktemp("work"), "api.wsgi:app", settings) as service:
        yield service


def article(sentence: str) -> str:
    """An article of exactly the largest size that begins with a sentence to link in."""
    start = "Paris is the capital of France.\n\n"
    room = ARTICLE_BYTES - len(start.encode())
    text = start + (sentence * (room // len(sentence.encode())))
    return text + "." * (ARTICLE_BYTES - len(text.encode()))


def as_php_writes_it(wikitext: str) -> bytes:
    """Escape as PHP's json_encode does: everything outside ASCII, and slashes."""
    return json.dumps({"pageid": 1, "revid": 2, "wikitext": wikitext}).replace("/", "\\/").encode()


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_article_of_the_largest_size_is_answered(service: RunningService, script: str) -> None:
    wikitext = article(SCRIPTS[script])
    assert len(wikitext.encode()) == ARTICLE_BYTES
    answer = service.ask(f"{ROUTE}?threshold=0.2", as_php_writes_it(wikitext))
    assert answer.status == 200, answer.body
    assert "Paris" in [link["link_target"] for link in answer.json()["links"]]


def chunked(service: RunningService, size: int) -> tuple[int, str]:
    """Send a body of JSON in chunks; return the status and the problem's title."""
    content = b'{"wikitext": "Paris' + b" " * (size - 21) + b'"}'
    assert len(content) == size
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    pieces = (content[start : start + (1 << 16)] for start in range(0, size, 1 << 16))
    connection.request("POST", ROUTE, pieces, {"Content-Type": "application/json"}, encode_chunked=True)
    response = connection.getresponse()
    members = json.loads(response.read())
    connection.close()
    return response.status, members.get("title", "")


@pytest.mark.parametrize("size", [1000, LIMIT])
def test_a_chunked_body_within_the_limit_is_read(service: RunningService, size: int) -> None:
    assert chunked(service, size) == (200, "")


@pytest.mark.parametrize("size", [LIMIT + 1, LIMIT + (1 << 20)])
def test_a_larger_body_gets_a_413_however_it_is_sent(service: RunningService, size: int) -> None:
    assert chunked(service, size) == (413, "Request Entity Too Large")
    answer = service.ask(ROUTE, b" " * size)
    assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")


def test_the_service_answers_after_a_refused_body(service: RunningService) -> None:
    for _ in range(4):
        chunked(service, LIMIT + 1)
    assert service.ask(ROUTE, {"wikitext": "Paris"}).status == 200
