"""The catalog of bundles in a database. The integration tests open bundles from a real one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from api.stores.mysql.catalog import DatabaseCatalog
from linking.bundle.errors import BundleMissingError, FileMissingError, ManifestError
from linking.store.lookups import LookupFailedError
from tests.helpers.api.fake_database import FakePool, Rows
from tests.helpers.api.fakes import VERSION, make_manifest


class Database:
    """The rows of `lr_current` and the manifests. away: whether the database does not answer."""

    def __init__(self) -> None:
        self.current: list[tuple[Any, ...]] = [("kwwiki", VERSION, 1), ("arcwiki", VERSION, 2)]
        self.manifests = {"kwwiki": make_manifest("kwwiki"), "arcwiki": make_manifest("kwwiki")}
        self.away = False

    def answer(self, statement: str, arguments: Sequence[Any]) -> Rows:
        if self.away:
            raise LookupFailedError("store", "away")
        if "lr_dataset" in statement:
            return [(7,)] if arguments[0] == "ab" * 32 else []
        if "lr_entry" in statement:
            return [(0, b'{"wiki": '), (1, b'"kwwiki"}')] if arguments[1] < 0 else []
        if "manifest" in statement:
            return [(self.manifests[arguments[0]].dumps(),)] if arguments[0] in self.manifests else []
        return self.current


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def catalog(database: Database, tmp_path: Path) -> DatabaseCatalog:
    pool: Any = FakePool(database.answer)
    return DatabaseCatalog(pool, tmp_path)


def test_wikis_are_those_with_a_current_version_and_a_valid_name(catalog: DatabaseCatalog, database: Database) -> None:
    database.current.append(("../evil", VERSION, 3))
    assert catalog.wikis() == ["arcwiki", "kwwiki"]


def test_a_file_of_a_bundle_can_be_read(catalog: DatabaseCatalog) -> None:
    manifest = catalog.manifest("kwwiki")
    assert catalog.read(manifest, "site.json") == b'{"wiki": "kwwiki"}'
    with pytest.raises(FileMissingError):
        catalog.read(manifest, "report.json")


def test_a_signature_changes_when_a_version_is_switched_to_again(catalog: DatabaseCatalog, database: Database) -> None:
    before = catalog.signature("kwwiki")
    database.current = [("kwwiki", VERSION, 5)]
    assert catalog.signature("kwwiki") == before  # still fresh
    catalog._expires = 0.0
    assert catalog.signature("kwwiki") not in (before, None)
    assert catalog.signature("arcwiki") is None


def test_while_the_database_is_away_the_last_signature_stays(catalog: DatabaseCatalog, database: Database) -> None:
    before = catalog.signature("kwwiki")
    database.away = True
    catalog._expires = 0.0
    assert catalog.signature("kwwiki") == before


def test_before_the_database_has_answered_no_wiki_counts_as_removed(
    catalog: DatabaseCatalog, database: Database
) -> None:
    database.away = True
    assert catalog.signature("kwwiki") is not None
    with pytest.raises(LookupFailedError):
        catalog.wikis()


def test_a_manifest_must_be_that_of_the_wiki(catalog: DatabaseCatalog) -> None:
    assert catalog.manifest("kwwiki").version == VERSION
    with pytest.raises(ManifestError, match="is kwwiki in the row of arcwiki"):
        catalog.manifest("arcwiki")
    with pytest.raises(BundleMissingError):
        catalog.manifest("otherwiki")
