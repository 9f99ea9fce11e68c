"""Link trails and prefixes, as MediaWiki's message files have them."""

from __future__ import annotations

import re

import pytest

from linking.text import link_trails
from linking.text.link_trails import end_of_trail, start_of_prefix


@pytest.mark.parametrize(
    ("language", "after", "trail"),
    [
        ("en", "s and", "s"),
        ("en", "é", ""),
        ("en", "'s", ""),
        ("kw", "ow", "ow"),
        ("fr", "éennes.", "éennes"),
        ("de", "ßen", "ßen"),
        ("ca", "·legi", "·legi"),
        ("ca", "'ns", "'ns"),
        ("ca", "''x''", ""),
        ("br", "c'hez", "c'hez"),
        ("ru", "ами", "ами"),
        ("ru", "ü", ""),
        ("uk", "їв“", "їв“"),
        ("be-tarask", "ўскі", "ўскі"),
        ("he", "ים", "ים"),
        ("ar", "ية", "ية"),
        ("tr", "'nin", ""),
        ("tr", "ğı", "ğı"),
        ("kk", "ның", "ның"),
        ("is", "-ið", "-ið"),
        ("ja", "都", ""),
        ("no-such-language", "sé", "s"),
    ],
)
def test_the_trail_of_a_link(language: str, after: str, trail: str) -> None:
    text = f"[[x]]{after}"
    assert text[5 : end_of_trail(text, 5, language)] == trail


@pytest.mark.parametrize(
    ("language", "before", "prefix"),
    [
        ("en", "pre", ""),
        ("ru", "пере", ""),
        ("is", "Suður-", "Suður-"),
        ("uk", "слово „", "„"),
        ("ar", "في ال", "ال"),
        ("mzn", "x\u00a0ab", "ab"),
    ],
)
def test_the_prefix_of_a_link(language: str, before: str, prefix: str) -> None:
    assert before[start_of_prefix(before, len(before), language) :] == prefix


def test_every_pattern_of_the_table_can_be_used() -> None:
    table = link_trails._settings()
    assert all(re.compile(pattern) for pattern in table["trails"].values())
    for language in table["prefixes"]:
        assert start_of_prefix("a", 1, language) in (0, 1)
