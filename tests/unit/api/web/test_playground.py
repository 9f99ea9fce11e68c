"""The page of the playground, its headers, and its data about wikis and articles."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.config import load
from api.settings.definitions import Config
from api.web.playground import EXAMPLES
from api.web.security_headers import security_headers
from tests.helpers.api.fakes import VERSION, FakeCatalog
from tests.helpers.api.wiki_api import REVISION, TEXT, TIMESTAMP, WikiApi, wiki_api

SAMPLE = Path(__file__).resolve().parents[4] / "training/sample/samplewiki.xml"


@pytest.fixture(scope="module")
def wiki() -> Iterator[WikiApi]:
    with wiki_api() as api:
        yield api


@pytest.fixture
def with_wiki(wiki: WikiApi, config: Config, cache: BundleCache) -> FlaskClient:
    return create_app(replace(config, mediawiki_api_url=wiki.pattern), cache).test_client()


def test_the_page_offers_the_wikis_and_the_banner_leads_to_it(client: FlaskClient) -> None:
    page = client.get("/playground").text
    assert re.findall(r'<option value="(\w+)"', page) == ["bat_smgwiki", "kwwiki"]
    assert 'href="/playground"' in client.get("/").text


def test_the_page_does_not_offer_a_wiki_whose_bundle_is_broken(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.broken["kwwiki"] = "torn"
    assert "kwwiki" not in client.get("/playground").text


def test_the_page_says_so_where_there_is_no_bundle(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.versions.clear()
    assert "no bundle yet" in client.get("/playground").text


def test_the_page_starts_from_the_address_and_writes_nothing_of_it_as_markup(client: FlaskClient) -> None:
    page = client.get('/playground?wiki=kwwiki&title="><script>1</script>&threshold="><b>').text
    assert '<option value="kwwiki" selected>' in page
    assert "<script>1" not in page
    assert "<b>" not in page


def test_the_data_have_the_headers_of_the_page(client: FlaskClient) -> None:
    with client.get("/playground/wikis/kwwiki") as answer:
        assert {name: answer.headers[name] for name in security_headers()} == dict(security_headers())


@pytest.mark.parametrize("prefix", ["", "/gate"])
def test_every_address_of_the_page_works_with_and_without_a_prefix(
    config: Config, cache: BundleCache, prefix: str
) -> None:
    client = create_app(replace(config, url_prefix=prefix), cache).test_client()
    page = client.get(f"{prefix}/playground").text
    found = re.findall(r'(?:href|src|action|data-here)="([^"#]+)"', page)
    links = [link for link in found if not link.startswith("data:")]
    assert len(links) > 5
    for link in links:
        assert link.startswith(f"{prefix}/")
        with client.get(link) as answer:
            assert answer.status_code == 200
    assert f'data-recommend="{prefix}/v1/linkrecommendations"' in page


def test_without_the_playground_there_is_no_link_to_it(tmp_path: Path, cache: BundleCache) -> None:
    config = load({"PLAYGROUND": "off", "DATA_DIR": str(tmp_path)}, {})
    client = create_app(config, cache).test_client()
    assert "playground" not in client.get("/").text.lower()
    for path in ("/playground", "/playground/wikis/kwwiki"):
        assert client.get(path).status_code == 404


def test_an_article_comes_from_the_wiki(with_wiki: FlaskClient) -> None:
    answer = with_wiki.get("/playground/articles/kwwiki/some%2Ftitle")
    assert answer.json == {
        "title": "Some/title",
        "pageid": 5,
        "revid": REVISION,
        "timestamp": TIMESTAMP,
        "wikitext": TEXT,
    }


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("articles/kwwiki/Missing", 404),
        ("articles/kwwiki/Redirect", 422),
        ("articles/kwwiki/Fails", 502),
        ("articles/kwwiki/a%5Bb", 400),
        ("articles/nowiki/A", 404),
        ("wikis/nowiki", 404),
        ("wikis/..", 404),
    ],
)
def test_an_error_is_a_problem_with_a_title(with_wiki: FlaskClient, path: str, status: int) -> None:
    answer = with_wiki.get(f"/playground/{path}")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["title"]


def test_the_script_gets_the_configuration_of_a_wiki(client: FlaskClient) -> None:
    described = client.get("/playground/wikis/kwwiki").json
    assert described["case"] == "first-letter"
    assert described["direction"] == "ltr"
    assert set(described["hidden"]) == {"file", "image", "category"}


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"mediawiki_api_url": ""}, "https://kw.wikipedia.org/w/index.php?title="),
        (
            {"mediawiki_api_url": "", "mediawiki_proxy_url": "http://localhost:6500"},
            "https://kw.wikipedia.org/w/index.php?title=",
        ),
        ({"mediawiki_api_url": "off"}, ""),
    ],
)
def test_pages_are_never_read_at_the_proxy_of_the_api(
    config: Config, cache: BundleCache, settings: dict[str, str], address: str
) -> None:
    client = create_app(replace(config, **settings), cache).test_client()
    assert client.get("/playground/wikis/kwwiki").json["pages"] == address


def test_titles_come_from_the_wiki_and_may_be_cached(with_wiki: FlaskClient) -> None:
    answer = with_wiki.get("/playground/titles/kwwiki?prefix=pari")
    assert answer.json == {"titles": ["Paris", "Paris (mythology)", "Parish"]}
    assert answer.cache_control.max_age > 0


@pytest.mark.parametrize(
    ("path", "status"),
    [("kwwiki", 400), ("kwwiki?prefix=", 400), ("kwwiki?prefix=Fails", 502), ("nowiki?prefix=A", 404)],
)
def test_a_failed_search_of_titles_is_a_problem(with_wiki: FlaskClient, path: str, status: int) -> None:
    answer = with_wiki.get(f"/playground/titles/{path}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_named_characters_are_listed(client: FlaskClient) -> None:
    answer = client.get("/playground/characters")
    assert answer.json["ndash"] == "–"
    assert answer.cache_control.max_age > 0


def test_a_wiki_has_three_examples_that_it_can_be_asked_for(with_wiki: FlaskClient, client: FlaskClient) -> None:
    assert len(with_wiki.get("/playground/wikis/kwwiki").json["examples"]) == EXAMPLES


def test_a_wiki_that_cannot_be_asked_has_no_examples(config: Config, cache: BundleCache) -> None:
    client = create_app(replace(config, mediawiki_api_url="off"), cache).test_client()
    assert client.get("/playground/wikis/kwwiki").json["examples"] == []


def test_the_examples_of_the_sample_wiki_bring_their_text(config: Config) -> None:
    cache = BundleCache(FakeCatalog({"samplewiki": VERSION}), 1)
    examples = create_app(config, cache).test_client().get("/playground/wikis/samplewiki").json["examples"]
    assert len(examples) == EXAMPLES
    titles = {element.text for element in ET.parse(SAMPLE).iter() if element.tag.endswith("}title")}
    for example in examples:
        assert example["title"] in titles
        assert f"'''{example['title']}'''" in example["wikitext"]


def test_a_form_to_the_wiki_alone_is_allowed_where_a_text_is_handed_over(
    client: FlaskClient, with_wiki: FlaskClient
) -> None:
    address = with_wiki.get("/playground/wikis/kwwiki").json["pages"]
    for path, allowed in (("/playground", "'self'"), ("/playground/edit/kwwiki", address.split("/kw/")[0])):
        policy = with_wiki.get(path).headers["Content-Security-Policy"]
        assert f"form-action {allowed};" in policy
        assert "unsafe" not in policy
    assert f'data-pages="{address}"' in with_wiki.get("/playground/edit/kwwiki").text
    assert with_wiki.get("/playground/edit/nowiki").status_code == 404


def test_without_an_address_of_the_wiki_no_form_is_offered(config: Config, cache: BundleCache) -> None:
    client = create_app(replace(config, mediawiki_api_url="off"), cache).test_client()
    page = client.get("/playground/edit/kwwiki")
    assert "is unknown" in page.text
    assert "<form" not in page.text
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
