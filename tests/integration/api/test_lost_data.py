"""A data directory that disappears or is torn, under a real service."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linking.bundle.names import MANIFEST
from linking.bundle.wiki_index import write_index
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.programs.running import until
from tests.helpers.programs.service import Answer, RunningService, running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

TEXT = {"wikitext": "Paris is the capital of France."}


@contextmanager
def service_on(data_dir: Path, tmp_path: Path) -> Iterator[RunningService]:
    work = tmp_path / "work"
    work.mkdir()
    with running_service(data_dir, work, "api.wsgi:app", {"WEB_CONCURRENCY": "1"}) as service:
        yield service


def ask(service: RunningService, wiki: str) -> Answer:
    return service.ask(f"/v1/linkrecommendations/{wiki}/Page", TEXT)


def assert_unavailable(answer: Answer, data_dir: Path) -> None:
    assert (answer.status, answer.headers.get("retry-after")) == (503, "1")
    assert str(data_dir.parent) not in answer.body.decode()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_complete_bundle(tmp_path / "data")
    write_index(tmp_path / "data")
    return tmp_path / "data"


def wiki_lost(data_dir: Path) -> None:
    (data_dir / "tinywiki").rename(data_dir.parent / "away")


def emptied(data_dir: Path) -> None:
    for path in list(data_dir.iterdir()):
        shutil.move(path, data_dir.parent / f"away-{path.name}")


def gone(data_dir: Path) -> None:
    data_dir.rename(data_dir.parent / "away")


def replaced_by_a_file(data_dir: Path) -> None:
    gone(data_dir)
    data_dir.write_bytes(b"")


@pytest.mark.parametrize("lose", [wiki_lost, emptied, gone, replaced_by_a_file])
def test_what_is_open_stays_and_the_rest_is_unavailable_rather_than_unknown(
    data_dir: Path, tmp_path: Path, lose: object
) -> None:
    with service_on(data_dir, tmp_path) as service:
        assert ask(service, "tinywiki").status == 200
        lose(data_dir)  # type: ignore[operator]
        until(lambda: service.ask("/readyz").json()["wikis"]["tinywiki"]["state"] == "outdated", "the loss is noticed")
        for _ in range(10):
            assert ask(service, "tinywiki").status == 200
        if lose is not wiki_lost:
            assert_unavailable(ask(service, "otherwiki"), data_dir)


@pytest.mark.parametrize("lose", [wiki_lost, emptied])
def test_a_service_that_starts_without_its_data_is_unavailable(data_dir: Path, tmp_path: Path, lose: object) -> None:
    lose(data_dir)  # type: ignore[operator]
    with service_on(data_dir, tmp_path) as service:
        assert_unavailable(ask(service, "tinywiki"), data_dir)
        assert service.ask("/readyz").status == 503


def test_a_worker_that_starts_beside_a_torn_bundle_uses_the_version_before(data_dir: Path, tmp_path: Path) -> None:
    home = data_dir / "tinywiki"
    (version,) = [path.name for path in home.iterdir() if path.is_dir()]
    newer = "20990101T000000Z"
    shutil.copytree(home / version, home / newer)
    manifest = (home / MANIFEST).read_bytes().replace(version.encode(), newer.encode())
    for path in (home / newer / MANIFEST, home / MANIFEST):
        path.write_bytes(manifest)
    (home / newer / "model.ubj").write_bytes(b"torn")
    with service_on(data_dir, tmp_path) as service:
        assert ask(service, "tinywiki").status == 200
        state = service.ask("/readyz").json()["wikis"]["tinywiki"]
        assert (state["state"], state["version"]) == ("outdated", version)
        assert str(data_dir) not in state["reason"]
        assert b'linkrecommendation_bundle_fallbacks_total{wiki="tinywiki"} 1.0' in service.ask("/metrics").body
        assert "an older bundle is used instead of the current one" in [line["message"] for line in service.lines()]
