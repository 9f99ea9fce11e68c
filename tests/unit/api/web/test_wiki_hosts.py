"""The wiki of an address, among those that have a bundle."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config


@pytest.mark.parametrize(
    ("pattern", "address", "expected"),
    [
        ("", "https://kw.wikipedia.org/wiki/Kernow#Istori", ("kwwiki", "Kernow", "Istori")),
        ("", "kw.m.wikipedia.org/wiki/Kernow", ("kwwiki", "Kernow", "")),
        ("", "https://bat-smg.wikipedia.org/wiki/A_b", ("bat_smgwiki", "A b", "")),
        ("http://mw:80/{wiki}/api.php", "http://mw:80/kwwiki/index.php?title=A", ("kwwiki", "A", "")),
        ("https://{domain}.example.org/w/api.php", "https://bat-smg.example.org/wiki/A", ("bat_smgwiki", "A", "")),
    ],
)
def test_the_host_chooses_the_wiki(
    config: Config, cache: BundleCache, pattern: str, address: str, expected: tuple[str, ...]
) -> None:
    client = create_app(replace(config, mediawiki_api_url=pattern), cache).test_client()
    query = {"address": address, "wiki": "kwwiki"}
    answer = client.get("/playground/address", query_string=query)
    assert answer.status_code == 200, answer.text
    assert (answer.json["wiki"], answer.json["title"], answer.json["section"]) == expected


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("https://fr.wikipedia.org/wiki/Paris", 404, "no bundle for the wiki at fr.wikipedia.org"),
        ("https://wiki.example.org/wiki/Paris", 404, "wiki.example.org"),
        ("https://kw.wikipedia.org/w/index.php?oldid=7", 404, "no title"),
        ("Paris", 400, "not the address"),
        ("", 400, "address is missing"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(
    config: Config, cache: BundleCache, address: str, status: int, says: str
) -> None:
    client = create_app(replace(config, mediawiki_api_url=""), cache).test_client()
    answer = client.get("/playground/address", query_string={"address": address})
    assert answer.status_code == status
    assert says in answer.json["detail"]
