"""Random titles, the starts of articles and their images, from a wiki's action API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.errors import BodyError, FetchError, PageMissingError
from api.serving.action_api import ActionApi
from api.serving.article_preview import (
    MAX_RANDOM_TITLES,
    WIKIMEDIA_IMAGES,
    fetch_image,
    fetch_preview,
    image_address,
    random_titles,
)
from api.serving.bounded_http import Download
from api.settings.definitions import Config
from linking.text.titles import Site
from tests.helpers.api.wiki_api import IMAGE, TEXT, TITLES, WikiApi, wiki_api

SITE = Site("tinywiki", "en")
OWN = "https://kw.wikipedia.org/w/api.php"


@pytest.fixture(scope="module")
def wiki() -> Iterator[WikiApi]:
    with wiki_api() as api:
        yield api


@pytest.fixture
def api(wiki: WikiApi) -> ActionApi:
    return ActionApi(Config(Path.cwd(), mediawiki_api_url=wiki.pattern, mediawiki_timeout=0.5))


def test_random_titles_are_those_of_articles(api: ActionApi, wiki: WikiApi) -> None:
    assert random_titles(api, SITE, 2) == TITLES[:2]
    random_titles(api, SITE, 10_000)
    (_, _, parameters) = wiki.requests[-1]
    assert (parameters["rnnamespace"], parameters["rnfilterredir"]) == ("0", "nonredirects")
    assert parameters["rnlimit"] == str(MAX_RANDOM_TITLES)


@pytest.mark.parametrize(
    ("title", "found", "image"),
    [("Paris", "Paris", True), ("Redirect", "Paris", True), ("Rome", "Rome", False), ("Foreign", "Foreign", False)],
)
def test_a_preview_is_of_the_article_that_a_redirect_leads_to(
    api: ActionApi, wiki: WikiApi, title: str, found: str, image: bool
) -> None:
    preview = fetch_preview(api, SITE, title)
    assert (preview.title, preview.wikitext) == (found, TEXT)
    assert preview.image == (f"http://127.0.0.1:{wiki.port}/images/Paris.png" if image else None)


def test_a_page_that_is_not_wikitext_has_no_start(api: ActionApi) -> None:
    assert fetch_preview(api, SITE, "Script").wikitext == ""


@pytest.mark.parametrize("title", ["Missing", "Invalid"])
def test_a_page_that_does_not_exist_is_missing(api: ActionApi, title: str) -> None:
    with pytest.raises(PageMissingError):
        fetch_preview(api, SITE, title)


@pytest.mark.parametrize("title", ["No JSON", "List", "Odd", "Fails"])
def test_an_unusable_answer_is_a_fetch_error(api: ActionApi, title: str) -> None:
    with pytest.raises(FetchError):
        fetch_preview(api, SITE, title)


def test_an_image_is_fetched_from_the_wiki(api: ActionApi) -> None:
    assert fetch_image(api, SITE, "Paris") == Download("image/png", IMAGE)


@pytest.mark.parametrize(
    ("title", "error"),
    [("Drawing", FetchError), ("Big", FetchError), ("Foreign", PageMissingError), ("Rome", PageMissingError)],
)
def test_other_files_are_not_handed_on(api: ActionApi, wiki: WikiApi, title: str, error: type) -> None:
    """An SVG could run scripts, and an address on another host could be one of the service's own network."""
    with pytest.raises(error):
        fetch_image(api, SITE, title)


@pytest.mark.parametrize(
    ("api_url", "source", "allowed"),
    [
        (OWN, f"https://{WIKIMEDIA_IMAGES}/a/b.jpg", True),
        (OWN, f"//{WIKIMEDIA_IMAGES}/a/b.jpg", True),
        (OWN, "https://kw.wikipedia.org/images/b.jpg", True),
        (OWN, "/images/b.jpg", True),
        (OWN, f"http://{WIKIMEDIA_IMAGES}/a/b.jpg", False),
        (OWN, "https://example.org/b.jpg", False),
        (OWN, "http://127.0.0.1/b.jpg", False),
        (OWN, f"https://{WIKIMEDIA_IMAGES}@127.0.0.1/b.jpg", False),
        (OWN, f"https://{WIKIMEDIA_IMAGES}:8080/b.jpg", False),
        (OWN, "file:///etc/passwd", False),
        (OWN, "https://[", False),
        (OWN, "", False),
        ("https://wiki.example.org/w/api.php", f"https://{WIKIMEDIA_IMAGES}/a/b.jpg", False),
        ("https://evilwikipedia.org/w/api.php", f"https://{WIKIMEDIA_IMAGES}/a/b.jpg", False),
        ("https://www.mediawiki.org/w/api.php", f"https://{WIKIMEDIA_IMAGES}/a/b.jpg", True),
        ("", "/images/b.jpg", False),
    ],
)
def test_images_come_from_the_wiki_or_the_host_that_wikimedias_wikis_share(
    api_url: str, source: str, allowed: bool
) -> None:
    assert (image_address(api_url, source) is not None) is allowed


def test_behind_a_proxy_for_the_api_there_are_no_images(wiki: WikiApi) -> None:
    """Such a service may not reach other hosts."""
    proxied = Config(Path.cwd(), mediawiki_proxy_url=f"http://127.0.0.1:{wiki.port}", mediawiki_timeout=0.5)
    site = Site("tinywiki", "en", base="https://tiny.example.org/wiki/Main")
    assert fetch_preview(ActionApi(proxied), site, "Paris").image is None


def test_a_service_that_asks_no_wiki_refuses() -> None:
    with pytest.raises(BodyError, match="fetches no articles"):
        random_titles(ActionApi(Config(Path.cwd(), mediawiki_api_url="off")), SITE, 5)
