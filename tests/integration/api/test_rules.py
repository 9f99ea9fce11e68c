"""Rules in the data directory and in requests, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from api.stores.catalog import DataDirectory
from linking.bundle.names import RULES_FILE
from tests.helpers.linking.bundles import write_bundle_files
from tests.helpers.linking.complete_bundle import ARTICLES, write_complete_bundle
from tests.helpers.programs.running import until
from tests.helpers.programs.service import running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

ROUTE = "/v1/linkrecommendations/tinywiki/Capitals?threshold=0.2"
WRONG = "rules:\n- name: cities\n  targets: Paris\n"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_complete_bundle(tmp_path)
    return tmp_path


@pytest.fixture
def cache(data_dir: Path) -> Iterator[BundleCache]:
    cache = BundleCache(DataDirectory(data_dir), 10)
    yield cache
    cache.close()


@pytest.fixture
def client(data_dir: Path, cache: BundleCache) -> FlaskClient:
    return create_app(Config(data_dir=data_dir), cache).test_client()


def write_rules(place: Path, text: str) -> None:
    """Replace the file, as most editors do."""
    new = place / "new"
    new.write_text(text, encoding="utf-8")
    new.rename(place / RULES_FILE)


def asked(client: FlaskClient, address: str = ROUTE, **body: Any) -> Any:
    answer = client.post(address, json={"wikitext": ARTICLES["Capitals"], **body})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def targets(client: FlaskClient, **body: Any) -> list[str]:
    return [link["link_target"] for link in asked(client, **body)["links"]]


def test_rules_beside_the_bundle_are_picked_up(client: FlaskClient, cache: BundleCache, data_dir: Path) -> None:
    assert targets(client) == ["Paris", "France", "Seine", "Rome"]
    write_rules(data_dir, "rules: [{name: countries, targets: [France]}, {name: rivers, targets: [seine]}]")
    write_rules(data_dir / "tinywiki", "rules: [{name: cities, targets: [City of Light]}]\nlift: [{rule: rivers}]")
    cache.check()
    assert targets(client) == ["Seine", "Rome"]
    (data_dir / RULES_FILE).unlink()
    (data_dir / "tinywiki" / RULES_FILE).unlink()
    cache.check()
    assert targets(client) == ["Paris", "France", "Seine", "Rome"]


def test_rules_change_the_checksum_of_answers(client: FlaskClient, cache: BundleCache, data_dir: Path) -> None:
    def checksums() -> Any:
        cache.check()
        return asked(client)["meta"]["dataset_checksums"]

    before = checksums()
    write_rules(data_dir / "tinywiki", "rules: [{name: cities, targets: [Paris]}]")
    with_rules = checksums()
    write_rules(data_dir / "tinywiki", "rules: [{name: towns, targets: [Paris], comment: Renamed.}]")
    assert checksums() == with_rules != before
    (data_dir / "tinywiki" / RULES_FILE).unlink()
    assert checksums() == before


def test_an_invalid_file_keeps_the_old_rules_and_readyz_and_metrics_say_so(
    client: FlaskClient, cache: BundleCache, data_dir: Path
) -> None:
    place = data_dir / "tinywiki"
    write_rules(place, "rules: [{name: cities, targets: [Paris]}]")
    assert targets(client) == ["France", "Seine", "Rome"]
    write_rules(place, WRONG)
    cache.check()
    assert targets(client) == ["France", "Seine", "Rome"]
    ready = client.get("/readyz")
    assert ready.status_code == 200
    problem = f"tinywiki/{RULES_FILE}: line 3, rules[0].targets: must be a list, not 'Paris'"
    assert ready.get_json()["wikis"]["tinywiki"]["rules"] == {"count": 1, "problems": [problem]}


def test_metrics_tell_how_many_rules_hold_and_whether_the_new_ones_are_wrong(data_dir: Path) -> None:
    client = create_app(Config(data_dir=data_dir)).test_client()
    write_rules(data_dir, "rules: [{name: cities, targets: [Paris]}]")
    client.get("/readyz")
    write_rules(data_dir, WRONG)
    client.get("/readyz")
    metrics = client.get("/metrics").text
    assert 'linkrecommendation_rules{wiki="*"} 1.0' in metrics
    assert 'linkrecommendation_rules_invalid{wiki="*"} 1.0' in metrics


def test_a_wiki_with_wrong_rules_and_no_old_ones_is_broken(client: FlaskClient, data_dir: Path) -> None:
    write_rules(data_dir, WRONG)
    answer = client.post(ROUTE, json={"wikitext": "Paris"})
    assert answer.status_code == 503
    assert "line 3" in answer.get_json()["detail"]
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.get_json()["wikis"]["tinywiki"]["state"] == "broken"
    assert "line 3" in ready.get_json()["wikis"]["tinywiki"]["reason"]


def test_a_request_brings_more_rules(client: FlaskClient, data_dir: Path) -> None:
    write_rules(data_dir, "rules: [{name: countries, targets: [France]}]")
    rules = {"rules": [{"name": "mine", "texts": ["Par*"]}, {"name": "best", "least_score": 0.5}]}
    assert targets(client, rules=rules) == ["Seine", "Rome"]
    assert targets(client, rules={}) == targets(client, rules=None) == ["Paris", "Seine", "Rome"]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([], "must be a mapping"),
        ({"rules": [{"name": "a"}]}, "rules[0]"),
        ({"rules": [{"name": "a", "texts": ["\ud800"]}]}, "rules[0].texts[0]"),
        ({"rules": [], "lift": [{"rule": "countries"}]}, "lift"),
        ({"rules": [{"name": "a", "texts": ["b"] * 20_001}]}, "20000"),
    ],
    ids=["no mapping", "says nothing", "half a character", "lifts", "too many"],
)
def test_rules_of_a_request_that_cannot_be_used_are_refused(client: FlaskClient, rules: Any, said: str) -> None:
    answer = client.post(ROUTE, json={"wikitext": "Paris", "rules": rules})
    assert answer.status_code == 400
    assert answer.get_json()["field"] == "rules"
    assert said in answer.get_json()["detail"]


def test_an_explained_answer_lists_what_was_held_back(client: FlaskClient, data_dir: Path) -> None:
    write_rules(data_dir, "rules: [{name: countries, targets: [France], comment: known}]")
    rules = {"rules": [{"name": "mine", "targets": ["Rome"]}]}
    held = asked(client, ROUTE + "&explain=true", rules=rules)["held_back"]
    assert [(link["link_target"], link["rule"], link["origin"]) for link in held] == [
        ("France", "countries", "global"),
        ("Rome", "mine", "request"),
    ]
    assert held[0]["comment"] == "known"
    assert "held_back" not in asked(client, rules=rules)


def test_all_workers_of_a_running_service_pick_rules_up_and_keep_them_where_a_change_is_wrong(tmp_path: Path) -> None:
    data_dir, work = tmp_path / "data", tmp_path / "work"
    work.mkdir()
    write_bundle_files(data_dir, "kwwiki")
    with running_service(data_dir, work) as service:

        def linked() -> set[bool]:
            """Return whether Paris is linked, over several connections."""
            asked = [service.ask("/v1/linkrecommendations/kwwiki/A", {"wikitext": "Paris"}) for _ in range(10)]
            assert {answer.status for answer in asked} == {200}
            return {bool(answer.json()["links"]) for answer in asked}

        def refused() -> set[int]:
            lines = [line for line in service.lines() if line["message"] == "rules cannot be used"]
            assert all("line 3" in line["error.message"] for line in lines)
            return {line["process.pid"] for line in lines}

        until(lambda: linked() == {True}, "links without rules")
        write_rules(data_dir / "kwwiki", "rules: [{name: cities, targets: [Paris]}]")
        until(lambda: linked() == {False}, "the rules hold")
        write_rules(data_dir / "kwwiki", WRONG)
        until(lambda: len(refused()) == 2, "both workers have seen the wrong rules")
        assert linked() == {False}
        (data_dir / "kwwiki" / RULES_FILE).unlink()
        until(lambda: linked() == {True}, "the rules are gone")
