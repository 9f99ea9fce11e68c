"""The banner, the contract, its documentation, and health."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from tests.helpers.api.fakes import FakeCatalog


@pytest.fixture
def behind_gateway(catalog: FakeCatalog, tmp_path: Path) -> FlaskClient:
    return create_app(Config(data_dir=tmp_path, url_prefix="/gate"), BundleCache(catalog, 1)).test_client()


def status(client: FlaskClient, path: str) -> int:
    with client.get(path) as answer:
        return answer.status_code


def links_of(html: str) -> list[str]:
    """The addresses in a page, except those of the wikis themselves and those within the page."""
    found = [unescape(link) for link in re.findall(r'(?:href|src)="([^"]+)"', html)]
    return [link for link in found if not link.startswith(("data:", "#", "https://"))]


@pytest.mark.parametrize("page", ["/", "/docs/"])
def test_every_link_of_a_page_leads_somewhere_and_nowhere_else(client: FlaskClient, page: str) -> None:
    links = links_of(client.get(page).text)
    assert links
    for link in links:
        assert link.startswith("/")
        assert status(client, link) == 200


@pytest.mark.parametrize("page", ["/", "/docs/", "/gate/", "/gate/docs/"])
def test_under_a_prefix_every_link_has_it_and_works(behind_gateway: FlaskClient, page: str) -> None:
    html = behind_gateway.get(page).text
    assert links_of(html)
    for link in links_of(html):
        assert link.startswith("/gate/")
        assert status(behind_gateway, link) == 200
        assert status(behind_gateway, link.removeprefix("/gate")) == 200
    assert behind_gateway.get("/?spec").json["servers"] == [{"url": "/gate"}]


def test_the_contract_is_json_or_yaml(client: FlaskClient) -> None:
    as_json = client.get("/?spec")
    assert as_json.content_type == "application/json"
    assert as_json.json["servers"] == [{"url": "/"}]
    for as_yaml in (client.get("/?spec&format=yaml"), client.get("/?spec", headers={"Accept": "application/yaml"})):
        assert as_yaml.content_type == "application/yaml"
        assert yaml.safe_load(as_yaml.text) == as_json.json


def test_healthy_is_an_empty_answer(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/docs/../templates/docs.html",
        "/docs/%2e%2e/templates/index.template.html",
        "/docs/..%2ftemplates%2findex.template.html",
        "/docs//etc/passwd",
        "/docs/%2fetc%2fpasswd",
        "/v1/linkrecommendations/..%2f..%2fetc/passwd",
        "/v1/linkrecommendations/wikipedia/%2e%2e%2f%2e%2e%2fetc%00/passwd",
    ],
)
def test_no_path_leads_out_of_what_is_served(client: FlaskClient, path: str) -> None:
    assert status(client, path) == 404
