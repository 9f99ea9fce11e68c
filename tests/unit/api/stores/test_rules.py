"""Rules in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.stores.rules import ALL_WIKIS, FileRulesStore, file_signature, rules_origin
from linking.bundle.errors import DataDirectoryError
from linking.bundle.names import RULES_FILE
from linking.rules.model import Rules, RulesError

TEXT = "rules: [{name: cities, targets: [Paris]}]"


@pytest.fixture
def store(tmp_path: Path) -> FileRulesStore:
    (tmp_path / "kwwiki").mkdir()
    (tmp_path / "kwwiki" / "manifest.json").touch()
    (tmp_path / RULES_FILE).write_text(TEXT)
    return FileRulesStore(tmp_path)


def test_rules_for_all_wikis_and_those_of_one_are_different_files(store: FileRulesStore, tmp_path: Path) -> None:
    (rule,) = store.read(ALL_WIKIS).rules
    assert (rule.name, rule.origin, rules_origin("kwwiki")) == ("cities", "global", "wiki")
    assert store.read("kwwiki") == Rules()
    assert store.location("kwwiki") == "kwwiki/rules.yaml"


def test_the_signature_tells_of_changes(store: FileRulesStore, tmp_path: Path) -> None:
    assert store.signature("kwwiki") is None
    before = store.signature(ALL_WIKIS)
    assert before == store.signature(ALL_WIKIS)
    (tmp_path / "new").write_text(TEXT)
    (tmp_path / "new").rename(tmp_path / RULES_FILE)
    assert store.signature(ALL_WIKIS) not in (before, None)


def test_lost_rules_are_not_taken_for_removed_ones(store: FileRulesStore, tmp_path: Path) -> None:
    (tmp_path / "emptywiki").mkdir()
    for name in ("otherwiki", "emptywiki"):
        with pytest.raises(DataDirectoryError):
            store.signature(name)
    with pytest.raises(DataDirectoryError):
        FileRulesStore(tmp_path / "emptywiki").signature(ALL_WIKIS)


def test_an_unreadable_file_has_a_signature_and_a_problem(store: FileRulesStore, tmp_path: Path) -> None:
    (tmp_path / "kwwiki" / RULES_FILE).mkdir()
    assert store.signature("kwwiki") is not None
    with pytest.raises(RulesError, match="cannot be read"):
        store.read("kwwiki")


def test_a_path_that_cannot_exist_has_no_signature(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert file_signature(tmp_path / "file" / "below") is None
