"""The playground: a page on which people try the service, and the data that its script needs besides the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Blueprint, Response, render_template, request, url_for

from api.serving.api_address import own_api_url
from api.serving.service import Service
from api.web.operations import wiki_summaries
from api.web.recommendations import ROOT
from api.web.security_headers import add_missing
from api.web.text_direction import direction
from linking.text.titles import Site, normalise

FILE, CATEGORY = 6, 14
HIDDEN_NAMESPACES = (FILE, CATEGORY)
"""MediaWiki renders links to these namespaces not as text but as an image or at the bottom of the page."""

_END_OF_CASED_LETTERS = 0x20000


def playground(service: Service) -> Blueprint:
    """Return the blueprint of the page and its data about a wiki or an article."""
    blueprint = Blueprint("playground", __name__, url_prefix="/playground")
    blueprint.after_request(add_missing)

    @blueprint.get("")
    def page() -> str:
        return render_template(
            "playground.html",
            wikis=[summary for summary in wiki_summaries(service.bundles) if summary.language],
            asked=request.args,
            recommend=request.script_root + ROOT,
            here=url_for("playground.page"),
        )

    @blueprint.get("/wikis/<wiki>")
    def wiki(wiki: str) -> Response:
        with service.bundles.use(wiki) as bundle:
            return _json(
                describe(bundle.site, page_address(own_api_url(service.config.mediawiki_api_url, bundle.site)))
            )

    @blueprint.get("/articles/<wiki>/<title:title>")
    def article(wiki: str, title: str) -> Response:
        with service.bundles.use(wiki) as bundle:
            found = service.fetch_article(bundle, title)
        return _json({"title": found.title, "pageid": found.pageid, "revid": found.revid, "wikitext": found.wikitext})

    return blueprint


def page_address(api: str | None) -> str:
    """Return the address under which people read a wiki's pages, to which a title is to be appended.

    Args:
        api: URL of the wiki's API on the wiki's own host; None if it is unknown.

    Returns:
        The address; empty if it is unknown.
    """
    if api is None:
        return ""
    parts = urlsplit(api)
    path = parts.path.removesuffix("api.php") + "index.php"
    return urlunsplit((parts.scheme, parts.netloc, path, "title=", ""))


def describe(site: Site, pages: str) -> Mapping[str, Any]:
    """Return what the page's script needs to know about a wiki.

    Args:
        site: The wiki's configuration.
        pages: Address of the wiki's pages, as `page_address` returns it; empty if unknown.

    Returns:
        A mapping, ready for JSON. `capitals` maps each letter whose upper-case form at the start of a title is not
        Unicode's to that form. `hidden` lists the lower-case prefixes of links that MediaWiki does not render as text.
    """
    hidden = {name for name, namespace in site.namespaces.items() if namespace in HIDDEN_NAMESPACES}
    return {
        "wiki": site.wiki,
        "language": site.language,
        "direction": direction(site.language),
        "case": site.case,
        "capitals": _unusual_capitals(site.case, site.language),
        "hidden": sorted({"file", "image", "category"} | hidden),
        "pages": pages,
    }


@cache
def _unusual_capitals(case: str, language: str) -> Mapping[str, str]:
    site = Site("", language, case)
    letters = (letter for letter in map(chr, range(_END_OF_CASED_LETTERS)) if letter.upper() != letter)
    capitals = ((letter, normalise(site, letter)) for letter in letters)
    return {letter: capital for letter, capital in capitals if capital != letter.upper()}


def _json(members: Mapping[str, Any]) -> Response:
    return Response(json.dumps(members, ensure_ascii=False), content_type="application/json")
