"""Answering requests with a real bundle: hostile pages get an answer or an error that explains."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from api.app import create_app
from api.errors import DeadlineError, FetchError, ParameterError, StoreError
from api.serving.action_api import ActionApi
from api.serving.bundle_cache import BundleCache
from api.serving.request_parsing import RecommendationRequest, parse_request
from api.serving.service import ServedAnswer, Service
from api.settings.definitions import Config
from api.stores.catalog import DataDirectory
from linking.recommender import Answer
from linking.store.lookups import LookupFailedError
from linking.wikitext.tokenizer_budget import parseable_length
from tests.helpers.api.fakes import SECONDS, FakeCatalog
from tests.helpers.api.recorded_trace import recorded_trace
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.generated_wikitext import HOSTILE

ROUTE = "/v1/linkrecommendations/tinywiki/Page"
GOOD = "Paris is the capital of France.\n\n"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("data")
    write_complete_bundle(directory)
    return directory


@pytest.fixture(scope="module")
def hostile_client(data_dir: Path) -> Iterator[FlaskClient]:
    cache = BundleCache(DataDirectory(data_dir), 10)
    yield create_app(Config(data_dir=data_dir), cache).test_client()
    cache.close()


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_answered(hostile_client: FlaskClient, unit: str) -> None:
    page = GOOD + unit * (30_000 // len(unit))
    answer = hostile_client.post(f"{ROUTE}?threshold=0.2", json={"wikitext": page})
    assert answer.status_code == 200
    links, meta = answer.json["links"], answer.json["meta"]
    assert meta.get("too_complex", False) is (parseable_length(page) < len(page))
    assert "truncated" not in meta
    assert "Paris" in [link["link_target"] for link in links]
    assert all(page.startswith(link["link_text"], link["wikitext_offset"]) for link in links)


@pytest.mark.parametrize("page", ["\x00", "a\x00b [[c\x00d]]", "\x01\x02", "\uffff", ""], ids=ascii)
def test_characters_that_mediawiki_would_not_keep_do_no_harm(hostile_client: FlaskClient, page: str) -> None:
    answer = hostile_client.post(f"{ROUTE}?threshold=0.2", json={"wikitext": GOOD + page})
    assert answer.status_code == 200
    assert "Paris" in [link["link_target"] for link in answer.json["links"]]


@pytest.mark.parametrize(("page", "status"), [("a \ud800 b", 400), ("x" * (16 << 20), 413)], ids=["half", "size"])
def test_a_refused_page_is_explained(hostile_client: FlaskClient, page: str, status: int) -> None:
    answer = hostile_client.post(ROUTE, json={"wikitext": page})
    assert answer.status_code == status
    assert answer.json["detail"]


@pytest.fixture
def service(config: Config, cache: BundleCache) -> Service:
    return Service(config, cache, ActionApi(config))


def request(wikitext: str, query: str = "") -> RecommendationRequest:
    return parse_request(MultiDict(parse_qs(query)), json.dumps({"wikitext": wikitext, "revid": 7}).encode())


def recommended(service: Service, asked: RecommendationRequest, title: str = "some_title") -> ServedAnswer:
    with service.bundles.use("kwwiki") as bundle:
        return service.recommend(bundle, title, asked)


def test_an_answer_has_the_facts_for_log_and_metrics(service: Service) -> None:
    answer = recommended(service, request("To Paris"))
    assert (answer.revid, answer.links, answer.truncated) == (7, 1, False)
    assert json.loads(answer.body)["page_title"] == "Some title"
    assert "fetch" not in answer.seconds
    assert answer.log_fields() == {
        "revid": 7,
        "links_count": 1,
        "truncated": False,
        **{f"linkrecommendation.{stage}_ms": 1000 * value for stage, value in answer.seconds.items()},
    }


def test_the_query_gets_the_page_the_deadline_and_the_rules(service: Service, catalog: FakeCatalog) -> None:
    catalog.rules.texts["kwwiki"] = "rules: [{name: cities, targets: [Paris]}]"
    assert recommended(service, request("To Paris", "threshold=0.1")).links == 0
    (query,) = catalog.opened[0][1].queries
    assert (query.title, query.wikitext, query.threshold) == ("Some title", "To Paris", 0.1)
    assert query.deadline is not None
    assert query.rules


def test_a_title_that_normalisation_empties_is_refused(service: Service) -> None:
    with pytest.raises(ParameterError, match="title"):
        recommended(service, request(""), "_")


@pytest.mark.parametrize("text", ["truncate", "Paris\ntruncate"])
def test_a_truncated_answer_is_an_error_unless_the_request_accepts_it(service: Service, text: str) -> None:
    with pytest.raises(DeadlineError, match=r"\(10 s\).*partial=true"):
        recommended(service, request(text))
    answer = recommended(service, request(text, "partial=true"))
    assert (answer.truncated, answer.links) == (True, text.count("Paris"))
    assert json.loads(answer.body)["meta"]["truncated"] is True


@pytest.mark.parametrize("text", ["Paris", "truncate"])
def test_a_trace_learns_the_stages_of_an_article_even_if_the_time_did_not_suffice(service: Service, text: str) -> None:
    with recorded_trace() as trace, suppress(DeadlineError):
        recommended(service, request(text))
    assert trace.names == ["open", "wait", *SECONDS]


def test_a_trace_learns_of_the_request_to_a_wiki_and_of_a_bundle_that_is_opened_once(service: Service) -> None:
    recommended(service, request(""))
    with recorded_trace() as trace, pytest.raises(FetchError):
        recommended(service, parse_request(MultiDict(), b""))
    assert trace.names == ["fetch", "GET"]


def test_a_store_that_fails_is_an_error(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Answer:
        raise LookupFailedError("store", "away")

    with service.bundles.use("kwwiki") as bundle:
        monkeypatch.setattr(bundle.recommender, "recommend", fail)
        with pytest.raises(StoreError, match="cannot be read"):
            service.recommend(bundle, "A", request(""))
