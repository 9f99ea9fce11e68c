"""The contract is valid and complete, requests and answers conform to it, and its examples run."""

from __future__ import annotations

import copy
import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_spec_validator import validate
from werkzeug.datastructures import Headers, ImmutableMultiDict

from api.app import create_app
from api.errors import PROBLEM_KINDS
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config as Settings
from api.web.contract import SPEC_FILE
from linking.rules import validation as rules_parsing
from tests.helpers.api.fakes import FakeCatalog
from tests.helpers.linking.bundles import write_bundle_files
from tests.helpers.programs import spec_checker
from tests.helpers.programs.service import RunningService, running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

SPEC: dict[str, Any] = yaml.safe_load(SPEC_FILE.read_bytes())
CONTRACT = OpenAPI.from_dict(
    SPEC,
    Config(extra_media_type_deserializers={"application/problem+json": json.loads, "text/css": bytes.decode}),
)
ROUTE = "/v1/linkrecommendations/kwwiki/A%2FB%3F"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data_dir = tmp_path_factory.mktemp("data")
    write_bundle_files(data_dir, "samplewiki")
    with running_service(data_dir, tmp_path_factory.mktemp("work")) as service:
        yield service


@pytest.fixture
def catalog() -> FakeCatalog:
    return FakeCatalog()


@pytest.fixture
def client(catalog: FakeCatalog, tmp_path: Path) -> Iterator[FlaskClient]:
    """The application, called without a server."""
    cache = BundleCache(catalog, 10)
    yield create_app(Settings(tmp_path, mediawiki_api_url="http://127.0.0.1:9/{domain}"), cache).test_client()
    cache.close()


class Asked:
    """A request for openapi-core. The path stays encoded, so that a slash in a title does not separate segments."""

    host_url = "http://localhost"

    def __init__(self, address: str, method: str, body: bytes | None) -> None:
        self.path, _, query = address.partition("?")
        self.method = method
        self.body = body
        self.content_type = "application/json" if body else ""
        pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
        self.parameters = RequestParameters(query=ImmutableMultiDict(pairs), header=Headers())


@dataclass(frozen=True)
class Given:
    """An answer for openapi-core."""

    data: bytes
    status_code: int
    content_type: str
    headers: Headers


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in SPEC["paths"].items():
        for method in ("get", "post"):
            if method in item:
                yield path, method, item[method]


def test_it_is_a_valid_openapi_document() -> None:
    validate(SPEC)


def test_it_has_every_route_and_method(tmp_path: Path) -> None:
    rules = create_app(Settings(tmp_path, playground=False)).url_map.iter_rules()
    served = {
        (rule.rule.replace("<title:title>", "{title}").replace("<path:name>", "{file}"), method)
        for rule in rules
        if rule.endpoint != "assets.file"  # files of the pages
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {
        (path.replace("{wiki}", "<wiki>").replace("{domain}", "<domain>"), method.upper())
        for path, method, _ in operations()
    }
    assert described == served


def test_it_names_every_kind_of_problem() -> None:
    named = set(SPEC["components"]["schemas"]["Problem"]["properties"]["type"]["enum"])
    assert named == {"about:blank"} | {f"urn:linkrecommendation:problem:{kind.name}" for kind in PROBLEM_KINDS.values()}
    statuses = set(SPEC["paths"]["/v1/linkrecommendations/{wiki}/{title}"]["post"]["responses"])
    assert {str(kind.status) for kind in PROBLEM_KINDS.values()} <= statuses


def test_every_operation_has_examples() -> None:
    assert [(path, method) for path, method, operation in operations() if not operation.get("x-amples")] == []


def test_the_checker_sees_what_is_wrong(service: RunningService) -> None:
    spec = service.ask("/?spec").json()
    healthy = _titles_by_health(service, spec)[True]
    wrong = copy.deepcopy(spec)
    spoilt = []
    for path, method in (("/healthz", "get"), ("/", "get"), ("/v1/linkrecommendations/{wiki}/{title}", "post")):
        for example in wrong["paths"][path][method]["x-amples"]:
            if example["title"] in healthy:  # the recommender of this test finds nothing in some texts
                as_object = isinstance(example["response"]["body"], dict)
                example["response"]["body"] = {"no": "such"} if as_object else "/no such text/"
                spoilt.append(example["title"])
    assert len(spoilt) > 5
    assert healthy - _titles_by_health(service, wrong)[True] == set(spoilt)


def _titles_by_health(service: RunningService, spec: dict[str, Any]) -> dict[bool, set[str]]:
    titles: dict[bool, set[str]] = {True: set(), False: set()}
    for example in spec_checker.examples(spec):
        titles[not spec_checker.run_example(service.url, example, 5)].add(example.title)
    return titles


def test_the_checker_follows_the_rules_of_the_monitoring_program() -> None:
    """No query with a POST, defaults of the document, operations that are not monitored, a GET without examples."""
    spec = {
        "x-default-params": {"wiki": "kwwiki", "title": "A b/c"},
        "x-default-query": {"format": "json", "threshold": 1},
        "paths": {
            "/{wiki}/{title}": {
                "get": {"x-amples": [{"title": "own query", "request": {"query": {"threshold": 0}}, "response": {}}]},
                "post": {"x-amples": [{"title": "skipped", "x-monitor": False}, {"title": "kept"}]},
            },
            "/healthz": {"get": {}, "post": {}},
            "/no": {"get": {"x-monitor": False}},
        },
    }
    params = {"wiki": "kwwiki", "title": "A b/c"}
    assert list(spec_checker.examples(spec)) == [
        spec_checker.Example(
            "get",
            "/{wiki}/{title}",
            "own query",
            {"params": params, "query": {"format": "json", "threshold": 0}},
            {},
        ),
        spec_checker.Example(
            "post", "/{wiki}/{title}", "kept", {"params": params, "query": {"format": "json", "threshold": 1}}
        ),
        spec_checker.Example(
            "get", "/healthz", request={"params": params, "query": {"format": "json", "threshold": 1}}
        ),
    ]
    assert spec_checker.fill("/{wiki}/{title}{/revision}{/+more}/{no}", {**params, "more": ["a b", "c"]}) == (
        "/kwwiki/A+b%2Fc/a+b/c/"
    )


def test_the_checker_sends_a_post_without_its_query(service: RunningService) -> None:
    """So the wrong threshold in the query is not seen, and the one in the body is."""
    request = {
        "params": {"wiki": "samplewiki", "title": "Prague"},
        "query": {"threshold": 7},
        "headers": {"Content-Type": "application/json"},
        "body": {"wikitext": ""},
    }
    path = "/v1/linkrecommendations/{wiki}/{title}"
    assert spec_checker.run_example(service.url, spec_checker.Example("post", path, request=request), 5) == []
    request["body"] = {"wikitext": "", "threshold": 7}
    assert spec_checker.run_example(service.url, spec_checker.Example("post", path, request=request), 5) == [
        "status is 400, not 200"
    ]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (ROUTE, {"pageid": 1, "revid": 2, "wikitext": "To Paris", "sections_to_exclude": ["A"]}, 200),
        (f"{ROUTE}?explain=true&threshold=0.2&sections_to_exclude=a&sections_to_exclude=b", {"wikitext": "Paris"}, 200),
        (ROUTE, {"wikitext": "Paris\ntruncate\n"}, 503),
        (f"{ROUTE}?partial=true", {"wikitext": "Paris\ntruncate\n"}, 200),
        (ROUTE, {"wikitext": "truncate\n", "partial": True}, 200),
        (
            ROUTE,
            {"wikitext": "Paris", "threshold": 0.2, "max_recommendations": 3, "language_code": "kw", "explain": True},
            200,
        ),
        (ROUTE, {"wikitext": "fail\n"}, 500),
        (f"{ROUTE}?verify=true", {"wikitext": ""}, 200),
        (ROUTE, {"wikitext": "To Paris", "verify": True}, 502),
        (ROUTE, None, 502),
        ("/v1/linkrecommendations/wikipedia/kw/A", {"wikitext": "Paris"}, 200),
        ("/v1/linkrecommendations/wikipedia/xx/A", {"wikitext": "Paris"}, 404),
        ("/v1/linkrecommendations/bat_smgwiki/A", {"wikitext": "Paris"}, 503),
        ("/?spec=1", None, 200),
        ("/", None, 200),
        ("/docs/", None, 200),
        ("/docs/index.css", None, 200),
        ("/docs/no-such-file", None, 404),
        ("/healthz", None, 200),
        ("/readyz", None, 200),
        ("/metrics", None, 200),
    ],
)
def test_requests_and_answers_conform_to_the_contract(
    client: FlaskClient, catalog: FakeCatalog, path: str, body: Any, status: int
) -> None:
    catalog.broken["bat_smgwiki"] = "torn"
    method = "GET" if body is None else "POST"
    content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    with client.open(path, method=method, **content) as answer:
        assert answer.status_code == status
        answer.direct_passthrough = False
        found = Given(answer.get_data(), answer.status_code, answer.mimetype, answer.headers)
    asked = Asked(path, method.lower(), content.get("data", "").encode() or None)
    CONTRACT.validate_request(asked)
    CONTRACT.validate_response(asked, found)


def test_rules_of_requests_are_those_of_files_but_for_lifting() -> None:
    """Both describe rules, for different readers."""
    schema = json.loads(Path(rules_parsing.__file__).with_name("rules.schema.json").read_text(encoding="utf-8"))
    assert SPEC["components"]["schemas"]["Rule"] == schema["$defs"]["rule"]
    assert set(SPEC["components"]["schemas"]["Rules"]["properties"]) == set(schema["properties"]) - {"lift"}
