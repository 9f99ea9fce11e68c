"""Bundles in a data directory."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from api.stores.catalog import MAX_READ_BYTES, DataDirectory, UnreadableError, load_bundle, with_compiled_rules
from linking.bundle.bundle import open_bundle
from linking.bundle.errors import BundleMissingError, DataDirectoryError, FileMissingError, ManifestError
from linking.bundle.manifest import FileEntry
from linking.bundle.names import MANIFEST
from linking.dataset_checksums import dataset_checksums
from linking.errors import LinkingError
from linking.recommender import RecommendationQuery
from linking.rules.model import EffectiveRules, Rule
from tests.helpers.linking.bundles import VERSION
from tests.helpers.linking.complete_bundle import ARTICLES, write_complete_bundle


@pytest.fixture
def catalog(tmp_path: Path) -> DataDirectory:
    write_complete_bundle(tmp_path)
    return DataDirectory(tmp_path)


def test_wikis_and_manifests_are_those_of_the_directory(catalog: DataDirectory) -> None:
    assert catalog.wikis() == ["tinywiki"]
    assert catalog.manifest("tinywiki").version == VERSION
    with pytest.raises(BundleMissingError):
        catalog.manifest("otherwiki")


def test_a_file_of_a_bundle_can_be_read(catalog: DataDirectory) -> None:
    manifest = catalog.manifest("tinywiki")
    assert json.loads(catalog.read(manifest, "site.json"))["wiki"] == "tinywiki"
    with pytest.raises(FileMissingError):
        catalog.read(manifest, "../manifest.json")
    (catalog.path / "tinywiki" / VERSION / "site.json").unlink()
    with pytest.raises(DataDirectoryError):
        catalog.read(manifest, "site.json")


def test_a_file_that_is_too_large_is_not_read(catalog: DataDirectory) -> None:
    manifest = catalog.manifest("tinywiki")
    large = replace(manifest, files={"site.json": FileEntry(MAX_READ_BYTES + 1, "ab" * 32)})
    with pytest.raises(ManifestError, match="too large"):
        catalog.read(large, "site.json")


def test_the_signature_changes_with_the_manifest(catalog: DataDirectory) -> None:
    before = catalog.signature("tinywiki")
    assert before == catalog.signature("tinywiki")
    path = catalog.path / "tinywiki" / MANIFEST
    path.write_bytes(path.read_bytes() + b" ")
    assert catalog.signature("tinywiki") != before


@pytest.mark.parametrize("wiki", ["otherwiki", "..", "../x", "", "TINYWIKI"])
def test_a_wiki_without_a_bundle_has_no_signature(catalog: DataDirectory, wiki: str) -> None:
    assert catalog.signature(wiki) is None


def test_an_open_bundle_recommends(catalog: DataDirectory) -> None:
    bundle = catalog.open("tinywiki")
    query = RecommendationQuery("Capitals", ARTICLES["Capitals"], threshold=0.2)
    assert [link.link_target for link in bundle.recommender.recommend(query).links] == [
        "Paris",
        "France",
        "Seine",
        "Rome",
    ]
    assert bundle.normalise_title("new_York") == "New York"
    bundle.recommender.close()


def test_rules_are_compiled_for_the_bundle(catalog: DataDirectory) -> None:
    bundle = catalog.open("tinywiki")
    assert with_compiled_rules(bundle, EffectiveRules(())).rules is None
    rules = with_compiled_rules(bundle, EffectiveRules((Rule("a", "wiki", targets=("Rome",)),))).rules
    assert rules is not None
    assert rules.match("rome", "Rome", (), 1.0)
    bundle.recommender.close()


def test_the_checksum_of_answers_changes_with_the_rules(catalog: DataDirectory) -> None:
    bundle = catalog.open("tinywiki")
    rule = Rule("a", "wiki", targets=("Rome",))
    assert bundle.checksums == dataset_checksums(bundle.manifest, ())
    ruled = with_compiled_rules(bundle, EffectiveRules((rule,)))
    assert ruled.checksums == dataset_checksums(bundle.manifest, (rule,)) != bundle.checksums
    assert with_compiled_rules(ruled, EffectiveRules(())).checksums == bundle.checksums
    bundle.recommender.close()


@pytest.mark.parametrize("name", ["model.ubj", "site.json", "titles.trie"])
def test_a_file_with_damaged_content_cannot_be_opened(tmp_path: Path, name: str) -> None:
    bundle = write_complete_bundle(tmp_path)
    path = bundle.path(name)
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(LinkingError):
        load_bundle(open_bundle(tmp_path, "tinywiki"))


def test_an_error_of_a_library_is_one_of_the_bundle(tmp_path: Path) -> None:
    bundle = write_complete_bundle(tmp_path)
    path = bundle.path("site.json")
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(UnreadableError, match=r"^tinywiki: JSONDecodeError: ") as caught:
        load_bundle(open_bundle(tmp_path, "tinywiki"))
    assert caught.value.wiki == "tinywiki"
