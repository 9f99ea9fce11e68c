"""A batch answers each line as a single request would, in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.observability.metrics import Metrics
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from tests.helpers.api.fakes import FakeCatalog

ROOT = "/v1/linkrecommendations"
BATCH = f"{ROOT}/kwwiki:batch"
HEADERS = {"X-Request-Id": "abc", "Content-Type": "application/jsonl"}
ARTICLES: list[dict[str, Any]] = [
    {"title": "Kernow", "pageid": 1, "revid": 2, "wikitext": "To Paris"},
    {"title": "a/b?", "wikitext": "Nothing"},
    {"title": "É", "wikitext": "Paris", "explain": True},
    {"title": "Bad[title", "wikitext": "Paris"},
    {"title": "No text"},
    {"title": "A", "wikitext": "truncate\nParis"},
    {"title": "A", "wikitext": "truncate\nParis", "partial": True},
    {"title": "A", "wikitext": "fail"},
    {"title": "A", "wikitext": "Paris", "threshold": 3},
    {"title": "A", "wikitext": "Paris", "rules": {"rules": [{"name": "n", "targets": ["Paris"]}]}},
]


def batch(client: FlaskClient, lines: Sequence[bytes], path: str = BATCH, query: str = "") -> list[dict[str, Any]]:
    answer = client.post(path + query, data=b"\n".join(lines), headers=HEADERS, buffered=True)
    assert (answer.status_code, answer.content_type) == (200, "application/jsonl")
    return [json.loads(line) for line in answer.data.splitlines()]


def encoded(articles: Sequence[dict[str, Any]]) -> list[bytes]:
    return [json.dumps(article).encode() for article in articles]


@pytest.mark.parametrize("query", ["", "?threshold=0.3&explain=true", "?threshold=0.9", "?sections_to_exclude=A"])
def test_each_line_is_what_a_single_request_gets(client: FlaskClient, query: str) -> None:
    lines = client.post(
        BATCH + query, data=b"\n".join(encoded(ARTICLES)), headers=HEADERS, buffered=True
    ).data.splitlines()
    assert len(lines) == len(ARTICLES)
    for number, (article, line) in enumerate(zip(ARTICLES, lines, strict=True), 1):
        body = {name: value for name, value in article.items() if name != "title"}
        address = f"{ROOT}/kwwiki/{article['title'].replace('/', '%2F').replace('?', '%3F')}{query}"
        single = client.post(address, json=body, headers={"X-Request-Id": "abc"})
        if single.status_code == 200:
            assert line == single.data
        else:
            assert json.loads(line) == {**single.json, "line": number}


@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        (b"{", 400, "body"),
        (b"[]", 400, "body"),
        (b'{"wikitext": ""}', 400, "title"),
        (b'{"title": "\xff"}', 400, "body"),
        (b'{"title": "' + b"a" * 2000 + b'"}', 413, None),
        (b'{"title": "A", "wikitext": "\\ud800"}', 400, "wikitext"),
    ],
)
def test_a_bad_line_is_a_problem_and_the_others_are_answered(
    catalog: FakeCatalog, tmp_path: Path, content: bytes, status: int, field: str | None
) -> None:
    client = create_app(Config(tmp_path, max_content_length=1024), BundleCache(catalog, 1)).test_client()
    good = b'{"title": "A", "wikitext": "Paris"}'
    first, problem, last = batch(client, [good, content, good])
    assert first == last
    assert first["links_count"] == 1
    assert (problem["status"], problem["line"], problem.get("field")) == (status, 2, field)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{ROOT}/xxwiki:batch", 404),
        (f"{ROOT}/wikipedia/xx:batch", 404),
        (f"{BATCH}?threshold=2", 400),
        (f"{BATCH}?revision=5", 400),
        (f"{ROOT}/bat_smgwiki:batch", 503),
    ],
)
def test_what_concerns_all_articles_is_an_error_of_the_batch(
    client: FlaskClient, catalog: FakeCatalog, path: str, status: int
) -> None:
    catalog.broken["bat_smgwiki"] = "torn"
    answer = client.post(path, data=b"{}")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_the_wiki_is_named_as_in_single_requests(client: FlaskClient) -> None:
    line = [b'{"title": "A", "wikitext": ""}']
    for path in (f"{ROOT}/bat-smgwiki:batch", f"{ROOT}/wikipedia/kw:batch", f"{ROOT}/wikipedia/bat_smg:batch"):
        assert [answer["links_count"] for answer in batch(client, line, path)] == [0]
    answer = client.post(f"{ROOT}/kwwiki/Talk:batch", json={"wikitext": ""})
    assert answer.json["page_title"] == "Talk:batch"


def test_no_lines_give_no_answers(client: FlaskClient) -> None:
    assert batch(client, []) == []
    assert batch(client, [b"", b"  ", b""]) == []


def test_the_limits_of_the_batch_are_settings(catalog: FakeCatalog, tmp_path: Path) -> None:
    config = Config(tmp_path, max_batch_articles=2, max_batch_length=2000)
    client = create_app(config, BundleCache(catalog, 1)).test_client()
    line = b'{"title": "A", "wikitext": ""}'
    answers = batch(client, [line] * 3)
    assert [answer.get("status") for answer in answers] == [None, None, 413]
    assert answers[2]["detail"] == "the batch has more than 2 articles"
    assert client.post(BATCH, data=line * 100).status_code == 413  # its length is announced


def test_one_batch_more_than_allowed_is_refused(catalog: FakeCatalog, tmp_path: Path) -> None:
    client = create_app(Config(tmp_path, max_concurrent_batches=1), BundleCache(catalog, 1)).test_client()
    line = b'{"title": "A", "wikitext": ""}\n'
    with client.post(BATCH, data=line) as running:
        refused = client.post(BATCH, data=line)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        assert running.status_code == 200
    assert client.post(BATCH, data=line, buffered=True).status_code == 200  # also if an answer was not read


def test_a_batch_takes_no_slot_from_single_requests(catalog: FakeCatalog, tmp_path: Path) -> None:
    config = Config(tmp_path, max_concurrent_requests=1, max_concurrent_fetches=1)
    client = create_app(config, BundleCache(catalog, 1)).test_client()
    with client.post(BATCH, data=b'{"title": "A", "wikitext": ""}\n' * 3):
        assert client.post(f"{ROOT}/kwwiki/A", json={"wikitext": ""}).status_code == 200


def test_articles_are_counted_by_their_status(config: Config, catalog: FakeCatalog) -> None:
    metrics = Metrics()  # another test may have made processes share theirs
    client = create_app(config, BundleCache(catalog, 4, metrics), metrics).test_client()
    batch(client, encoded(ARTICLES))
    metrics = client.get("/metrics").text
    for status, count in (("200", 5), ("400", 2), ("500", 1), ("502", 1), ("503", 1)):
        assert f'linkrecommendation_batch_articles_total{{status="{status}",wiki="kwwiki"}} {count}.0' in metrics
    assert 'method="POST",route="/v1/linkrecommendations/<wiki>:batch",status="200",wiki="kwwiki"} 1.0' in metrics


def test_the_work_ends_when_nobody_reads_the_answers(client: FlaskClient, catalog: FakeCatalog) -> None:
    answer = client.post(BATCH, data=b'{"title": "A", "wikitext": ""}\n' * 100)
    assert next(answer.iter_encoded())
    answer.close()
    assert len(catalog.opened[0][1].queries) < 5
