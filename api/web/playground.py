"""The playground: a page on which people try the service, and the little that its script asks beside the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Blueprint, Response, render_template, request, url_for

from api.serving.action_api import ActionApi
from api.serving.service import Service
from api.web.operations import wiki_lines
from api.web.recommendations import ROOT
from api.web.text_direction import direction
from linking.text.titles import Site, normalise

# The page shows text of strangers: nothing may run but its own script, and nothing may be fetched but from here.
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

FILE, CATEGORY = 6, 14
SHOWN_ELSEWHERE = (FILE, CATEGORY)
"""Links to these namespaces are no text: a picture, and a line at the page's foot."""

_LAST_LETTER = 0x20000


def playground(service: Service, api: ActionApi) -> Blueprint:
    """The page, its files, and what it must know of a wiki or an article."""
    blueprint = Blueprint(
        "playground", __name__, url_prefix="/playground", static_folder="static", static_url_path="/static"
    )

    @blueprint.after_request
    def protect(response: Response) -> Response:
        response.headers.update(SECURITY_HEADERS)
        return response

    @blueprint.get("")
    def page() -> str:
        return render_template(
            "playground.html",
            version=service.config.application_version,
            wikis=[line for line in wiki_lines(service.registry) if line.language],
            asked=request.args,
            recommend=request.script_root + ROOT,
            here=url_for("playground.page"),
        )

    @blueprint.get("/wikis/<wiki>")
    def wiki(wiki: str) -> Response:
        with service.registry.use(wiki) as opened:
            return _json(describe(opened.site, page_address(service.config.mediawiki_api_url, *api.address(wiki))))

    @blueprint.get("/articles/<wiki>/<title:title>")
    def article(wiki: str, title: str) -> Response:
        with service.registry.use(wiki) as opened:
            found = service.article(opened, wiki, title)
        return _json({"title": found.title, "pageid": found.pageid, "revid": found.revid, "wikitext": found.wikitext})

    return blueprint


def page_address(pattern: str, api_address: str, host: str) -> str:
    """Where people read the wiki; a title is to be added.

    pattern: of MEDIAWIKI_API_URL, for its scheme; api_address and host: of the wiki's API, which may go by a proxy.
    """
    path = urlsplit(api_address).path.removesuffix("api.php") + "index.php"
    return urlunsplit((urlsplit(pattern).scheme, host, path, "title=", ""))


def describe(site: Site, pages: str) -> Mapping[str, Any]:
    """What the script must know of a wiki.

    capitals: letters whose capital at a title's start is not the one that every language has, each with it; hidden:
    lower-case prefixes of links that are no text.
    """
    return {
        "wiki": site.wiki,
        "language": site.language,
        "direction": direction(site.language),
        "case": site.case,
        "capitals": _odd_capitals(site.case, site.language),
        "hidden": sorted(
            {"file", "image", "category"} | {n for n, i in site.namespaces.items() if i in SHOWN_ELSEWHERE}
        ),
        "pages": pages,
    }


@cache
def _odd_capitals(case: str, language: str) -> Mapping[str, str]:
    site = Site("", language, case)
    letters = (c for c in map(chr, range(_LAST_LETTER)) if c.upper() != c)
    capitals = ((c, normalise(site, c)) for c in letters)
    return {c: capital for c, capital in capitals if capital != c.upper()}


def _json(members: Mapping[str, Any]) -> Response:
    return Response(json.dumps(members, ensure_ascii=False), content_type="application/json")
