"""Bundles are named by version, by wiki, or by both."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.linking.complete_bundle import write_complete_bundle
from training.comparison.sides import SideNameError, UnknownVersionError, find_side

OLD, NEW = "20260101T000000Z", "20260201T000000Z"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    for wiki, version in (("kwwiki", OLD), ("kwwiki", NEW), ("brwiki", OLD)):
        write_complete_bundle(tmp_path, wiki, version)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "wiki", "version"),
    [
        (OLD, "kwwiki", OLD),
        ("current", "kwwiki", NEW),
        ("kwwiki", "kwwiki", NEW),
        ("brwiki", "brwiki", OLD),
        (f"brwiki/{OLD}", "brwiki", OLD),
        ("brwiki/current", "brwiki", OLD),
        (f"kwwiki/{OLD}", "kwwiki", OLD),
    ],
)
def test_a_name_leads_to_a_bundle(data_dir: Path, name: str, wiki: str, version: str) -> None:
    side = find_side(data_dir, "kwwiki", name)
    assert (side.wiki, side.version, side.articles) == (wiki, version, 3)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("20250101T000000Z", f"kwwiki has no version 20250101T000000Z; there are: {OLD}, {NEW}"),
        ("nowiki", "nowiki has no version current; the wiki has no bundle here; there are bundles of: brwiki, kwwiki"),
        (f"brwiki/{NEW}", f"brwiki has no version {NEW}; there are: {OLD}"),
    ],
)
def test_a_missing_bundle_lists_what_is_there(data_dir: Path, name: str, message: str) -> None:
    with pytest.raises(UnknownVersionError) as caught:
        find_side(data_dir, "kwwiki", name)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["", "/", "a/b/c", "../kwwiki", "kwwiki/1", "KW!"])
def test_other_words_are_refused(data_dir: Path, name: str) -> None:
    with pytest.raises(SideNameError, match="neither a version"):
        find_side(data_dir, "kwwiki", name)
