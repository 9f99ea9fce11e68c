"""Routes that recommend nothing: the banner and the contract (`/`, `/?spec`, `/docs/`), metrics, health, readiness."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from flask import Blueprint, Response, render_template, request, send_from_directory

from api.observability.metrics import CONTENT_TYPE, Metrics, Published
from api.observability.readiness import readiness
from api.serving.bundle_cache import BundleCache
from api.serving.public_reason import public_reason
from api.serving.service import Service
from api.web.contract import contract_response, load_contract
from api.web.security_headers import security_headers
from linking.errors import LinkingError

LARGE_FILES = ("/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css")
"""Static files whose compression takes long."""

# Swagger UI writes the descriptions as HTML, which it has cleaned.
_SWAGGER_POLICY = {"require-trusted-types-for": None, "trusted-types": None}
_SWAGGER_FILES = str(files("flask_swagger_ui") / "dist")


@dataclass(frozen=True, slots=True)
class WikiSummary:
    """A wiki's row on the banner.

    Attributes:
        name: The wiki's database name.
        version: Version of its bundle, or why the bundle cannot be read.
        articles: Number of articles; None if unknown.
        language: Language code; empty if the bundle cannot be read.
    """

    name: str
    version: str
    articles: int | None
    language: str = ""


def operations(service: Service, metrics: Metrics) -> Blueprint:
    """Return the blueprint of the routes."""
    blueprint = Blueprint("operations", __name__)
    version = service.config.application_version
    load_contract()  # at start rather than during the first request
    published = Published(service.bundles.catalog, version)

    @blueprint.get("/")
    def banner() -> Response | str:
        if "spec" in request.args:
            return contract_response(service, request._get_current_object())  # type: ignore[attr-defined]
        return render_template(
            "banner.html",
            wikis=wiki_summaries(service.bundles),
        )

    @blueprint.get("/docs/")
    def docs() -> Response:
        response = Response(render_template("docs.html"))
        response.headers.update(security_headers(_SWAGGER_POLICY))
        return response

    @blueprint.get("/docs/<path:name>")
    def docs_file(name: str) -> Response:
        return send_from_directory(_SWAGGER_FILES, name, max_age=3600)

    @blueprint.get("/metrics")
    def show_metrics() -> Response:
        return Response(metrics.render(published), content_type=CONTENT_TYPE)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return Response(b"", content_type="text/plain; charset=utf-8")

    @blueprint.get("/readyz")
    def readyz() -> Response:
        ready, report = readiness(service.bundles)
        return Response(json.dumps(report), 200 if ready else 503, content_type="application/json")

    return blueprint


def wiki_summaries(bundles: BundleCache) -> Sequence[WikiSummary]:
    """Return a summary of each wiki that has a bundle, by name."""
    summaries = []
    for wiki in bundles.wikis():
        try:
            manifest = bundles.catalog.manifest(wiki)
        except LinkingError as error:
            summaries.append(WikiSummary(wiki, public_reason(error), None))
        else:
            summaries.append(WikiSummary(wiki, manifest.version, manifest.counts.get("articles"), manifest.language))
    return summaries
