"""The checksum changes with everything that decides an answer, and with nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from linking import dataset_checksums as module
from linking.bundle.manifest import DumpName, FileEntry, Manifest
from linking.dataset_checksums import answers_checksum, dataset_checksums
from linking.rules.model import Rule
from tests.helpers.linking.bundles import write_bundle_files

RULES = (Rule("cities", "wiki", targets=("Paris", "Rome")), Rule("short", "global", text_length=3))


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return write_bundle_files(tmp_path).manifest


def _with_file(manifest: Manifest, name: str, sha256: str = "cd" * 32) -> Manifest:
    return replace(manifest, files={**manifest.files, name: FileEntry(5, sha256)})


def test_clients_store_only_what_they_compare(manifest: Manifest) -> None:
    found = dataset_checksums(manifest, RULES)
    assert found == {"model": answers_checksum(manifest, RULES)}
    assert re.fullmatch("[0-9a-f]{64}", found["model"])


@pytest.mark.parametrize("name", ["model.ubj", "anchors.sqlite", "site.json", "words.trie", "titles-000061.trie"])
def test_a_file_that_serving_reads_changes_it(manifest: Manifest, name: str) -> None:
    """The tables do so too: the model of small wikis is the shipped one."""
    assert answers_checksum(_with_file(manifest, name), ()) != answers_checksum(manifest, ())


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: replace(manifest, features=manifest.features[::-1]),
        lambda manifest: replace(manifest, folding=2),
        lambda manifest: replace(manifest, limits=replace(manifest.limits, longest_anchor=7)),
        lambda manifest: replace(manifest, format=2),
    ],
    ids=["features", "folding", "limits", "format"],
)
def test_how_the_files_are_read_changes_it(manifest: Manifest, change: Callable[[Manifest], Manifest]) -> None:
    assert answers_checksum(change(manifest), ()) != answers_checksum(manifest, ())


def test_a_recommender_with_other_answers_changes_it(manifest: Manifest, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers_checksum(manifest, ())
    monkeypatch.setattr(module, "ANSWERS_VERSION", module.ANSWERS_VERSION + 1)
    assert answers_checksum(manifest, ()) != before


@pytest.mark.parametrize(
    "rules",
    [
        (),
        RULES[:1],
        (*RULES, Rule("more", "wiki", texts=("a*",))),
        (replace(RULES[0], targets=("Paris",)), RULES[1]),
        (RULES[0], replace(RULES[1], text_length=4)),
        (RULES[0], Rule("short", "global", least_score=3)),
    ],
    ids=["none", "one less", "one more", "shorter list", "other limit", "other kind"],
)
def test_rules_change_it(manifest: Manifest, rules: tuple[Rule, ...]) -> None:
    assert answers_checksum(manifest, rules) != answers_checksum(manifest, RULES)


@pytest.mark.parametrize(
    "rules",
    [
        RULES[::-1],
        (
            replace(RULES[0], name="towns", comment="Too common.", discussion="https://example.org/", origin="global"),
            RULES[1],
        ),
        (replace(RULES[0], targets=("Rome", "Paris")), RULES[1]),
    ],
    ids=["order of rules", "words about a rule", "order in a list"],
)
def test_rules_that_suppress_the_same_links_do_not_change_it(manifest: Manifest, rules: tuple[Rule, ...]) -> None:
    assert answers_checksum(manifest, rules) == answers_checksum(manifest, RULES)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: _with_file(manifest, "report.html"),
        lambda manifest: _with_file(manifest, "report.json"),
        lambda manifest: replace(manifest, version="20270101T000000Z", dump=DumpName("other.xml", "2027-01-01")),
        lambda manifest: replace(manifest, training={"precision": 0.6}, counts={"articles": 4}),
    ],
    ids=["report", "figures of the report", "version and dump", "training"],
)
def test_what_no_answer_depends_on_does_not_change_it(
    manifest: Manifest, change: Callable[[Manifest], Manifest]
) -> None:
    assert answers_checksum(change(manifest), RULES) == answers_checksum(manifest, RULES)
