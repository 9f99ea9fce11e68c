"""What the playground's script learns about a wiki."""

from __future__ import annotations

import pytest

from api.web.wiki_description import character_names, describe, origin, page_address
from linking.text.titles import Site


def test_only_letters_with_another_capital_than_everywhere_are_named() -> None:
    usual = describe(Site("enwiki", "en"), "", "v")["capitals"]
    assert usual["ß"] == "ß"
    assert usual["ა"] == "ა"
    assert not {"a", "i", "é", "я"} & set(usual)
    assert describe(Site("trwiki", "tr"), "", "v")["capitals"]["i"] == "İ"
    site = Site("arwiki", "ar", "first-letter", {"ملف": 6, "تصنيف": 14, "بوابة": 100})
    assert set(describe(site, "", "v")["hidden"]) == {"file", "image", "category", "ملف", "تصنيف"}


@pytest.mark.parametrize(
    ("api", "address"),
    [
        ("https://kw.wikipedia.org/w/api.php", "https://kw.wikipedia.org/w/index.php?title="),
        ("http://wiki:8080/kwwiki/api.php", "http://wiki:8080/kwwiki/index.php?title="),
        (None, ""),
    ],
)
def test_pages_are_read_where_the_api_is(api: str | None, address: str) -> None:
    assert page_address(api) == address


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://kw.wikipedia.org/w/index.php?title=", "https://kw.wikipedia.org"),
        ("http://wiki:8080/kwwiki/index.php?title=", "http://wiki:8080"),
    ],
)
def test_the_origin_has_no_path(address: str, expected: str) -> None:
    assert origin(address) == expected


def test_characters_are_known_by_their_full_names_alone() -> None:
    names = character_names()
    assert (names["nbsp"], names["eacute"], names["amp"]) == ("\u00a0", "é", "&")
    assert not any(name.endswith(";") for name in names)


def test_captions_of_files_are_told_from_categories() -> None:
    site = Site("arwiki", "ar", "first-letter", {"ملف": 6, "تصنيف": 14})
    described = describe(site, "", "v1", [{"title": "A"}])
    assert set(described["files"]) == {"file", "image", "ملف"}
    assert (described["version"], described["examples"]) == ("v1", [{"title": "A"}])
