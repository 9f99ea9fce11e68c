"""Bundles on a web server. cli/test_sync.py runs the command on one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from api.sync import downloads
from api.sync.downloads import ATTEMPTS, DownloadError, HttpSource
from linking.bundle.errors import ChecksumError
from linking.bundle.wiki_index import write_index
from tests.helpers.api.web_root import WebRoot, serve
from tests.helpers.linking.bundles import CONTENTS, VERSION, write_bundle_files

MODEL = f"kwwiki/{VERSION}/model.ubj"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebRoot]:
    write_bundle_files(tmp_path / "web", "kwwiki")
    write_index(tmp_path / "web")
    with serve(tmp_path / "web") as root:
        yield root


@pytest.fixture
def source(web: WebRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpSource]:
    monkeypatch.setattr(downloads, "BACKOFF_SECONDS", 0.0)
    source = HttpSource.at(web.url, tmp_path / "partial")
    yield source
    source.pool.clear()


def test_wikis_manifests_and_files_are_downloaded(source: HttpSource, web: WebRoot, tmp_path: Path) -> None:
    assert source.wikis() == ["kwwiki"]
    source.fetch(source.manifest("kwwiki"), "model.ubj", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == CONTENTS["model.ubj"]
    assert web.paths() == ["index.json", "kwwiki/manifest.json", MODEL]


def test_an_unfinished_download_is_resumed_and_removed(source: HttpSource, web: WebRoot, tmp_path: Path) -> None:
    manifest = source.manifest("kwwiki")
    part = source.partial / manifest.files["anchors.sqlite"].sha256
    part.parent.mkdir()
    part.write_bytes(CONTENTS["anchors.sqlite"][:100])
    source.fetch(manifest, "anchors.sqlite", tmp_path / "copy")
    assert web.requests[-1][1] == "bytes=100-"
    assert (tmp_path / "copy").read_bytes() == CONTENTS["anchors.sqlite"]
    assert not part.exists()


@pytest.mark.parametrize("content", [b"wrong", b"w" * 100_000])
def test_a_damaged_unfinished_download_is_replaced(source: HttpSource, tmp_path: Path, content: bytes) -> None:
    manifest = source.manifest("kwwiki")
    source.partial.mkdir()
    (source.partial / manifest.files["anchors.sqlite"].sha256).write_bytes(content)
    source.fetch(manifest, "anchors.sqlite", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == CONTENTS["anchors.sqlite"]


def test_a_file_with_another_checksum_is_refused(source: HttpSource, web: WebRoot, tmp_path: Path) -> None:
    manifest = source.manifest("kwwiki")
    (web.directory / MODEL).write_bytes(b"x" * len(CONTENTS["model.ubj"]))
    with pytest.raises(ChecksumError):
        source.fetch(manifest, "model.ubj", tmp_path / "copy")
    assert list(source.partial.iterdir()) == []


def test_a_longer_file_is_refused_without_another_attempt(source: HttpSource, web: WebRoot, tmp_path: Path) -> None:
    manifest = source.manifest("kwwiki")
    (web.directory / MODEL).write_bytes(CONTENTS["model.ubj"] + b"x")
    with pytest.raises(DownloadError, match="is longer than the manifest says"):
        source.fetch(manifest, "model.ubj", tmp_path / "copy")
    assert web.paths().count(MODEL) == 1


@pytest.mark.parametrize(
    ("statuses", "requests", "problem"),
    [
        ([404], 1, "status 404"),
        ([401], 1, "status 401"),
        ([503] * ATTEMPTS, ATTEMPTS, f"gave up after {ATTEMPTS} attempts: status 503"),
    ],
)
def test_only_a_status_that_may_pass_is_tried_again(
    source: HttpSource, web: WebRoot, statuses: list[int], requests: int, problem: str
) -> None:
    web.statuses["index.json"] = list(statuses)
    with pytest.raises(DownloadError, match=problem):
        source.wikis()
    assert len(web.requests) == requests


def test_a_server_that_cannot_be_reached_is_an_error_after_several_attempts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "BACKOFF_SECONDS", 0.0)
    with pytest.raises(DownloadError, match=r"^http://127\.0\.0\.1:9/index\.json: gave up after 5 attempts"):
        HttpSource.at("http://127.0.0.1:9", tmp_path).wikis()


def test_user_name_and_password_become_a_header(tmp_path: Path) -> None:
    source = HttpSource.at("https://me:se%3Acret@example.org/x/?a#b", tmp_path)
    assert source.url == "https://example.org/x"
    assert source.headers == {"Authorization": "Basic bWU6c2U6Y3JldA=="}


def test_the_proxy_of_the_environment_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "near.example")
    far = HttpSource.at("http://far.example", tmp_path).pool
    assert isinstance(far, urllib3.ProxyManager)
    assert far.proxy is not None
    assert far.proxy.host == "proxy.example"
    assert not isinstance(HttpSource.at("http://near.example", tmp_path).pool, urllib3.ProxyManager)
