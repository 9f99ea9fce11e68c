"""The classes of a wiki's pages are fetched class by class and page by page, and an interrupted run goes on."""

from __future__ import annotations

import gzip

import pytest

from linking.bundle.locks import BusyError
from tests.helpers.training.sparql_servers import SITE, TIMEOUT, FakeSparql, Fault, results, serve_sparql
from training.dumps.sparql import SparqlEndpoint
from training.dumps.wikidata_query import ClassQuery, fetch_classes, sitelink_address
from training.errors import FetchError
from training.runtime.resumable_jsonl import ResumableFile

QUERY = ClassQuery("kwwiki", SITE, ("Q577", "Q3186692", "Q5151"))
YEARS = [str(year) for year in range(1000, 1025)]
TABLE = [
    "title\titem\tclass",
    *(f"{year}\tQ{n}\t{'Q577 Q3186692' if n == 1 else 'Q577'}" for n, year in enumerate(YEARS, 1)),
    "Genver\tQ26\tQ5151",
]


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr("training.dumps.sparql.time.sleep", lambda _: None)
    with serve_sparql(FakeSparql(pages={"Q577": YEARS, "Q3186692": ["1000"], "Q5151": ["Genver"]})) as served:
        yield served


@pytest.fixture
def target(tmp_path):
    return tmp_path / "kwwiki-20261101-instance-of.tsv.gz"


@pytest.fixture
def fetch(server, target):
    endpoint = SparqlEndpoint(server.address, "tests", attempts=2)
    return lambda rows=10, query=QUERY: fetch_classes(endpoint, query, target, page_rows=rows)


def lines(path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def test_the_classes_of_a_page_are_one_row(fetch, target):
    assert fetch(100) == 26
    assert lines(target) == TABLE
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_class_is_fetched_in_pages(server, fetch, target):
    fetch(10)

    assert lines(target) == TABLE
    assert server.asked == [
        ("Q577", 10, 0),
        ("Q577", 10, 10),
        ("Q577", 10, 20),
        ("Q3186692", 10, 0),
        ("Q5151", 10, 0),
    ]
    assert "ORDER BY ?item" in server.queries[0]


@pytest.mark.parametrize("finished", range(5))
def test_a_later_run_does_not_ask_again_for_finished_pages(server, fetch, target, finished):
    server.faults = [None] * finished + [Fault(403)]
    with pytest.raises(FetchError):
        fetch()
    assert not target.exists()

    fetch()

    assert lines(target) == TABLE
    assert len(server.queries) == 6
    assert len(set(server.queries)) == 5


def test_a_page_that_was_cut_off_by_a_kill_is_asked_for_again(server, fetch, target):
    server.faults = [None, None, Fault(403)]
    with pytest.raises(FetchError):
        fetch()
    part = target.with_name(target.name + ".part")
    part.write_bytes(part.read_bytes()[:-20])

    fetch()

    assert lines(target) == TABLE
    assert server.asked[3] == ("Q577", 10, 10)


def test_other_classes_start_over(server, fetch, target):
    server.faults = [None, Fault(403)]
    with pytest.raises(FetchError):
        fetch()

    fetch(query=ClassQuery("kwwiki", SITE, ("Q5151",)))

    assert lines(target) == [TABLE[0], "Genver\tQ26\tQ5151"]


def test_pages_get_smaller_after_a_timeout(server, fetch, target):
    server.max_rows = 200

    fetch(1000)

    assert lines(target) == TABLE
    assert server.asked[:3] == [("Q577", 1000, 0), ("Q577", 250, 0), ("Q577", 100, 0)]


def test_a_query_that_always_takes_too_long_is_an_error_that_names_the_remedy(server, fetch, target):
    server.faults = [Fault(500, TIMEOUT)] * 3

    with pytest.raises(FetchError, match=r"Q577 takes too long even for 100 rows.*training classes"):
        fetch(1000)
    assert not target.exists()


@pytest.mark.parametrize(
    "rows", [[("http://www.wikidata.org/entity/P31", "x")], [("http://x/Q1", " ")], [("Q1\n", "x")]]
)
def test_a_row_that_is_no_item_and_title_is_an_error(server, fetch, target, rows):
    server.faults = [results(rows)]

    with pytest.raises(FetchError, match="no item and title"):
        fetch()
    assert not target.exists()


def test_an_endpoint_that_ignores_the_page_is_an_error(server, fetch):
    page = results([(f"http://www.wikidata.org/entity/Q{n}", str(n)) for n in range(1, 11)])
    server.faults = [page, page]
    with pytest.raises(FetchError, match="ignores LIMIT or OFFSET"):
        fetch(10)

    server.faults = [page]
    with pytest.raises(FetchError, match="ignores LIMIT or OFFSET"):
        fetch(9)


def test_a_wiki_without_any_page_is_an_error_and_is_asked_for_again(server, fetch, target):
    pages, server.pages = server.pages, {}
    with pytest.raises(FetchError, match="knows no pages of"):
        fetch()

    server.pages = pages
    fetch()
    assert lines(target) == TABLE


def test_two_runs_do_not_write_the_same_table(server, fetch, target):
    with ResumableFile.begin(target.with_name(target.name + ".part"), {}), pytest.raises(BusyError):
        fetch()
    assert server.queries == []


@pytest.mark.parametrize(
    ("wiki", "base", "address"),
    [
        ("kwwiki", "https://kw.wikipedia.org/wiki/Folen_dre", "https://kw.wikipedia.org/"),
        ("kwwiki", "http://kw.wikipedia.org/wiki/Folen_dre", "https://kw.wikipedia.org/"),
        ("acme", "http://wiki.example:8080/Main_Page", "http://wiki.example:8080/"),
        ("commonswiki", "https://commons.wikimedia.org/wiki/Main_Page", "https://commons.wikimedia.org/"),
        ("kwwiki", "", "https://kw.wikipedia.org/"),
        ("be_x_oldwiki", "", "https://be-tarask.wikipedia.org/"),
        ("zh_min_nanwiki", "", "https://zh-min-nan.wikipedia.org/"),
        ("frwiktionary", "", "https://fr.wiktionary.org/"),
        ("kwwiki", "https://evil> . ?x ?y <z/", "https://kw.wikipedia.org/"),
        ("acme", "", None),
    ],
)
def test_sitelinks_have_the_address_of_the_dump_or_of_the_wikis_name(wiki, base, address):
    assert sitelink_address(wiki, base) == address
