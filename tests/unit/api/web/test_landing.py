"""The landing page: the table of wikis, its order, and what is said of wikis with problems."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.serving.wiki_overview import WikiOverview
from api.settings.definitions import Config
from api.web.landing import age, make_row
from linking.text.titles import Site
from tests.helpers.api.fakes import FakeCatalog, make_manifest
from tests.helpers.api.reports import REPORT, report_files


@pytest.fixture
def catalog() -> FakeCatalog:
    wikis = ("arcwiki", "kwwiki", "mwlwiki")
    protocol = REPORT["protocols"][0]
    better = {**protocol, "at_threshold": {**protocol["at_threshold"], "precision": 0.95}}
    reports = {"kwwiki": report_files(), "mwlwiki": report_files(protocols=[better])}
    return FakeCatalog(versions=dict.fromkeys(wikis, "20260101T000000Z"), reports=reports)


def order_of(page: str) -> list[str]:
    return re.findall(r'<td data-sort="(\w+wiki)"', page)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_row_has_names_figures_intervals_and_links(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "de"}).text
    row = re.search(r"<tr>(?:(?!</tr>).)*>kwwiki<.*?</tr>", page, re.DOTALL)
    assert row is not None
    shown = text_of(row[0])
    for part in ("1 234", "86 % (84–88)", "78 % (75–80)", "448 (335–593)", "not evaluated", "none"):
        assert part in shown
    for link in ("/wikis/kwwiki/report", "/wikis/kwwiki/model-card", "/playground?wiki=kwwiki"):
        assert f'href="{link}"' in row[0]


def test_a_bundle_without_a_report_has_a_row_without_figures(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "/wikis/arcwiki/model-card" in page
    assert "/wikis/arcwiki/report" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["arcwiki", "kwwiki", "mwlwiki"]),
        ("?sort=wiki&order=desc", ["mwlwiki", "kwwiki", "arcwiki"]),
        ("?sort=precision&order=desc", ["mwlwiki", "kwwiki", "arcwiki"]),
        ("?sort=precision&order=asc", ["kwwiki", "mwlwiki", "arcwiki"]),
        ("?sort=nonsense&order=nonsense", ["arcwiki", "kwwiki", "mwlwiki"]),
        ("?q=KWW", ["kwwiki"]),
        ("?q=nothing", []),
    ],
)
def test_the_query_sorts_and_filters(client: FlaskClient, query: str, expected: list[str]) -> None:
    assert order_of(client.get(f"/{query}").text) == expected


def test_the_head_says_the_order_and_asks_for_the_opposite(client: FlaskClient) -> None:
    page = client.get("/?sort=recall&order=desc&q=wiki").text
    assert re.findall(r'aria-sort="(\w+)"><a href="([^"]+)"', page) == [
        ("descending", "/?sort=recall&amp;order=asc&amp;q=wiki")
    ]


def test_what_a_reader_asks_for_is_text(client: FlaskClient) -> None:
    page = client.get('/?q="><script>1</script>&sort="><b>').text
    assert "<script>1" not in page
    assert "<b>" not in page


def test_the_answer_depends_on_the_readers_language(client: FlaskClient) -> None:
    assert "Accept-Language" in client.get("/").vary


@pytest.mark.parametrize(
    ("languages", "wiki", "rules"),
    [("xx", "kwwiki", ""), ("xx", "mwlwiki", "kwwiki")],
)
def test_the_example_is_an_article_of_a_wiki_that_can_be_used(
    client: FlaskClient, catalog: FakeCatalog, languages: str, wiki: str, rules: str
) -> None:
    if rules:
        catalog.rules.texts[rules] = "rules: 5"
    page = client.get("/", headers={"Accept-Language": languages}).text
    assert f'class="button primary" href="/playground?wiki={wiki}&amp;title=Joan+%3CPetchey%3E"' in page


def test_without_the_playground_there_is_no_example(config: Config, cache: BundleCache) -> None:
    client = create_app(replace(config, playground=False), cache).test_client()
    assert "Try it" not in client.get("/").text


def test_a_broken_bundle_is_said_in_words_with_what_to_do(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.broken["kwwiki"] = "<torn>"
    shown = text_of(client.get("/").text)
    assert "kwwiki : the published bundle cannot be used: &lt;torn&gt; ." in shown
    assert "Requests for this wiki get an error." in shown
    assert "rollback --wiki kwwiki" in shown


def test_wrong_rules_are_said_in_words_with_what_to_do(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.rules.texts["kwwiki"] = "rules: 5"
    page = client.get("/").text
    assert "memory of kwwiki" in page
    assert "rules check" in page
    assert 'href="#problem-kwwiki"' in page
    assert 'id="problem-kwwiki"' in page


def test_without_any_bundle_the_page_says_what_creates_one(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.versions.clear()
    assert "no bundle yet" in client.get("/").text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-28", "today"),
        ("2026-11-27", "1 day"),
        ("2026-11-01", "27 days"),
        ("2026-08-28", "3 months"),
        ("20221128", "4 years"),
        ("2027-01-01", "today"),
        ("", ""),
        ("last week", ""),
    ],
)
def test_the_age_of_a_dump_is_in_words(text: str, expected: str) -> None:
    assert age(text, date(2026, 11, 28)) == expected


@pytest.mark.parametrize(
    ("wiki", "base", "expected"),
    [
        ("kwwiki", "https://kw.example/", "https://kw.example/"),
        ("kwwiki", "javascript:alert(1)", "https://kw.wikipedia.org/"),
        ("acme", "", ""),
    ],
)
def test_the_address_of_a_wiki_is_one_of_the_web(wiki: str, base: str, expected: str) -> None:
    overview = WikiOverview(wiki, make_manifest(wiki), Site(wiki, "kw", base=base))
    assert make_row(overview, "en").address == expected


@pytest.mark.parametrize(
    ("training", "expected"),
    [({"verdict": {"publishable": True}}, "fit"), ({"verdict": {"publishable": False}}, "unfit"), ({}, "unknown")],
)
def test_the_verdict_is_that_of_the_manifest(training: dict[str, object], expected: str) -> None:
    overview = WikiOverview("kwwiki", replace(make_manifest("kwwiki"), training=training))
    assert make_row(overview, "en").verdict == expected
