"""Hostile pages through the application and a real bundle: an answer, or an error that explains."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import Registry
from api.settings.config import Config
from api.stores.catalog import DataDirectory
from tests.helpers.linking.pages import HOSTILE
from tests.helpers.linking.servable import write_servable_bundle

ROUTE = "/v1/linkrecommendations/tinywiki/Page"
GOOD = "Paris is the capital of France.\n\n"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("data")
    write_servable_bundle(directory)
    return directory


@pytest.fixture(scope="module")
def hostile_client(data_dir: Path) -> Iterator[FlaskClient]:
    registry = Registry(DataDirectory(data_dir), 10)
    yield create_app(Config(data_dir=data_dir), registry).test_client()
    registry.close()


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_answered(hostile_client: FlaskClient, unit: str) -> None:
    page = GOOD + unit * (200_000 // len(unit))
    answer = hostile_client.post(f"{ROUTE}?threshold=0.2", json={"wikitext": page})
    assert answer.status_code == 200
    links = answer.json["links"]
    assert "Paris" in [link["link_target"] for link in links]
    assert all(page.startswith(link["link_text"], link["wikitext_offset"]) for link in links)


@pytest.mark.parametrize("page", ["\x00", "a\x00b [[c\x00d]]", "\x01\x02", "\uffff", ""], ids=ascii)
def test_characters_that_mediawiki_would_not_keep_do_no_harm(hostile_client: FlaskClient, page: str) -> None:
    answer = hostile_client.post(f"{ROUTE}?threshold=0.2", json={"wikitext": GOOD + page})
    assert answer.status_code == 200
    assert "Paris" in [link["link_target"] for link in answer.json["links"]]


@pytest.mark.parametrize(("page", "status"), [("a \ud800 b", 400), ("x" * (4 << 20), 413)], ids=["half", "size"])
def test_what_is_not_answered_is_explained(hostile_client: FlaskClient, page: str, status: int) -> None:
    answer = hostile_client.post(ROUTE, json={"wikitext": page})
    assert answer.status_code == status
    assert answer.json["detail"]
