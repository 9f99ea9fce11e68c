"""Trying a file of rules on an article."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from api.web.rules_trial import MAX_FILE_LENGTH
from tests.helpers.api.fakes import FakeCatalog

HOLD_PARIS = "rules:\n  - name: no capitals\n    targets: [Paris]\n"
WRONG = "rules:\n  - name: a\n    texts: []\n  - name: a\n    least_score: high\n"


def ask(client: FlaskClient, file: Any, **members: Any) -> Any:
    body = {"wikitext": "To Paris.", "file": file, **members}
    return client.post("/playground/rules/kwwiki/Some%20title", json=body)


def test_the_answer_is_the_one_with_these_rules(client: FlaskClient) -> None:
    before = ask(client, "").json
    assert (before["rules"], before["answer"]["links_count"]) == (0, 1)
    after = ask(client, HOLD_PARIS).json
    assert (after["rules"], after["answer"]["links_count"]) == (1, 0)


def test_the_file_takes_the_place_of_the_rules_of_the_wiki(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.rules.texts["kwwiki"] = HOLD_PARIS
    assert ask(client, "").json["answer"]["links_count"] == 1


def test_rules_for_all_wikis_stay_in_force_unless_lifted(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.rules.texts["*"] = HOLD_PARIS
    assert ask(client, "").json["answer"]["links_count"] == 0
    lifted = ask(client, "lift:\n  - rule: no capitals\n  - rule: no such rule\n").json
    assert lifted["answer"]["links_count"] == 1
    assert (lifted["lifted"], lifted["unknown_lifts"]) == (1, ["no such rule"])


def test_nothing_is_stored(client: FlaskClient, catalog: FakeCatalog) -> None:
    ask(client, HOLD_PARIS)
    assert catalog.rules.texts == {}
    answer = client.post("/v1/linkrecommendations/kwwiki/A", json={"wikitext": "To Paris."})
    assert answer.json["links_count"] == 1


def test_each_problem_has_its_line(client: FlaskClient) -> None:
    answer = ask(client, WRONG)
    assert answer.status_code == 400
    assert answer.json["title"] == "The rules are not valid"
    found = [(one["line"], one["path"]) for one in answer.json["problems"]]
    assert (3, "rules[0].texts") in found
    assert (5, "rules[1].least_score") in found
    assert all(one["message"] for one in answer.json["problems"])


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("rules: [", 1),
        ("rules:\n  - name: a\n   targets: [b]\n", 3),
        ("a: &b {}\nc: *b\n", 2),
        ("x: !!python/object/apply:os.system [id]\n", 1),
        ("[" * 1000, 1),
        ("rules:\n- name: \ud800\n", 2),
    ],
)
def test_unsafe_or_broken_yaml_is_refused_with_its_line(client: FlaskClient, file: str, line: int) -> None:
    answer = ask(client, file)
    assert answer.status_code == 400, answer.text
    assert line in [one["line"] for one in answer.json["problems"]]


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"file": None}, "file"),
        ({"file": ["a"]}, "file"),
        ({"file": "#" * (MAX_FILE_LENGTH + 1)}, "file"),
        ({"wikitext": None}, "wikitext"),
        ({"threshold": 7}, "threshold"),
    ],
)
def test_a_wrong_request_is_refused(client: FlaskClient, members: dict[str, Any], field: str) -> None:
    answer = ask(client, **{"file": "", **members})
    assert (answer.status_code, answer.json["field"]) == (400, field)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/playground/rules/kwwiki/A", data=body)
    assert (answer.status_code, answer.json["field"]) == (400, "body")


def test_broken_rules_for_all_wikis_are_reported(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.rules.texts["*"] = WRONG
    answer = ask(client, "")
    assert answer.status_code == 503
