"""`unpublish` removes a wiki."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking.bundle.errors import BundleMissingError
from linking.bundle.wiki_index import INDEX, parse_index
from tests.helpers.linking.bundles import VERSION, write_bundle_files
from tests.helpers.training.commands import run_command


def test_files_and_index_entry_are_removed(tmp_path: Path) -> None:
    for wiki in ("arcwiki", "kwwiki"):
        write_bundle_files(tmp_path, wiki)
    assert run_command("unpublish", "--data-dir", tmp_path, "--wiki", "arcwiki") == 0
    assert not (tmp_path / "arcwiki").exists()
    assert parse_index((tmp_path / INDEX).read_bytes()) == {"kwwiki": VERSION}


def test_there_may_be_no_such_wiki(tmp_path: Path) -> None:
    write_bundle_files(tmp_path, "kwwiki")
    with pytest.raises(BundleMissingError, match="arcwiki"):
        run_command("unpublish", "--data-dir", tmp_path, "--wiki", "arcwiki")
