"""The service fetches articles from a real MediaWiki with pages of the sample wiki."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.errors import PageMissingError
from api.serving.action_api import ActionApi
from api.serving.bundle_cache import BundleCache
from api.serving.target_check import TargetCheck
from api.settings.definitions import Config
from linking.response import Page
from linking.text.titles import Site
from tests.helpers.api.fakes import VERSION, FakeCatalog
from tests.helpers.programs.mediawiki import MediaWiki, running_mediawiki

pytestmark = [pytest.mark.integration, pytest.mark.mediawiki]

PAGES = ("Prague", "Paris", "Mercury (planet)", "USA")
ROUTE = "/v1/linkrecommendations/wikipedia/sample"
REVISED = "'''Prague''' is far from Paris.\n"

SITE = Site("samplewiki", "en")


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWiki]:
    with running_mediawiki(tmp_path_factory.mktemp("mediawiki"), PAGES) as wiki:
        wiki.save("Prague", REVISED)
        wiki.save("MediaWiki:Common.js", "var a;")
        wiki.save("Golden City", "#REDIRECT [[Prague]]")
        wiki.save('AC/DC: "Who?" & 50% more.', "Live in Paris.")
        yield wiki


@pytest.fixture(scope="module")
def config(wiki: MediaWiki) -> Config:
    return Config(Path.cwd(), mediawiki_api_url=wiki.api, mediawiki_timeout=60, request_deadline=60)


@pytest.fixture(scope="module")
def client(config: Config) -> FlaskClient:
    return create_app(config, BundleCache(FakeCatalog({"samplewiki": VERSION}), 1)).test_client()


def test_the_current_and_an_old_revision_are_fetched(config: Config) -> None:
    api = ActionApi(config)
    now = api.fetch(SITE, "Prague")
    assert (now.title, now.wikitext) == ("Prague", REVISED.rstrip())
    before = next(page for page in (_at(api, revision) for revision in range(1, now.revid)) if page)
    assert (before.pageid, before.title) == (now.pageid, "Prague")
    assert "Charles Bridge" in before.wikitext


def _at(api: ActionApi, revision: int) -> Page | None:
    try:
        return api.fetch(SITE, "Prague", revision)
    except PageMissingError:
        return None  # a revision of another page


def test_a_page_is_fetched_for_its_recommendations(client: FlaskClient) -> None:
    answer = client.get(f"{ROUTE}/prague")
    assert answer.status_code == 200
    assert (answer.json["page_title"], answer.json["links_count"]) == ("Prague", 1)
    assert answer.json["pageid"] > 0
    link = answer.json["links"][0]
    assert REVISED[link["wikitext_offset"] :].startswith("Paris")


@pytest.mark.parametrize(
    "path", ["AC/DC:_%22Who%3F%22_%26_50%25_more.", "AC%2FDC%3A%20%22Who%3F%22%20%26%2050%25%20more."]
)
def test_an_odd_title_is_found(client: FlaskClient, path: str) -> None:
    answer = client.post(f"{ROUTE}/{path}")
    assert (answer.status_code, answer.json["page_title"]) == (200, 'AC/DC: "Who?" & 50% more.')


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("No_such_page", 404, "no page No such page"),
        ("Prague?revision=999999", 404, "no such revision"),
        ("wikipedia:Prague", 404, "another wiki"),
        ("USA", 422, "redirect"),
        ("MediaWiki:Common.js", 422, "javascript"),
        ("Special:Version", 404, ""),
        ("~~~", 400, "title"),
        ("..", 400, "title"),
    ],
)
def test_the_error_says_why_a_page_has_no_article(client: FlaskClient, path: str, status: int, says: str) -> None:
    answer = client.get(f"{ROUTE}/{path}")
    assert answer.status_code == status, answer.text
    assert says in answer.json["detail"]


def test_targets_are_looked_up(wiki: MediaWiki, config: Config) -> None:
    wiki.save("Moved away", "#REDIRECT [[Moved twice]]")
    wiki.save("Moved twice", "#REDIRECT [[Mercury (planet)#Orbit]]")
    wiki.save("Round", "#REDIRECT [[Round and round]]")
    wiki.save("Round and round", "#REDIRECT [[Round]]")
    wiki.save("Draft", "#REDIRECT [[User:Somebody]]")
    wiki.save("User:Somebody", "A draft.")
    expected = {
        "Prague": "Prague",
        "Moved away": "Mercury (planet)",
        "Round": None,
        "Draft": None,
        "Nowhere": None,
        "prague": "Prague",
        'AC/DC: "Who?" & 50% more.': 'AC/DC: "Who?" & 50% more.',
        **{f"Nowhere {number}": None for number in range(60)},
    }
    found = TargetCheck(ActionApi(config)).look_up(SITE, list(expected), time.monotonic() + 60)
    assert found == expected


def test_an_answer_is_verified(client: FlaskClient) -> None:
    answer = client.post(f"{ROUTE}/Prague?verify=true", json={"wikitext": "To Paris."})
    assert answer.json["meta"]["verified"] == {"targets": 1, "moved": 0, "dropped": 0}
    assert answer.json["links"][0]["link_target"] == "Paris"


def test_the_review_page_gets_random_articles_and_starts_of_articles(client: FlaskClient) -> None:
    """This wiki has no extension for images of articles, of which MediaWiki warns."""
    titles = client.get("/review/titles/samplewiki").json["titles"]  # type: ignore[index]
    assert {"Paris", "Prague"} <= set(titles)
    assert not {"Golden City", "MediaWiki:Common.js"} & set(titles)
    assert client.get("/review/articles/samplewiki/golden City").json == {
        "title": "Prague",
        "start": "Prague is far from Paris.",
        "image": None,
    }
    suggestions = client.get("/review/suggestions/samplewiki/Prague").json["suggestions"]  # type: ignore[index]
    assert [one["paragraph"]["before"] for one in suggestions] == ["Prague is far from "]
