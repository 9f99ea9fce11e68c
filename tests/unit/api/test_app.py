"""Trace ids, errors, and the setting of the playground."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from tests.helpers.api.fakes import FakeCatalog


def test_the_bundles_are_those_of_the_settings_by_default(tmp_path: Path) -> None:
    client = create_app(Config(tmp_path)).test_client()
    assert client.get("/readyz").json == {"ready": False, "wikis": {}}


@pytest.mark.parametrize("path", ["/healthz", "/no/such/route", "/v1/linkrecommendations/nowiki/A"])
def test_every_answer_names_its_request(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"X-Request-Id": "mine"})
    assert answer.headers["X-Request-Id"] == "mine"
    if answer.status_code != 200:
        assert answer.json["trace_id"] == "mine"


def test_an_unexpected_exception_is_a_problem_without_its_message(client: FlaskClient) -> None:
    answer = client.post("/v1/linkrecommendations/kwwiki/A", json={"wikitext": "fail"})
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert answer.json["detail"] == "the service failed; its log says more"


@pytest.mark.parametrize("path", ["/", "/v1/linkrecommendations/kwwiki/A", "/playground", "/no/such/route"])
def test_a_query_that_is_not_utf8_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.get(path, environ_overrides={"QUERY_STRING": "spec=\x98"})
    assert (answer.status_code, answer.json["parameter"]) == (400, "query")


def test_a_query_need_not_be_percent_encoded(client: FlaskClient) -> None:
    raw = "sections_to_exclude=é".encode().decode("latin-1")
    answer = client.post(
        "/v1/linkrecommendations/kwwiki/A", json={"wikitext": ""}, environ_overrides={"QUERY_STRING": raw}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(("playground", "status"), [(True, 200), (False, 404)])
def test_the_playground_can_be_switched_off(
    tmp_path: Path, catalog: FakeCatalog, playground: bool, status: int
) -> None:
    cache = BundleCache(catalog, 1)
    client = create_app(Config(tmp_path, playground=playground), cache).test_client()
    assert client.get("/playground").status_code == status
