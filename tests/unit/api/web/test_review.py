"""The review page, and its data about a wiki's articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from api.web.security_headers import security_headers
from tests.helpers.api.fakes import VERSION, FakeCatalog
from tests.helpers.api.wiki_api import IMAGE, REVISION, TITLES, WikiApi, wiki_api


@pytest.fixture(scope="module")
def wiki() -> Iterator[WikiApi]:
    with wiki_api() as api:
        yield api


@pytest.fixture
def with_wiki(wiki: WikiApi, config: Config, cache: BundleCache) -> FlaskClient:
    return create_app(replace(config, mediawiki_api_url=wiki.pattern), cache).test_client()


def test_the_page_offers_the_wikis(client: FlaskClient, catalog: FakeCatalog) -> None:
    assert re.findall(r'<option value="(\w+)"', client.get("/review").text) == ["bat_smgwiki", "kwwiki"]
    catalog.versions.clear()
    page = client.get("/review")
    assert (page.status_code, "<option" in page.text) == (200, False)


@pytest.mark.parametrize("path", ["/", "/playground"])
def test_the_other_pages_lead_to_it(client: FlaskClient, path: str) -> None:
    assert 'href="/review"' in client.get(path).text


@pytest.mark.parametrize("prefix", ["", "/gate"])
def test_every_address_of_the_page_works_with_and_without_a_prefix(
    config: Config, cache: BundleCache, prefix: str
) -> None:
    client = create_app(replace(config, url_prefix=prefix), cache).test_client()
    page = client.get(f"{prefix}/review").text
    found = re.findall(r'(?:href|src|data-here)="([^"#]+)"', page)
    links = [link for link in found if not link.startswith("data:")]
    assert len(links) > 5
    for link in links:
        assert link.startswith(f"{prefix}/")
        with client.get(link) as answer:
            assert answer.status_code == 200


def test_the_setting_that_switches_the_playground_off_covers_it(config: Config, cache: BundleCache) -> None:
    client = create_app(replace(config, playground=False), cache).test_client()
    for path in ("/review", "/review/wikis/kwwiki", "/review/titles/kwwiki", "/review/suggestions/kwwiki/Paris"):
        assert client.get(path).status_code == 404
    assert "/review" not in client.get("/").text


def test_everything_has_the_headers_of_a_page(with_wiki: FlaskClient) -> None:
    for path in ("/review", "/review/wikis/kwwiki", "/review/articles/kwwiki/Paris"):
        with with_wiki.get(path) as answer:
            assert {name: answer.headers[name] for name in security_headers()} == dict(security_headers())


def test_random_titles_are_bounded(with_wiki: FlaskClient) -> None:
    assert with_wiki.get("/review/titles/kwwiki?count=3").json == {"titles": list(TITLES[:3])}
    for count in ("0", "51", "many", ""):
        answer = with_wiki.get(f"/review/titles/kwwiki?count={count}")
        assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, "count")
    assert with_wiki.get("/review/titles/nowiki").status_code == 404


def test_suggestions_are_those_of_the_service_in_their_paragraphs(with_wiki: FlaskClient, wiki: WikiApi) -> None:
    answer: Any = with_wiki.get("/review/suggestions/kwwiki/Article?threshold=0.3").json
    (link,) = answer.pop("suggestions")
    served: Any = with_wiki.get("/v1/linkrecommendations/kwwiki/Article?threshold=0.3").json
    names = ("link_text", "link_target", "wikitext_offset", "score")
    assert {name: link.pop(name) for name in names} == {name: served["links"][0][name] for name in names}
    assert link == {
        "title": "Article",
        "revid": REVISION,
        "paragraph": {"before": "From ", "text": "Paris", "after": " to Rome."},
        "article_start": "From Paris to Rome.",
        "target_start": None,
    }
    assert answer == {
        "wiki": "kwwiki",
        "language": "en",
        "direction": "ltr",
        "main_page": "",
        "bundle_version": VERSION,
        "pages": f"http://127.0.0.1:{wiki.port}/kw/index.php?title=",
    }
    assert with_wiki.get("/review/wikis/kwwiki").json == answer


def test_an_article_without_suggestions_has_an_empty_list(with_wiki: FlaskClient) -> None:
    answer: Any = with_wiki.get("/review/suggestions/kwwiki/Article?threshold=0.9").json
    assert answer["suggestions"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("suggestions/kwwiki/Missing", 404),
        ("suggestions/kwwiki/Redirect", 422),
        ("suggestions/kwwiki/Paris?threshold=2", 400),
        ("suggestions/kwwiki/Fails", 502),
        ("articles/kwwiki/Missing", 404),
        ("articles/kwwiki/%5B", 400),
        ("articles/kwwiki/No JSON", 502),
        ("images/kwwiki/Rome", 404),
        ("images/kwwiki/Drawing", 502),
        ("images/kwwiki/Big", 502),
    ],
)
def test_a_failure_is_a_problem_document(with_wiki: FlaskClient, path: str, status: int) -> None:
    answer = with_wiki.get(f"/review/{path}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_an_article_has_its_start_and_the_services_own_address_of_its_image(with_wiki: FlaskClient) -> None:
    answer: Any = with_wiki.get("/review/articles/kwwiki/Redirect").json
    assert answer == {"title": "Paris", "start": "From Paris to Rome.", "image": "/review/images/kwwiki/Paris"}
    assert with_wiki.get(f"/review/articles/kwwiki/{quote('AC/DC', safe='')}").json == {
        "title": "AC/DC",
        "start": "From Paris to Rome.",
        "image": None,
    }


def test_an_image_can_run_nothing(with_wiki: FlaskClient) -> None:
    with with_wiki.get("/review/images/kwwiki/Paris") as answer:
        assert (answer.data, answer.content_type) == (IMAGE, "image/png")
        assert answer.headers["Content-Security-Policy"].endswith("; sandbox ")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.cache_control.max_age == 3600


def test_a_service_that_asks_no_wiki_says_so(config: Config, cache: BundleCache) -> None:
    client = create_app(replace(config, mediawiki_api_url="off"), cache).test_client()
    for path in ("titles/kwwiki", "suggestions/kwwiki/Paris", "articles/kwwiki/Paris"):
        answer = client.get(f"/review/{path}")
        assert answer.status_code == 400
        assert "fetches no articles" in answer.get_json(force=True)["detail"]
    assert client.get("/review/wikis/kwwiki").get_json()["pages"] == ""
