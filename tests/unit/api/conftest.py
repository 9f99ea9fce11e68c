"""The application with a fake recommender, called without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from tests.helpers.api.fakes import FakeCatalog


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path, application_version="1.2.3", mediawiki_api_url="http://127.0.0.1:9/{domain}")


@pytest.fixture
def catalog() -> FakeCatalog:
    return FakeCatalog()


@pytest.fixture
def cache(catalog: FakeCatalog) -> Iterator[BundleCache]:
    cache = BundleCache(catalog, 10)
    yield cache
    cache.close()


@pytest.fixture
def client(config: Config, cache: BundleCache) -> FlaskClient:
    return create_app(config, cache).test_client()
