"""Routes that recommend nothing: the banner and the contract (`/`, `/?spec`, `/docs/`), metrics, health, readiness."""

from __future__ import annotations

import json
from http import HTTPStatus
from importlib.resources import files

from flask import Blueprint, Response, render_template, request, send_from_directory

from api.observability.metrics import CONTENT_TYPE, Metrics, Published
from api.observability.process_metrics import ProcessMetrics
from api.observability.readiness import readiness
from api.observability.request_context import request_context
from api.serving.service import Service
from api.web.contract import contract_response, load_contract
from api.web.error_pages import wants_page
from api.web.landing import landing_page
from api.web.security_headers import security_headers

LARGE_FILES = ("/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css")
"""Static files whose compression takes long."""

# Swagger UI writes the descriptions as HTML, which it has cleaned.
_PROBES = frozenset(f"operations.{name}" for name in ("healthz", "readyz", "show_metrics"))
_SWAGGER_POLICY = {"require-trusted-types-for": None, "trusted-types": None}
_SWAGGER_FILES = str(files("flask_swagger_ui") / "dist")


def operations(service: Service, metrics: Metrics) -> Blueprint:
    """Return the blueprint of the routes."""
    blueprint = Blueprint("operations", __name__)
    version = service.config.application_version
    load_contract()  # at start rather than during the first request
    processes = ProcessMetrics(shared=metrics.shared)
    published = Published(service.bundles.catalog, version)

    @blueprint.get("/")
    def banner() -> Response:
        if "spec" in request.args:
            return contract_response(service, request._get_current_object())  # type: ignore[attr-defined]
        return landing_page(service, request)

    @blueprint.get("/docs/")
    def docs() -> Response:
        response = Response(render_template("docs.html"))
        response.headers.update(security_headers(_SWAGGER_POLICY))
        return response

    @blueprint.get("/docs/<path:name>")
    def docs_file(name: str) -> Response:
        return send_from_directory(_SWAGGER_FILES, name, max_age=3600)

    @blueprint.after_request
    def leave_out_of_log(response: Response) -> Response:
        is_probe = request.endpoint in _PROBES and response.status_code < HTTPStatus.BAD_REQUEST
        if is_probe and not service.config.log_probes:
            request_context(request.environ).is_logged = False
        return response

    @blueprint.get("/metrics")
    def show_metrics() -> Response:
        return Response(metrics.render(published, processes), content_type=CONTENT_TYPE)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        """Answer programs with an empty 200, and tell a reader with a browser what that means."""
        page = render_template("health.html").encode() if wants_page(request) else b""
        response = Response(page, content_type=f"text/{'html' if page else 'plain'}; charset=utf-8")
        response.vary.add("Accept")
        return response

    @blueprint.get("/readyz")
    def readyz() -> Response:
        ready, report = readiness(service.bundles)
        return Response(json.dumps(report), 200 if ready else 503, content_type="application/json")

    return blueprint
