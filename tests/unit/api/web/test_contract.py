"""The served contract has examples that work on this server, and is otherwise the file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from api.web.contract import (
    SAMPLE_TITLE,
    SAMPLE_WIKI,
    ExampleArticle,
    contract_with_examples,
    load_contract,
)
from tests.helpers.api.fakes import VERSION, FakeCatalog

KERNOW = ExampleArticle("kwwiki", "kw", "Kernow", "'''Kernow''': Truru.", reachable=True)


def served(catalog: FakeCatalog, config: Config) -> dict:
    cache = BundleCache(catalog, 10)
    try:
        return create_app(config, cache).test_client().get("/?spec").json
    finally:
        cache.close()


def examples(contract: dict) -> dict[str, str]:
    return {name: parameter.get("example") for name, parameter in contract["components"]["parameters"].items()}


def test_examples_are_about_an_article_of_a_wiki_that_is_there() -> None:
    contract = contract_with_examples(KERNOW)
    given = examples(contract)
    assert (given["wiki"], given["domain"], given["title"], given["language_code"]) == ("kwwiki", "kw", "Kernow", "kw")
    given_bodies = {name: example["value"] for name, example in contract["components"]["examples"].items()}
    for line in given_bodies.pop("batch").splitlines():
        assert (json.loads(line)["title"], json.loads(line)["wikitext"]) == ("Kernow", KERNOW.wikitext)
    assert {body["wikitext"] for body in given_bodies.values()} == {KERNOW.wikitext}
    text = json.dumps(contract["paths"])
    assert SAMPLE_WIKI not in text
    assert f'"{SAMPLE_TITLE}"' not in text


def test_the_sample_wiki_has_the_examples_of_the_file() -> None:
    contract = load_contract()
    assert contract_with_examples(replace(KERNOW, wiki=SAMPLE_WIKI)) == contract
    assert contract_with_examples(None) == contract


def test_nothing_but_examples_differs() -> None:
    changed, original = contract_with_examples(KERNOW), load_contract()
    assert changed["paths"].keys() == original["paths"].keys()
    assert changed["components"]["schemas"] == original["components"]["schemas"]
    assert changed["info"] == original["info"]


@pytest.mark.parametrize(
    ("wikis", "api", "expected"),
    [
        (["kwwiki", "samplewiki"], "", "kwwiki"),
        (["samplewiki", "zzwiki"], "", "samplewiki"),
        (["kwwiki", "samplewiki"], "off", "samplewiki"),
        (["kwwiki"], "off", "kwwiki"),
        (["acme"], "https://example.org/api.php", "acme"),
        ([], "", SAMPLE_WIKI),
    ],
)
def test_a_wiki_whose_articles_can_be_fetched_is_preferred(
    tmp_path: Path, wikis: list[str], api: str, expected: str
) -> None:
    catalog = FakeCatalog(versions=dict.fromkeys(wikis, VERSION))
    contract = served(catalog, Config(tmp_path, mediawiki_api_url=api))
    assert examples(contract)["wiki"] == expected
    assert examples(contract)["domain"] == expected.removesuffix("wiki")


def test_a_title_without_a_space_is_preferred(tmp_path: Path) -> None:
    """service-checker-swagger writes a space in a path as "+"."""
    catalog = FakeCatalog(versions={"kwwiki": VERSION})
    assert examples(served(catalog, Config(tmp_path)))["title"] == "Oslo"


def test_a_broken_bundle_gives_no_examples(tmp_path: Path) -> None:
    catalog = FakeCatalog(versions={"aawiki": VERSION, "kwwiki": VERSION}, broken={"aawiki": "torn"})
    assert examples(served(catalog, Config(tmp_path)))["wiki"] == "kwwiki"


def test_operations_that_this_server_cannot_do_say_so(tmp_path: Path) -> None:
    catalog = FakeCatalog(versions={"kwwiki": VERSION})
    contract = served(catalog, Config(tmp_path, mediawiki_api_url="off"))
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            fetches = method == "get" and path.startswith("/v1/")
            assert ("Not on this server" in operation.get("description", "")) == fetches
    assert "Not on this server" not in json.dumps(load_contract())


def test_reports_are_monitored_only_if_there_are_any() -> None:
    for example, is_monitored in ((KERNOW, True), (replace(KERNOW, has_report=False), False)):
        paths = contract_with_examples(example)["paths"]
        for path in ("/wikis/{wiki}/report", "/wikis/{wiki}/report.json"):
            assert paths[path]["get"].get("x-monitor", True) == is_monitored
        assert paths["/wikis/{wiki}/model-card"]["get"].get("x-monitor", True)
