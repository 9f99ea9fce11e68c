"""`list` shows versions, marks the current one and names damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.linking.bundles import VERSION, write_bundle_files
from tests.helpers.training.commands import run_command

NEW = "20260202T000000Z"


def test_there_is_one_line_per_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_bundle_files(tmp_path, version=VERSION)
    write_bundle_files(tmp_path, version=NEW)
    assert run_command("list", "--data-dir", tmp_path) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"  kwwiki  {VERSION}")
    assert second.startswith(f"* kwwiki  {NEW}")
    assert second.endswith("0.0 MB  2026-01-01 kwwiki-pages-articles.xml.bz2")


def test_the_exit_code_says_that_a_version_is_damaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_bundle_files(tmp_path, version=VERSION)
    (tmp_path / "kwwiki" / VERSION / "model.ubj").unlink()
    assert run_command("list", "--data-dir", tmp_path, "--wiki", "kwwiki") == 1
    assert "damaged: " in capsys.readouterr().out
