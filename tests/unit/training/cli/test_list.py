"""`list` shows versions, marks the current one and names damage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linking.bundle.names import MANIFEST, RULES_FILE
from linking.dataset_checksums import answers_checksum
from linking.rules.model import Rule
from tests.helpers.linking.bundles import VERSION, write_bundle_files
from tests.helpers.training.commands import run_command

NEW = "20260202T000000Z"


def test_there_is_one_line_per_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_bundle_files(tmp_path, version=VERSION)
    write_bundle_files(tmp_path, version=NEW)
    assert run_command("list", "--data-dir", tmp_path) == 0
    header, first, second = capsys.readouterr().out.splitlines()
    assert header.split() == ["wiki", "version", "size", "verdict", "checksum", "of", "answers", "dump"]
    assert [header.index(name) for name in ("wiki", "version")] == [first.index("kwwiki"), first.index(VERSION)]
    assert header.index("dump") == first.index("2026-01-01")
    assert first.split()[:2] == ["kwwiki", VERSION]
    assert second.split()[:3] == ["*", "kwwiki", NEW]
    assert second.endswith("  2026-01-01 kwwiki-pages-articles.xml.bz2")


def test_the_checksum_is_that_of_answers_with_the_rules_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = write_bundle_files(tmp_path).manifest
    (tmp_path / RULES_FILE).write_text("rules:\n- name: cities\n  targets: [Paris]\n")
    assert run_command("list", "--data-dir", tmp_path) == 0
    checksum = answers_checksum(manifest, (Rule("cities", "global", targets=("Paris",)),))
    assert f"  {checksum}  " in capsys.readouterr().out
    assert checksum != answers_checksum(manifest, ())


def test_there_is_no_checksum_while_the_rules_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_bundle_files(tmp_path)
    (tmp_path / "kwwiki" / RULES_FILE).write_text("rules: yes\n")
    assert run_command("list", "--data-dir", tmp_path) == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1].split()[5:8] == ["-", "-", "2026-01-01"]
    assert f"kwwiki: no checksums, because its rules cannot be used: {tmp_path / 'kwwiki' / RULES_FILE}" in captured.err


def test_the_exit_code_says_that_a_version_is_damaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_bundle_files(tmp_path, version=VERSION)
    (tmp_path / "kwwiki" / VERSION / "model.ubj").unlink()
    assert run_command("list", "--data-dir", tmp_path, "--wiki", "kwwiki") == 1
    assert "damaged: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("training", "verdict"),
    [({}, "-"), ({"verdict": {"publishable": True}}, "fit"), ({"verdict": {"publishable": False}}, "unfit")],
)
def test_the_verdict_is_that_of_the_evaluation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], training: dict[str, object], verdict: str
) -> None:
    bundle = write_bundle_files(tmp_path)
    manifest = replace(bundle.manifest, training=training)
    (bundle.directory / MANIFEST).write_bytes(manifest.dumps())
    assert run_command("list", "--data-dir", tmp_path) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[5] == verdict


def test_an_unknown_wiki_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_bundle_files(tmp_path)
    assert run_command("list", "--data-dir", tmp_path, "--wiki", "nowiki", "--wiki", "kwwiki") == 1
    captured = capsys.readouterr()
    assert captured.err == f"nowiki: there is no bundle in {tmp_path}\n"
    assert "kwwiki" in captured.out
