"""The playground: a page on which people try the service, and the data that its script needs besides the API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from api.errors import ParameterError
from api.serving.api_address import own_api_url
from api.serving.service import Service
from api.stores.catalog import LoadedBundle
from api.web.examples import SAMPLE_WIKI, sample_examples
from api.web.landing import DEFAULT_SORT, make_row, sort_rows
from api.web.language_names import reader_language
from api.web.recommendations import ROOT
from api.web.request_body import read_body
from api.web.rules_trial import try_rules
from api.web.security_headers import add_missing, security_headers
from api.web.wiki_description import character_names, describe, origin, page_address
from api.web.wiki_hosts import resolve_address

EXAMPLES = 3
TITLES_MAX_AGE = 300  # seconds


def playground(service: Service) -> Blueprint:
    """Return the blueprint of the page and its data about a wiki or an article."""
    blueprint = Blueprint("playground", __name__, url_prefix="/playground")
    blueprint.after_request(add_missing)

    @blueprint.get("")
    def page() -> Response:
        reader = reader_language(request.accept_languages)
        rows = [make_row(overview, reader) for overview in service.overviews.all() if overview.usable]
        response = Response(
            render_template(
                "playground.html",
                wikis=sort_rows(rows, DEFAULT_SORT, descending=False),
                asked=request.args,
                recommend=request.script_root + ROOT,
                here=url_for("playground.page"),
            )
        )
        response.vary.add("Accept-Language")
        return response

    @blueprint.get("/wikis/<wiki>")
    def wiki(wiki: str) -> Response:
        with service.bundles.use(wiki) as bundle:
            pages = _pages(service, bundle)
            return _json(describe(bundle.site, pages, bundle.manifest.version, _examples(bundle, bool(pages))))

    @blueprint.get("/characters")
    def characters() -> Response:
        response = _json(character_names())
        response.cache_control.max_age = 86_400
        return response

    @blueprint.get("/articles/<wiki>/<title:title>")
    def article(wiki: str, title: str) -> Response:
        with service.bundles.use(wiki) as bundle:
            found = service.fetch_article(bundle, title)
        return _json(
            {
                "title": found.title,
                "pageid": found.pageid,
                "revid": found.revid,
                "timestamp": found.timestamp,
                "wikitext": found.wikitext,
            }
        )

    @blueprint.get("/titles/<wiki>")
    def titles(wiki: str) -> Response:
        with service.bundles.use(wiki) as bundle:
            response = _json({"titles": list(service.find_titles(bundle, _parameter("prefix")))})
        response.cache_control.max_age = TITLES_MAX_AGE
        return response

    @blueprint.get("/address")
    def address() -> Response:
        return _json(resolve_address(service, _parameter("address"), request.args.get("wiki", "")))

    @blueprint.post("/rules/<wiki>/<title:title>")
    def rules(wiki: str, title: str) -> Response:
        body = read_body(request._get_current_object())  # type: ignore[attr-defined]  # the proxy's own object
        with service.bundles.use(wiki) as bundle:
            return Response(try_rules(service, bundle, title, body), content_type="application/json")

    @blueprint.get("/edit/<wiki>")
    def edit(wiki: str) -> Response:
        """Show a page that posts a text to the wiki's editor, the only other host that any page may send a form to."""
        with service.bundles.use(wiki) as bundle:
            pages = _pages(service, bundle)
        response = Response(render_template("edit.html", wiki=wiki, pages=pages))
        response.headers.update(security_headers({"form-action": origin(pages)} if pages else None))
        return response

    return blueprint


def _pages(service: Service, bundle: LoadedBundle) -> str:
    return page_address(own_api_url(service.config.mediawiki_api_url, bundle.site))


def _examples(bundle: LoadedBundle, reachable: bool) -> Sequence[Mapping[str, str]]:
    if bundle.site.wiki == SAMPLE_WIKI:
        return sample_examples()
    return [{"title": title} for title in bundle.recommender.example_titles(EXAMPLES)] if reachable else []


def _parameter(name: str) -> str:
    value = request.args.get(name, "")
    if not value:
        raise ParameterError(name, "is missing")
    return value


def _json(members: Mapping[str, Any]) -> Response:
    return Response(json.dumps(members, ensure_ascii=False), content_type="application/json")
