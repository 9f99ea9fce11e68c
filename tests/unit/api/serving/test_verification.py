"""A verified answer links to what the wiki has, and a link that falls away makes room for the next."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.serving.verification import verify
from api.settings.definitions import Config
from api.stores.catalog import DataDirectory
from linking.recommender import Answer, Recommendation
from linking.response import Page
from linking.rules.model import Rule
from linking.text.titles import Site
from tests.helpers.api.wiki_api import WikiApi, wiki_api
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk

SITE = Site("kwwiki", "en")
ROUTE = "/v1/linkrecommendations/tinywiki"
CONTENTS = WikiOnDisk(
    anchors={
        "paris": {"Paris": 90},
        "rome": {"Moved Rome": 90},
        "seine": {"Missing Seine": 90, "River": 60},
        "rhine": {"Ambiguous Rhine": 90},
        "old rome": {"Moved Paris": 90},
    }
)


def answer_with(targets: Sequence[str]) -> Answer:
    return Answer(
        tuple(
            Recommendation("t", target, 0, place, 0.9 - place / 10, "", "", place)
            for place, target in enumerate(targets)
        )
    )


def verified(targets: Sequence[str], wiki: dict[str, str | None], wikitext: str = "", limit: int = 3) -> Any:
    """Verify an answer with the first few of the targets, those that rules hold back excepted."""
    asked: list[list[str]] = []

    def recommend(rules: Sequence[Rule]) -> Answer:
        held_back = {target for rule in rules for target in rule.targets}
        return answer_with([target for target in targets if target not in held_back][:limit])

    def look_up(titles: Sequence[str]) -> dict[str, str | None]:
        asked.append(list(titles))
        return {title: wiki.get(title, title) for title in titles}

    answer, found = verify(SITE, Page("Page", 1, 2, wikitext), recommend, look_up)
    return [link.link_target for link in answer.links], found.to_json(), asked


@pytest.mark.parametrize(
    ("targets", "wiki", "wikitext", "expected", "counts"),
    [
        (["A", "B"], {}, "", ["A", "B"], (2, 0, 0)),
        ([], {}, "", [], (0, 0, 0)),
        (["A", "B"], {"A": "A2"}, "", ["A2", "B"], (2, 1, 0)),
        (["A", "B"], {"A": None}, "", ["B"], (2, 0, 1)),
        (["A", "B", "C", "D"], {"A": None}, "", ["B", "C", "D"], (4, 0, 1)),
        (["A", "B", "C", "D", "E"], {"A": None, "D": None}, "", ["B", "C", "E"], (5, 0, 2)),
        (["A", "B"], {"A": "B"}, "", ["B"], (2, 1, 1)),
        (["A", "B"], {"A": "C", "B": "C"}, "", ["C"], (2, 2, 1)),
        (["A", "B"], {"A": "Page"}, "", ["B"], (2, 1, 1)),
        (["A", "B"], {"A": "A2"}, "See [[a2|it]].", ["B"], (2, 1, 1)),
        (["A"], {"A": None}, "", [], (1, 0, 1)),
    ],
)
def test_targets_are_those_that_the_wiki_has(
    targets: list[str], wiki: dict[str, str | None], wikitext: str, expected: list[str], counts: tuple[int, int, int]
) -> None:
    found, counted, _ = verified(targets, wiki, wikitext)
    assert found == expected
    assert tuple(counted.values()) == counts


def test_each_title_is_looked_up_once() -> None:
    _, _, asked = verified(["A", "B", "C", "D"], {"A": None})
    assert asked == [["A", "B", "C"], ["D"]]


@pytest.fixture(scope="module")
def api() -> Iterator[WikiApi]:
    with wiki_api() as api:
        yield api


@pytest.fixture
def client(api: WikiApi, tmp_path: Path) -> Iterator[FlaskClient]:
    write_complete_bundle(tmp_path, "tinywiki", contents=CONTENTS)
    cache = BundleCache(DataDirectory(tmp_path), 1)
    yield create_app(Config(tmp_path, mediawiki_api_url=api.pattern), cache).test_client()
    cache.close()


def test_an_answer_says_that_it_was_verified(client: FlaskClient) -> None:
    body = {"wikitext": "From Paris to Rome on the Seine and the Rhine, and to Old Rome.", "threshold": 0.01}
    unverified = client.post(f"{ROUTE}/A", json=body).json
    assert "Missing Seine" in [link["link_target"] for link in unverified["links"]]
    answer = client.post(f"{ROUTE}/A?verify=true", json=body).json
    assert [link["link_target"] for link in answer["links"]] == ["Paris", "Rome", "River"]
    assert [link["link_index"] for link in answer["links"]] == [0, 1, 2]
    assert answer["meta"]["verified"] == {"targets": 6, "moved": 2, "dropped": 3}
    assert "verified" not in unverified["meta"]


def test_an_explained_answer_names_what_was_dropped(client: FlaskClient) -> None:
    body = {"wikitext": "On the Rhine.", "threshold": 0.01, "explain": True, "verify": True}
    answer = client.post(f"{ROUTE}/A", json=body).json
    assert answer["links"] == []
    assert [(held["link_target"], held["rule"]) for held in answer["held_back"]] == [("Ambiguous Rhine", "verify")]


def test_a_batch_verifies_each_article(client: FlaskClient) -> None:
    lines = b'{"title": "A", "wikitext": "Rome"}\n{"title": "B", "wikitext": "Paris"}\n{"title": "C", "wikitext": "x"}'
    answers = client.post(f"{ROUTE}:batch?verify=true&threshold=0.01", data=lines, buffered=True).data.splitlines()
    found = [json.loads(answer) for answer in answers]
    assert [[link["link_target"] for link in one["links"]] for one in found] == [["Rome"], ["Paris"], []]
    assert [one["meta"]["verified"]["targets"] for one in found] == [1, 1, 0]


@pytest.mark.parametrize(
    ("url", "status", "name"),
    [
        ("http://127.0.0.1:9/{domain}", 502, "wiki-api-failed"),
        ("off", 400, "invalid-parameter"),
    ],
)
def test_an_answer_that_cannot_be_verified_is_an_error(tmp_path: Path, url: str, status: int, name: str) -> None:
    """The client would store a list without the links that could not be checked."""
    write_complete_bundle(tmp_path, "tinywiki", contents=CONTENTS)
    cache = BundleCache(DataDirectory(tmp_path), 1)
    client = create_app(Config(tmp_path, mediawiki_api_url=url), cache).test_client()
    answer = client.post(f"{ROUTE}/A?verify=true&threshold=0.01", json={"wikitext": "To Paris."})
    cache.close()
    assert (answer.status_code, answer.json["type"]) == (status, f"urn:linkrecommendation:problem:{name}")
