"""Names that may become part of a path, a URL or an SQL statement."""

from __future__ import annotations

import pytest

from linking.bundle.errors import InvalidNameError
from linking.bundle.names import (
    check_file_name,
    check_version_name,
    check_wiki_name,
    is_file_name,
    is_version_name,
    is_wiki_name,
)


@pytest.mark.parametrize("name", ["kwwiki", "be_x_oldwiki", "en", "zh_min_nanwiki", "a" * 63, "wikidata2"])
def test_database_names_are_valid(name: str) -> None:
    """Letters, digits and underscores, a letter first, as MediaWiki's wiki ids."""
    assert is_wiki_name(name)
    assert check_wiki_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "a", "..", "a/b", "kwwiki\n", "KW", "a" * 64, "kw.wiki", "kw\x00", "1wiki", "kŵwiki"]
)
def test_other_wiki_names_are_refused(name: str) -> None:
    """No name can leave a directory or end an SQL string."""
    assert not is_wiki_name(name)
    with pytest.raises(InvalidNameError, match="not a valid wiki name") as caught:
        check_wiki_name(name)
    assert (caught.value.kind, caught.value.name) == ("wiki", name)


def test_a_version_is_a_time_in_utc() -> None:
    """ASCII digits, without separators."""
    assert check_version_name("20261123T101500Z") == "20261123T101500Z"
    for name in ("20261123T101500", "2026-11-23T10:15:00Z", "20261123T101500Z\n", "٢٠٢٦١١٢٣T101500Z", "../20261123"):
        assert not is_version_name(name)
        with pytest.raises(InvalidNameError, match="not a valid version name"):
            check_version_name(name)


@pytest.mark.parametrize("name", ["model.ubj", "titles-000061.trie", "a", "classes.sqlite", "a" * 100])
def test_names_of_bundle_files_are_valid(name: str) -> None:
    """Lower-case ASCII, with single dots inside."""
    assert is_file_name(name)
    assert check_file_name(name) == name


@pytest.mark.parametrize("name", ["", ".x", "a..b", "a/b", "A", "a.", "manifest.json", "a" * 101, "a\n", "-a"])
def test_other_file_names_are_refused(name: str) -> None:
    """Hidden files, paths, and the manifest, which does not list itself."""
    assert not is_file_name(name)
    with pytest.raises(InvalidNameError, match="not a valid file name"):
        check_file_name(name)


def test_a_message_shows_a_long_name_only_in_part() -> None:
    """Names come from requests."""
    with pytest.raises(InvalidNameError) as caught:
        check_wiki_name("x" * 10_000)
    assert len(str(caught.value)) < 150
