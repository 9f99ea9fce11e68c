"""A SPARQL endpoint is asked politely and patiently, and only complete, correct answers are accepted."""

from __future__ import annotations

import pytest

from tests.helpers.training.sparql_servers import TIMEOUT, FakeSparql, Fault, results, serve_sparql
from training.dumps.sparql import QueryTimeoutError, SparqlEndpoint
from training.errors import FetchError

QUERY = "SELECT ?item ?title { ?item wdt:P31 wd:Q577 . isPartOf <https://kw.wikipedia.org/> } LIMIT 10 OFFSET 0"
ITEM = "http://www.wikidata.org/entity/Q1"
JSON = {"Content-Type": "application/sparql-results+json"}
RIGHT = results([(ITEM, "1999")])


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with serve_sparql(FakeSparql(pages={"Q577": ["1999"]})) as served:
        yield served


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    """The pauses in seconds, which the tests skip."""
    seconds: list[float] = []
    monkeypatch.setattr("training.dumps.sparql.time.sleep", seconds.append)
    return seconds


@pytest.fixture
def select(server):
    endpoint = SparqlEndpoint(server.address, "tests", timeout=30, attempts=3)
    return lambda: endpoint.select(QUERY, ("item", "title"))


def test_rows_are_the_values_of_the_variables(server, select):
    assert select() == [(ITEM, "1999")]
    assert (server.queries, server.user_agents) == ([QUERY], ["tests"])


def test_it_rests_between_queries(select, pauses):
    select()
    select()

    assert pauses[0] == 0
    assert pauses[1] >= 0.5


@pytest.mark.parametrize("status", [429, 503])
def test_the_server_can_ask_for_a_pause(server, select, pauses, status):
    server.faults = [Fault(status, b"", {"Retry-After": "7"})]

    assert select() == [(ITEM, "1999")]
    assert 7 in pauses


@pytest.mark.parametrize(
    "fault",
    [
        Fault(500, b"java.lang.NullPointerException"),
        Fault(502),
        Fault(200, RIGHT.body[:-10], JSON),
        Fault(200, b"", JSON),
        Fault(200, RIGHT.body, {**JSON, "Content-Length": str(len(RIGHT.body) + 9)}),
    ],
)
def test_a_failure_or_a_damaged_answer_is_asked_for_again_with_growing_pauses(server, select, pauses, fault):
    server.faults = [fault, fault]
    assert select() == [(ITEM, "1999")]
    assert [seconds for seconds in pauses if seconds >= 1] == [4]

    server.faults = [fault] * 9
    with pytest.raises(FetchError, match="after 3 attempts"):
        select()
    assert len(server.faults) == 6


@pytest.mark.parametrize("fault", [Fault(500, TIMEOUT), Fault(504), Fault(200, RIGHT.body[:-30] + TIMEOUT, JSON)])
def test_a_timeout_is_not_asked_for_again(server, select, fault):
    server.faults = [fault]

    with pytest.raises(QueryTimeoutError):
        select()
    assert len(server.queries) == 1


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(200, b"<html>Log in</html>", {"Content-Type": "text/html"}), "answers with text/html"),
        (Fault(200, RIGHT.body), "answers with no content type"),
        (Fault(200, b"[]", JSON), "is not application/sparql-results"),
        (Fault(200, b'{"boolean": true}', JSON), "is not application/sparql-results"),
        (Fault(200, b'{"results": {"bindings": [{"item": {"type": "uri", "value": "Q1"}}]}}', JSON), "rows without"),
        (Fault(400, b"MalformedQueryException: line 1", {}), "HTTP status 400 MalformedQueryException"),
        (Fault(302, b"", {"Location": "http://other.example/sparql"}), "redirects to http://other.example/sparql"),
        (Fault(403, b"", {}), "HTTP status 403"),
    ],
)
def test_a_wrong_answer_is_an_error_at_once(server, select, fault, message):
    server.faults = [fault]

    with pytest.raises(FetchError, match=message):
        select()
    assert len(server.queries) == 1


def test_a_large_answer_is_an_error(select, monkeypatch):
    monkeypatch.setattr("training.dumps.sparql._MAX_ANSWER_BYTES", 20)

    with pytest.raises(FetchError, match="is larger than"):
        select()


def test_an_unreachable_endpoint_is_an_error(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")

    with pytest.raises(FetchError, match="after 2 attempts"):
        SparqlEndpoint("http://127.0.0.1:1/sparql", "tests", attempts=2).select(QUERY, ("item", "title"))


@pytest.mark.parametrize("address", ["file:///etc/passwd", "query.wikidata.org/sparql", "ftp://x/", "http://[x"])
def test_the_address_must_be_a_web_address(address):
    with pytest.raises(FetchError):
        SparqlEndpoint(address, "tests")
