"""`prune` deletes old versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking.bundle.bundle import list_versions, open_bundle
from tests.helpers.linking.bundles import write_bundle_files
from tests.helpers.training.commands import run_command


def test_the_newest_versions_and_the_current_one_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    versions = [f"2026010{day}T000000Z" for day in range(1, 6)]
    for version in reversed(versions):
        write_bundle_files(tmp_path, version=version)
    assert open_bundle(tmp_path, "kwwiki").manifest.version == versions[0]
    assert run_command("prune", "--data-dir", tmp_path, "--keep", 2) == 0
    assert list_versions(tmp_path, "kwwiki") == [versions[0], *versions[3:]]
    assert capsys.readouterr().out == "".join(f"kwwiki: removed {version}\n" for version in versions[1:3])


@pytest.mark.parametrize("keep", ["0", "-1", "x"])
def test_at_least_one_version_is_kept(tmp_path: Path, keep: str) -> None:
    with pytest.raises(SystemExit) as caught:
        run_command("prune", "--data-dir", tmp_path, "--keep", keep)
    assert caught.value.code == 2
