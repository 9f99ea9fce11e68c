"""The sample wiki's bundle, built once for all tests of fuzzing."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("duckdb", reason="training's code builds the lookups")

from tests.fuzz.sample_bundle import WIKI, write_sample_bundle
from tests.fuzz.targets import FuzzedService


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("data")
    write_sample_bundle(directory, tmp_path_factory.mktemp("work"))
    return directory


@pytest.fixture(scope="session")
def service(data_dir: Path) -> FuzzedService:
    return FuzzedService(data_dir, WIKI)
