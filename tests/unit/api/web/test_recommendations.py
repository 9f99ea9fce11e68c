"""The routes that recommend links: addresses, titles, parameters, answers and errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from linking.dataset_checksums import dataset_checksums
from tests.helpers.api.fakes import VERSION, FakeCatalog, make_manifest
from tests.helpers.cases import cases
from tests.helpers.programs.running import ROOT

CASES = ROOT / "tests/cases"
ROUTE = "/v1/linkrecommendations/kwwiki/Kernow"
TEXT = "From Paris to Rome."


def test_the_answer_has_the_members_that_the_client_reads(client: FlaskClient) -> None:
    answer = client.post(ROUTE, json={"pageid": 12, "revid": 34, "wikitext": TEXT})
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert answer.json == {
        "page_title": "Kernow",
        "pageid": 12,
        "revid": 34,
        "links_count": 1,
        "links": [
            {
                "link_text": "Paris",
                "link_target": "Paris",
                "match_index": 0,
                "wikitext_offset": 5,
                "score": 0.75,
                "context_before": "From ",
                "context_after": " to Rome.",
                "link_index": 0,
            }
        ],
        "meta": {
            "application_version": "1.2.3",
            "format_version": 1,
            "dataset_checksums": dataset_checksums(make_manifest("kwwiki"), ()),
        },
    }


@pytest.mark.parametrize("address", ["batsmg", "wikipedia/bat_smg", "wikipedia/bat-smg", "bat_smgwiki", "bat-smgwiki"])
def test_a_wiki_is_named_by_database_or_domain_with_hyphens_or_underscores(client: FlaskClient, address: str) -> None:
    answer = client.post(f"/v1/linkrecommendations/{address}/Vilnius", json={"wikitext": TEXT})
    assert answer.status_code == (404 if address == "batsmg" else 200)


@pytest.mark.parametrize(
    ("bundles", "address", "served"),
    [
        (["acme"], "wikipedia/acme", "acme"),
        (["acme"], "acme", "acme"),
        (["acme", "acmewiki"], "wikipedia/acme", "acmewiki"),
        (["acme", "acmewiki"], "acme", "acme"),
        (["enwiktionary"], "wikipedia/enwiktionary", "enwiktionary"),
        (["nowiki"], "wikipedia/nb", "nowiki"),
        (["nbwiki"], "wikipedia/no", "nbwiki"),
        (["nbwiki", "nowiki"], "wikipedia/no", "nowiki"),
        (["nowiki"], "nbwiki", "nowiki"),
        (["be_x_oldwiki"], "wikipedia/be-tarask", "be_x_oldwiki"),
        (["be_x_oldwiki"], "wikipedia/be_x_old", "be_x_oldwiki"),
        (["zh_yuewiki"], "wikipedia/yue", "zh_yuewiki"),
        (["yuewiki"], "wikipedia/zh-yue", "yuewiki"),
        (["my_wiki"], "wikipedia/my_", "my_wiki"),
        (["kwwiki"], "wikipedia/acme", None),
    ],
)
def test_a_wiki_is_found_by_its_whole_name_and_by_other_codes_of_its_language(
    config: Config, bundles: list[str], address: str, served: str | None
) -> None:
    catalog = FakeCatalog(dict.fromkeys(bundles, VERSION))
    cache = BundleCache(catalog, 4)
    client = create_app(config, cache).test_client()
    for _ in range(2):  # opened by the first request, open at the second
        answer = client.post(f"/v1/linkrecommendations/{address}/A", json={"wikitext": TEXT})
        assert answer.status_code == (200 if served else 404)
    assert [wiki for wiki, _ in catalog.opened] == ([served] if served else [])
    cache.close()


@pytest.mark.parametrize(("path", "title"), cases("titles.json"))
def test_a_title_comes_back_as_the_wiki_shows_it(client: FlaskClient, path: str, title: str) -> None:
    for form in ("kwwiki", "wikipedia/kw"):
        answer = client.post(f"/v1/linkrecommendations/{form}/{path}", json={"wikitext": TEXT})
        assert (answer.status_code, answer.json["page_title"]) == (200, title)


@pytest.mark.parametrize("path", ["_", "%00", "A%0AB", "A%5BB", "A%23B", "A%7CB", "%FF", "x" * 256])
def test_an_impossible_title_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.post(f"/v1/linkrecommendations/kwwiki/{path}", json={"wikitext": TEXT})
    assert (answer.status_code, answer.json["parameter"]) == (400, "title")


@pytest.mark.parametrize(
    "case", cases("requests_refused.json"), ids=lambda case: str(case.get("query", case.get("body")))
)
def test_a_bad_parameter_or_body_is_named(client: FlaskClient, case: dict[str, str]) -> None:
    body = case.get("body", '{"wikitext": ""}')
    answer = client.post(f"{ROUTE}?{case.get('query', '')}", data=body.encode(), content_type="application/json")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json.get("parameter", answer.json.get("field")) == case["names"]
    assert case["names"] in answer.json["detail"]


def test_defaults_are_those_of_the_client(client: FlaskClient, catalog: FakeCatalog) -> None:
    client.post(ROUTE, json={"wikitext": TEXT})
    (query,) = catalog.opened[0][1].queries
    assert (query.threshold, query.max_recommendations, query.language) == (0.5, 15, None)
    assert (query.sections_to_exclude, query.explain) == ((), False)


def test_parameters_reach_the_recommender(client: FlaskClient, catalog: FakeCatalog) -> None:
    query = "threshold=.25&max_recommendations=3&language_code=zh-Hant&explain=1"
    query += "&sections_to_exclude=A%20b&sections_to_exclude=C"
    client.post(f"{ROUTE}?{query}", json={"wikitext": TEXT, "sections_to_exclude": ["%LEAD%"]})
    (query,) = catalog.opened[0][1].queries
    assert (query.title, query.wikitext) == ("Kernow", TEXT)
    assert (query.threshold, query.max_recommendations, query.language) == (0.25, 3, "zh-Hant")
    assert set(query.sections_to_exclude) == {"A b", "C", "%LEAD%"}


def test_explanations_are_given_on_demand(client: FlaskClient) -> None:
    answer = client.post(f"{ROUTE}?explain=true", json={"wikitext": TEXT})
    assert answer.json["links"][0]["explanation"] == {"anchor": "paris"}


def test_a_body_is_read_as_json_whatever_its_type(client: FlaskClient) -> None:
    answer = client.post(ROUTE, data=json.dumps({"wikitext": TEXT}), content_type="application/x-www-form-urlencoded")
    assert answer.json["links_count"] == 1


@pytest.mark.parametrize("wiki", ["nowiki", "..", "%2e%2e", "..%2f..%2fetc", "KWWIKI", "kwwiki%00", "a" * 300])
def test_the_error_for_an_unknown_wiki_lists_the_available_ones(client: FlaskClient, wiki: str) -> None:
    answer = client.post(f"/v1/linkrecommendations/{wiki}/x", json={"wikitext": TEXT})
    assert answer.status_code == 404
    assert answer.json["type"] == "urn:linkrecommendation:problem:unknown-wiki"
    assert answer.json["wikis"] == ["bat_smgwiki", "kwwiki"]


def test_a_broken_bundle_is_unavailable_with_the_reason_and_the_others_serve(
    client: FlaskClient, catalog: FakeCatalog
) -> None:
    catalog.broken["kwwiki"] = "model.ubj: 5 bytes, manifest says 500"
    answer = client.post(ROUTE, json={"wikitext": TEXT})
    assert answer.status_code == 503
    assert "5 bytes" in answer.json["detail"]
    assert client.post("/v1/linkrecommendations/bat_smgwiki/A", json={"wikitext": TEXT}).status_code == 200


def test_a_partial_answer_is_marked(client: FlaskClient) -> None:
    answer = client.post(f"{ROUTE}?partial=true", json={"wikitext": "Paris\ntruncate\n"})
    assert (answer.status_code, answer.json["meta"]["truncated"], answer.json["links_count"]) == (200, True, 1)


@pytest.mark.parametrize("text", ["Rome\ntruncate\n", "Paris\ntruncate\n"])
def test_a_partial_answer_is_an_error_by_default(client: FlaskClient, text: str) -> None:
    """The client would store it as all that there is to recommend."""
    answer = client.post(ROUTE, json={"wikitext": text})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert answer.json["type"] == "urn:linkrecommendation:problem:deadline-exceeded"


def test_an_unexpected_error_is_a_problem_that_does_not_quote_the_text(client: FlaskClient) -> None:
    answer = client.post(ROUTE, json={"wikitext": "secret words\nfail\n"})
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert b"as ordered" not in answer.data
    assert answer.json["trace_id"] == answer.headers["X-Request-Id"]


def test_a_body_over_the_limit_is_refused(client: FlaskClient) -> None:
    answer = client.post(ROUTE, data=b"x" * (16 << 20 | 1))
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


def test_another_method_is_refused_with_those_that_are_allowed(client: FlaskClient) -> None:
    answer = client.delete(ROUTE)
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))


def test_a_path_that_is_no_route_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.content_type, answer.json["title"]) == (
        404,
        "application/problem+json",
        "Not Found",
    )


@pytest.mark.parametrize("given", ["abc-1.2_3", "0123456789abcdef"])
def test_the_callers_request_id_comes_back(client: FlaskClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "a b", "x" * 200, "{}"])
def test_a_request_id_that_could_harm_is_replaced(client: FlaskClient, given: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": given})
    assert len(answer.headers["X-Request-Id"]) == 32


@pytest.mark.parametrize("path", ["/gate/v1/linkrecommendations/kwwiki/gate", "/v1/linkrecommendations/kwwiki/gate"])
def test_the_gateway_may_remove_the_prefix_or_not(
    config: Config, catalog: FakeCatalog, path: str, tmp_path: Path
) -> None:
    config = Config(data_dir=tmp_path, url_prefix="/gate")
    client = create_app(config, BundleCache(catalog, 1)).test_client()
    answer = client.post(path, json={"wikitext": TEXT})
    assert (answer.status_code, answer.json["page_title"]) == (200, "Gate")
