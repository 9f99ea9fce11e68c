"""What the review page shows of articles, from a wiki's action API: random titles, an article's start, and its image.

References:
    https://www.mediawiki.org/wiki/API:Random
    https://www.mediawiki.org/wiki/Extension:PageImages
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import msgspec

from api.errors import FetchError, PageMissingError
from api.serving.action_api import ActionApi
from api.serving.api_address import own_api_url
from api.serving.bounded_http import Download
from linking.text.titles import Site

MAX_RANDOM_TITLES = 50
IMAGE_WIDTH = 320
MAX_IMAGE_BYTES = 1 << 20
IMAGE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")
"""Types of images that can run nothing, unlike SVG. MediaWiki renders thumbnails of SVG files as PNG."""
WIKIMEDIA_IMAGES = "upload.wikimedia.org"
"""The host of the images of Wikimedia's wikis."""
WIKIMEDIA_DOMAINS = tuple(
    f".{name}.org"
    for name in (
        *("wikipedia", "wiktionary", "wikiquote", "wikibooks", "wikisource", "wikinews", "wikiversity"),
        *("wikivoyage", "wikimedia", "wikidata", "mediawiki"),
    )
)

_FORMAT = {"action": "query", "format": "json", "formatversion": "2"}


class _Title(msgspec.Struct):
    title: str


class _Slot(msgspec.Struct):
    contentmodel: str = ""
    content: str = ""


class _Slots(msgspec.Struct):
    main: _Slot


class _Revision(msgspec.Struct):
    slots: _Slots


class _Thumbnail(msgspec.Struct):
    source: str


class _Page(msgspec.Struct):
    title: str
    missing: bool = False
    invalid: bool = False
    revisions: list[_Revision] = []
    thumbnail: _Thumbnail | None = None


class _Query(msgspec.Struct):
    random: list[_Title] = []
    pages: list[_Page] = []


class _Response(msgspec.Struct):
    query: _Query = msgspec.field(default_factory=_Query)


@dataclass(frozen=True, slots=True)
class ArticlePreview:
    """An article to show the start of.

    Attributes:
        title: Its title, after redirects.
        wikitext: Its text.
        image: Address of its image on another server; None if there is none that may be shown.
    """

    title: str
    wikitext: str
    image: str | None


def random_titles(api: ActionApi, site: Site, count: int, deadline: float | None = None) -> Sequence[str]:
    """Return titles of random articles, at most MAX_RANDOM_TITLES.

    Raises:
        BodyError: If the service is not to ask wikis.
        FetchError: If the API cannot be reached or its response is unusable.
    """
    fields = {
        **_FORMAT,
        "list": "random",
        "rnnamespace": "0",
        "rnfilterredir": "nonredirects",
        "rnlimit": str(min(count, MAX_RANDOM_TITLES)),
    }
    found = _ask(api, site, fields, deadline).random
    return tuple(one.title for one in found[:MAX_RANDOM_TITLES])


def fetch_preview(api: ActionApi, site: Site, title: str, deadline: float | None = None) -> ArticlePreview:
    """Fetch an article, following redirects, and the address of its image.

    Raises:
        BodyError: If the service is not to ask wikis.
        PageMissingError: If the wiki has no such article.
        FetchError: If the API cannot be reached or its response is unusable.
    """
    fields = {
        **_FORMAT,
        "prop": "revisions|pageimages",
        "titles": title,
        "redirects": "1",
        "rvslots": "main",
        "rvprop": "content|contentmodel",
        "piprop": "thumbnail",
        "pithumbsize": str(IMAGE_WIDTH),
    }
    pages = _ask(api, site, fields, deadline).pages
    page = pages[0] if pages else None
    if page is None or page.missing or page.invalid or not page.revisions:
        raise PageMissingError(f"the wiki has no page {title:.80}")
    main = page.revisions[0].slots.main
    image = page.thumbnail.source if page.thumbnail else ""
    own = "" if api.proxy else own_api_url(api.pattern, site) or ""  # a proxy for the API serves no images
    wikitext = main.content if main.contentmodel == "wikitext" else ""
    return ArticlePreview(page.title, wikitext, image_address(own, image))


def fetch_image(api: ActionApi, site: Site, title: str, deadline: float | None = None) -> Download:
    """Fetch the image of an article, so that the wiki's server does not learn who reviews.

    Raises:
        BodyError: If the service is not to ask wikis.
        PageMissingError: If the article has no image that may be shown.
        FetchError: If the image cannot be fetched.
    """
    address = fetch_preview(api, site, title, deadline).image
    if address is None:
        raise PageMissingError(f"there is no image of {title:.80}")
    image = api.download(address, MAX_IMAGE_BYTES, deadline)
    if image.content_type not in IMAGE_TYPES:
        raise FetchError("format", f"the image of {title:.80} has the type {image.content_type!r:.60}")
    return image


def image_address(api_url: str, source: str) -> str | None:
    """Return the address of an image, or None if it is on a host that the service must not ask.

    An answer of a wiki must not make the service send requests to any host: only to the wiki's own, and from a wiki of
    Wikimedia to the host of its images.

    Args:
        api_url: Address of the wiki's API.
        source: Address of the image, which may be relative to it.
    """
    if not (source and api_url):
        return None
    try:
        found, own = urlsplit(urljoin(api_url, source)), urlsplit(api_url)
    except ValueError:
        return None
    is_own = (found.scheme, found.netloc) == (own.scheme, own.netloc)
    is_shared = (
        found.scheme == "https" and found.netloc == WIKIMEDIA_IMAGES and f".{own.hostname}".endswith(WIKIMEDIA_DOMAINS)
    )
    return found.geturl() if is_own or is_shared else None


def _ask(api: ActionApi, site: Site, fields: Mapping[str, str], deadline: float | None) -> _Query:
    body = api.get(site, fields, deadline)
    try:
        return msgspec.json.decode(body, type=_Response).query
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FetchError("format", f"the API of {site.wiki} did not answer as MediaWiki does") from error
