"""Addresses of articles in the forms that MediaWiki gives them."""

from __future__ import annotations

from typing import Any

import pytest

from api.web.article_address import MAX_ADDRESS_LENGTH, database_names, parse_address, plain_host
from tests.helpers.cases import cases

CASES: list[dict[str, Any]] = cases("article_addresses.json")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["address"].strip())
def test_host_title_and_section_are_read(case: dict[str, Any]) -> None:
    found = parse_address(case["address"])
    assert found is not None
    assert (found.host, found.title, found.section) == (case["host"], case["title"], case["section"])


@pytest.mark.parametrize(
    "text",
    [
        "Paris",
        "AC/DC",
        "9/11",
        "Paris (mythology)",
        "St. John/Archive",
        "",
        "ftp://kw.wikipedia.org/wiki/A",
        "https://[::1/wiki/A",
        "https://",
        "https://kw.wikipedia.org/wiki/" + "A" * MAX_ADDRESS_LENGTH,
    ],
)
def test_a_title_is_no_address(text: str) -> None:
    assert parse_address(text) is None


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("KW.m.Wikipedia.org", "kw.wikipedia.org"),
        ("m.wikidata.org", "wikidata.org"),
        ("www.org", "www.org"),
        ("localhost:8080", "localhost:8080"),
    ],
)
def test_mobile_sites_have_the_host_of_their_wiki(host: str, plain: str) -> None:
    assert plain_host(host) == plain


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("kw.wikipedia.org", "kwwiki"),
        ("zh-min-nan.wikipedia.org", "zh_min_nanwiki"),
        ("be-tarask.wikipedia.org", "be_x_oldwiki"),
        ("fr.wiktionary.org", "frwiktionary"),
        ("zh-min-nan.wikisource.org", "zh_min_nanwikisource"),
        ("commons.wikimedia.org", "commonswiki"),
        ("wikidata.org", "wikidatawiki"),
        ("mediawiki.org", "mediawikiwiki"),
    ],
)
def test_the_host_of_a_wiki_of_wikimedia_has_its_name(host: str, name: str) -> None:
    assert name in database_names(host)


@pytest.mark.parametrize("host", ["wiki.example.org", "kw.wikipedia.com", "localhost", "a.b.wikipedia.org"])
def test_other_hosts_have_no_database_name(host: str) -> None:
    assert list(database_names(host)) == []
