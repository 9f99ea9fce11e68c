"""The `sync` command with a data directory as the target, from a directory and over HTTP."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.cli.sync import add_arguments, run
from api.sync import downloads, targets
from linking.bundle.bundle import Bundle, list_versions, list_wikis, open_bundle, verify
from linking.bundle.locks import locked
from linking.bundle.names import MANIFEST
from linking.bundle.wiki_index import write_index
from linking.errors import LinkingError
from tests.helpers.api.web_root import WebRoot, serve
from tests.helpers.linking.bundles import CONTENTS, VERSION, write_bundle_files
from tests.helpers.programs.killing import killed_at_each_step

NEW = "20260202T000000Z"


@pytest.fixture(autouse=True)
def _made_up_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not open the bundles, whose contents are made up, and do not wait between attempts."""
    monkeypatch.setattr(targets, "check_opens", verify)
    monkeypatch.setattr(downloads, "BACKOFF_SECONDS", 0.0)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    directory = tmp_path / "source"
    for wiki in ("arcwiki", "kwwiki"):
        write_bundle_files(directory, wiki)
    write_index(directory)
    return directory


@pytest.fixture
def web(source: Path) -> Iterator[WebRoot]:
    with serve(source) as root:
        yield root


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target"


def publish_new(source: Path, contents: dict[str, bytes] = CONTENTS | {"model.ubj": b"better"}) -> None:
    write_bundle_files(source, "kwwiki", NEW, contents)
    write_index(source)


def sync(*words: object) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))


def synced(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    """Run the command and return its exit code and summary."""
    capsys.readouterr()
    code = sync(*words)
    return code, json.loads(capsys.readouterr().out)


def names_below(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["directory", "http"])
def test_the_first_run_fetches_everything_and_the_second_nothing(
    kind: str, web: WebRoot, source: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second run reads only the manifests."""
    address = web.url if kind == "http" else source
    code, summary = synced(capsys, "--from", address, "--to", target)
    size = sum(map(len, CONTENTS.values()))
    fetched = {"status": "updated", "version": VERSION, "files_fetched": 3, "bytes_fetched": size}
    assert (code, summary["wikis"]) == (0, {"arcwiki": fetched, "kwwiki": fetched})
    for wiki in ("arcwiki", "kwwiki"):
        verify(open_bundle(target, wiki))
    assert names_below(target) - {".lock"} == names_below(source)
    web.requests.clear()
    code, summary = synced(capsys, "--from", address, "--to", target)
    assert (code, summary["wikis"]["kwwiki"]["status"]) == (0, "current")
    assert set(web.paths()) <= {"index.json", "arcwiki/manifest.json", "kwwiki/manifest.json"}


def test_only_files_whose_checksum_changed_are_fetched(
    web: WebRoot, source: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The new version shares the other files with the previous one, which stays for a rollback."""
    sync("--from", web.url, "--to", target)
    publish_new(source)
    web.requests.clear()
    _, summary = synced(capsys, "--from", web.url, "--to", target)
    assert summary["wikis"]["kwwiki"] == {"status": "updated", "version": NEW, "files_fetched": 1, "bytes_fetched": 6}
    assert [path for path in web.paths() if "/2" in path] == [f"kwwiki/{NEW}/model.ubj"]
    assert list_versions(target, "kwwiki") == [VERSION, NEW]


def test_old_versions_are_removed(source: Path, target: Path) -> None:
    """An hourly job must not fill the disk."""
    for day in range(1, 5):
        write_bundle_files(source, "kwwiki", f"2026030{day}T000000Z")
        sync("--from", source, "--to", target, "--keep", 2)
    assert list_versions(target, "kwwiki") == ["20260303T000000Z", "20260304T000000Z"]


def test_a_rollback_at_the_source_is_followed(source: Path, target: Path) -> None:
    """The manifest names the current version, which may be older."""
    publish_new(source)
    sync("--from", source, "--to", target)
    (source / "kwwiki" / MANIFEST).write_bytes((source / "kwwiki" / VERSION / MANIFEST).read_bytes())
    sync("--from", source, "--to", target)
    assert open_bundle(target, "kwwiki").manifest.version == VERSION


@pytest.mark.parametrize("ranges", [True, False])
def test_a_broken_download_is_resumed(web: WebRoot, target: Path, ranges: bool) -> None:
    """It starts again from the beginning if the server does not support ranges."""
    web.ranges = ranges
    web.cuts["anchors.sqlite"] = [4000, 1]
    assert sync("--from", web.url, "--to", target, "--wiki", "kwwiki") == 0
    verify(open_bundle(target, "kwwiki"))
    asked = [wanted for path, wanted in web.requests if path.endswith("anchors.sqlite")]
    assert asked == [None, "bytes=4000-", "bytes=4001-" if ranges else "bytes=1-"]


def test_a_download_continues_as_long_as_it_makes_progress(
    web: WebRoot, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web.cuts["anchors.sqlite"] = [1] * 12
    code, _ = synced(capsys, "--from", web.url, "--to", target, "--wiki", "kwwiki")
    assert code == 0


@pytest.mark.parametrize("option", ["--from", "--to"])
@pytest.mark.parametrize(
    "address", ["mysqll://u:secret@h/d", "u:secret@h/d", "http://u:secret@h:port/d", "http:/u:secret@h"]
)
def test_a_misspelt_address_is_refused_and_not_shown(
    target: Path, capsys: pytest.CaptureFixture[str], option: str, address: str
) -> None:
    other = "--to" if option == "--from" else "--from"
    code, summary = synced(capsys, option, address, other, target)
    assert code == 2
    assert "secret" not in json.dumps(summary)


def test_a_target_may_come_from_the_environment(
    target: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, summary = synced(capsys, "--from", target)
    assert (code, summary["error"]) == (2, "--to is missing, and no DATA_URL or DATA_HOST names a database")
    for name, value in {
        "DATA_HOST": "127.0.0.1",
        "DATA_PORT": "9",
        "DATA_NAME": "d",
        "DATA_PASSWORD": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    code, summary = synced(capsys, "--from", target, "--staging", target / "staging")
    assert (code, summary["to"]) == (2, "mysql://127.0.0.1:9/d")
    assert "secret" not in json.dumps(summary)


def test_the_next_run_resumes_a_download_that_failed(
    web: WebRoot, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A large file thus arrives even over a bad connection. The unfinished download is removed in the end."""
    web.cuts["anchors.sqlite"] = [100] + [0] * 5
    code, summary = synced(capsys, "--from", web.url, "--to", target, "--wiki", "kwwiki")
    assert code == 1
    assert "gave up after 5 attempts: connection ended" in summary["wikis"]["kwwiki"]["error"]
    assert list_wikis(target) == []
    web.requests.clear()
    assert sync("--from", web.url, "--to", target, "--wiki", "kwwiki") == 0
    assert (f"/kwwiki/{VERSION}/anchors.sqlite", "bytes=100-") in web.requests
    assert not (target / targets.PARTIAL_DIRECTORY).exists()


def test_a_damaged_unfinished_download_is_replaced(web: WebRoot, target: Path) -> None:
    """The checksum reveals it, and the whole file is fetched."""
    bundle = open_bundle(web.directory, "kwwiki")
    (target / targets.PARTIAL_DIRECTORY).mkdir(parents=True)
    (target / targets.PARTIAL_DIRECTORY / bundle.manifest.files["model.ubj"].sha256).write_bytes(b"rubbish")
    assert sync("--from", web.url, "--to", target, "--wiki", "kwwiki") == 0
    verify(open_bundle(target, "kwwiki"))


@pytest.mark.parametrize("statuses", [[503], [500, 429, 408]])
def test_a_server_that_is_down_for_a_moment_is_asked_again(web: WebRoot, target: Path, statuses: list[int]) -> None:
    """Such a status is temporary."""
    web.statuses = {"index.json": list(statuses), "model.ubj": list(statuses)}
    assert sync("--from", web.url, "--to", target) == 0


@pytest.mark.parametrize("damage", ["missing", "shorter", "longer", "changed"])
def test_a_wiki_that_fails_is_reported_and_the_others_go_on(
    web: WebRoot, source: Path, target: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    """The previous version stays current."""
    sync("--from", web.url, "--to", target, "--wiki", "arcwiki")
    new = write_bundle_files(source, "arcwiki", NEW, CONTENTS | {"model.ubj": b"better"})
    path = new.path("model.ubj")
    content = {"shorter": b"bet", "longer": b"better!", "changed": b"bitter"}
    path.unlink() if damage == "missing" else path.write_bytes(content[damage])
    code, summary = synced(capsys, "--from", web.url, "--to", target)
    assert code == 1
    assert summary["wikis"]["arcwiki"]["status"] == "failed"
    assert "model.ubj" in summary["wikis"]["arcwiki"]["error"] or new.manifest.files["model.ubj"].sha256 in str(summary)
    assert summary["wikis"]["kwwiki"]["status"] == "updated"
    assert open_bundle(target, "arcwiki").manifest.version == VERSION
    verify(open_bundle(target, "arcwiki"))


def test_a_bundle_that_this_service_cannot_read_is_not_switched_to(
    source: Path, target: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer training program must not break an older service."""
    sync("--from", source, "--to", target)
    publish_new(source)

    def refuse(bundle: Bundle) -> None:
        raise LinkingError(f"{bundle.manifest.wiki} wants features of tomorrow")

    monkeypatch.setattr(targets, "check_opens", refuse)
    code, summary = synced(capsys, "--from", source, "--to", target)
    assert (code, summary["wikis"]["arcwiki"]["status"]) == (1, "current")
    assert "wants features" in summary["wikis"]["kwwiki"]["error"]
    assert open_bundle(target, "kwwiki").manifest.version == VERSION


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("index.json", b'{"format": 1, "wikis": {"../../etc": "20260101T000000Z"}}'),
        ("index.json", b"<html>"),
        ("index.json", b" " * (2 << 20)),
        ("kwwiki/manifest.json", b'{"format": 1, "wiki": "../kwwiki"}'),
        ("kwwiki/manifest.json", b'{"format": 9}'),
        ("kwwiki/manifest.json", b""),
    ],
)
def test_names_from_outside_are_validated(web: WebRoot, target: Path, name: str, content: bytes) -> None:
    """Nothing is written for a wiki with an invalid name."""
    (web.directory / name).write_bytes(content)
    assert sync("--from", web.url, "--to", target) in (1, 2)
    assert "kwwiki" not in list_wikis(target)
    assert {path.name for path in target.parent.iterdir()} == {"source", "target"}


def test_a_file_name_that_leaves_the_directory_is_refused(web: WebRoot, target: Path) -> None:
    """It could overwrite any file."""
    path = web.directory / "kwwiki" / MANIFEST
    value = json.loads(path.read_bytes())
    value["files"]["../../evil"] = value["files"]["model.ubj"]
    path.write_text(json.dumps(value))
    assert sync("--from", web.url, "--to", target) == 1
    assert list_wikis(target) == ["arcwiki"]


def test_a_manifest_of_another_wiki_is_refused(web: WebRoot, target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Otherwise one wiki would get recommendations for another's articles."""
    (web.directory / "kwwiki" / MANIFEST).write_bytes((web.directory / "arcwiki" / MANIFEST).read_bytes())
    _, summary = synced(capsys, "--from", web.url, "--to", target)
    assert "is arcwiki in the manifest.json of kwwiki" in summary["wikis"]["kwwiki"]["error"]


def test_a_second_run_at_the_same_time_is_refused(
    source: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second run ends at once, with a special exit code."""
    with locked(target):
        code, summary = synced(capsys, "--from", source, "--to", target)
    assert code == 75
    assert "another process" in summary["error"]
    assert list_wikis(target) == []


def test_a_source_that_cannot_be_read_is_one_error(
    tmp_path: Path, web: WebRoot, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is installed or removed."""
    for address in (tmp_path / "absent", f"{web.url}/absent", "http://127.0.0.1:9"):
        code, summary = synced(capsys, "--from", address, "--to", tmp_path / "target")
        assert code == 2
        assert str(address) in summary["error"]


def test_a_wiki_that_the_source_no_longer_has_is_named_and_stays(
    source: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An incomplete mount must not remove wikis from production."""
    sync("--from", source, "--to", target)
    (source / "arcwiki" / MANIFEST).unlink()
    code, summary = synced(capsys, "--from", source, "--to", target)
    assert (code, summary["not_in_source"]) == (0, ["arcwiki"])
    assert list_wikis(target) == ["arcwiki", "kwwiki"]


def test_names_and_passwords_are_not_shown(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The summary may end up in logs."""
    _, summary = synced(capsys, "--from", "http://user:secret@127.0.0.1:9/x", "--to", target)
    assert summary["from"] == "http://127.0.0.1:9/x"
    assert "secret" not in json.dumps(summary)


@pytest.mark.parametrize("wiki", ["../x", "KW", "a/b"])
def test_a_wiki_that_was_asked_for_is_validated_too(source: Path, target: Path, wiki: str) -> None:
    """The run fails."""
    assert sync("--from", source, "--to", target, "--wiki", wiki) == 1


def test_killed_at_any_step_the_old_or_the_new_is_served(source: Path, target: Path) -> None:
    """The run after a killed one completes the work."""
    sync("--from", source, "--to", target)
    publish_new(source)
    words = ("--from", source, "--to", target, "--wiki", "kwwiki")
    for _ in killed_at_each_step(lambda: sync(*words), target):
        verify(open_bundle(target, "kwwiki"))
        assert sync(*words) == 0
        assert open_bundle(target, "kwwiki").manifest.version == NEW
        assert not [name for name in names_below(target) if ".tmp" in name]


def test_metrics_of_the_run_are_written(source: Path, target: Path, tmp_path: Path) -> None:
    file = tmp_path / "sync.prom"
    assert sync("--from", source, "--to", target, "--metrics", file) == 0
    assert 'linkrecommendation_job_succeeded{command="sync"} 1.0' in file.read_text()
    assert sync("--from", tmp_path / "nowhere", "--to", target, "--metrics", file) == 2
    assert 'linkrecommendation_job_succeeded{command="sync"} 0.0' in file.read_text()
