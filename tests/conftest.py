"""A service with a fake recommender, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import Registry
from api.settings.config import Config
from tests.helpers.api.fakes import FakeCatalog


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path, application_version="1.2.3", mediawiki_api_url="http://127.0.0.1:9/{domain}")


@pytest.fixture
def catalog() -> FakeCatalog:
    return FakeCatalog()


@pytest.fixture
def registry(catalog: FakeCatalog) -> Iterator[Registry]:
    registry = Registry(catalog, 10)
    yield registry
    registry.close()


@pytest.fixture
def client(config: Config, registry: Registry) -> FlaskClient:
    return create_app(config, registry).test_client()
