"""The review page, on which people judge suggestions, and the data about articles that its script asks for.

The service stores nothing: samples and decisions stay in the reviewer's browser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from api.errors import ParameterError
from api.serving.api_address import own_api_url
from api.serving.article_preview import MAX_RANDOM_TITLES
from api.serving.request_options import whole_number
from api.serving.request_parsing import parse_request
from api.serving.service import Service
from api.stores.catalog import LoadedBundle
from api.web.security_headers import add_missing, security_headers
from api.web.wiki_description import page_address
from linking.response import Page
from linking.text.text_direction import direction
from linking.wikitext.article import parse
from linking.wikitext.excerpts import article_start, paragraph_around

IMAGE_MAX_AGE = 3600  # seconds
_IDENTITY = ("link_text", "link_target", "wikitext_offset", "score")


def review(service: Service) -> Blueprint:
    """Return the blueprint of the page and its data about a wiki's articles."""
    blueprint = Blueprint("review", __name__, url_prefix="/review")
    blueprint.after_request(add_missing)

    @blueprint.get("")
    def page() -> str:
        return render_template(
            "review.html",
            wikis=[overview.wiki for overview in service.overviews.all() if overview.usable],
            asked=request.args,
            here=url_for("review.page"),
        )

    @blueprint.get("/wikis/<wiki>")
    def wiki(wiki: str) -> Response:
        with service.bundles.use(wiki) as bundle:
            return _json(_description(service, bundle))

    @blueprint.get("/titles/<wiki>")
    def titles(wiki: str) -> Response:
        with service.bundles.use(wiki) as bundle:
            return _json({"titles": list(service.random_titles(bundle, _count(request.args)))})

    @blueprint.get("/suggestions/<wiki>/<title:title>")
    def suggestions(wiki: str, title: str) -> Response:
        parsed = parse_request(request.args, b"")
        with service.bundles.use(wiki) as bundle:
            found = service.fetch_article(bundle, title)
            answer = service.recommend(
                bundle, found.title, replace(parsed, wikitext=found.wikitext, revid=found.revid, pageid=found.pageid)
            )
            links = json.loads(answer.body)["links"]
            with service.computing():
                found_suggestions = _suggestions(bundle, found, links)
            return _json({**_description(service, bundle), "suggestions": found_suggestions})

    @blueprint.get("/articles/<wiki>/<title:title>")
    def article(wiki: str, title: str) -> Response:
        with service.bundles.use(wiki) as bundle:
            found, start = service.preview_article(bundle, title)
        image = url_for("review.image", wiki=wiki, title=found.title) if found.image else None
        return _json({"title": found.title, "start": start, "image": image})

    @blueprint.get("/images/<wiki>/<title:title>")
    def image(wiki: str, title: str) -> Response:
        with service.bundles.use(wiki) as bundle:
            found = service.fetch_image(bundle, title)
        response = Response(found.content, content_type=found.content_type)
        response.headers.update(security_headers({"sandbox": ""}))
        response.cache_control.max_age = IMAGE_MAX_AGE
        return response

    return blueprint


def _description(service: Service, bundle: LoadedBundle) -> Mapping[str, str]:
    """Return the members of a review sample (spec/review-sample.schema.json) that describe the wiki and its bundle.

    `pages` comes in addition: the address of the wiki's pages, to which a title is to be appended.
    """
    return {
        "wiki": bundle.site.wiki,
        "language": bundle.site.language,
        "direction": direction(bundle.site.language),
        "main_page": bundle.site.base,
        "bundle_version": bundle.manifest.version,
        "pages": page_address(own_api_url(service.config.mediawiki_api_url, bundle.site)),
    }


def _suggestions(bundle: LoadedBundle, page: Page, links: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return suggestions as a review sample has them, without the starts of their targets."""
    if not links:
        return []
    article = parse(page.wikitext, bundle.site.language)
    start = article_start(article, bundle.site)
    return [
        {
            "title": page.title,
            "revid": page.revid,
            **{name: link[name] for name in _IDENTITY},
            "paragraph": asdict(
                paragraph_around(
                    article,
                    link["wikitext_offset"],
                    link["wikitext_offset"] + len(link["link_text"]),
                    bundle.site,
                )
            ),
            "article_start": start,
            "target_start": None,
        }
        for link in links
    ]


def _count(parameters: MultiDict[str, str]) -> int:
    try:
        return whole_number(parameters.get("count", str(MAX_RANDOM_TITLES)), MAX_RANDOM_TITLES)
    except ValueError as error:
        raise ParameterError("count", f"must be a whole number from 1 to {MAX_RANDOM_TITLES}") from error


def _json(members: Mapping[str, Any]) -> Response:
    return Response(json.dumps(members, ensure_ascii=False), content_type="application/json")
