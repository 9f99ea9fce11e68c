"""The example that the landing page leads to."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.serving.report import read_report
from api.serving.service import Service
from api.serving.wiki_overview import WikiOverview
from api.settings.definitions import Config
from api.web.examples import SAMPLE_WIKI, Example, choose_example, sample_examples
from linking.text.titles import Site
from tests.helpers.api.fakes import make_manifest
from tests.helpers.api.reports import REPORT


def overview(wiki: str, language: str, pool: int) -> WikiOverview:
    row = {"threshold": 0.6, "wiki_two_or_more": pool, "wiki_interval": [0, 999]}
    report = {**REPORT, "newcomers": {**REPORT["newcomers"], "pool": [row]}}
    manifest = replace(make_manifest(wiki), language=language)
    return WikiOverview(wiki, manifest, Site(wiki, language), read_report(json.dumps(report).encode()))


WIKIS = [overview("arcwiki", "arc", 5), overview("kwwiki", "kw", 50), overview("mwlwiki", "mwl", 500)]


def choose(cache: BundleCache, wikis: list[WikiOverview], languages: list[str], api: str = "") -> Example | None:
    config = Config(data_dir=Path(), mediawiki_api_url=api)
    with create_app(config, cache).test_request_context("/"):
        return choose_example(Service(config, cache, None), wikis, languages)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("languages", "wiki"),
    [(["kw-GB", "en"], "kwwiki"), (["en", "arc"], "arcwiki"), (["de"], "mwlwiki"), ([], "mwlwiki")],
)
def test_it_is_in_the_readers_language_or_of_the_wiki_with_most_tasks(
    cache: BundleCache, languages: list[str], wiki: str
) -> None:
    example = choose(cache, WIKIS, languages)
    assert example == Example(wiki, "Joan <Petchey>", f"/playground?wiki={wiki}&title=Joan+%3CPetchey%3E")


def test_a_wiki_that_cannot_be_fetched_from_has_no_article_to_try(cache: BundleCache) -> None:
    assert choose(cache, WIKIS, [], "off") == Example("mwlwiki", "", "/playground?wiki=mwlwiki")
    assert choose(cache, [], []) is None
    assert choose(cache, [WikiOverview("kwwiki", problem="torn")], []) is None


def test_the_sample_wiki_brings_its_text_along(cache: BundleCache) -> None:
    example = choose(cache, [overview(SAMPLE_WIKI, "en", 1)], [], "off")
    assert example is not None
    address, _, packed = example.address.partition("#text=")
    assert address == f"/playground?wiki=samplewiki&title={example.title}"
    content = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    assert zlib.decompress(content, -15).decode() == sample_examples()[0]["wikitext"]
