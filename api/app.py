"""Puts the service together: create_app(config) is the one place that knows all parts."""

from __future__ import annotations

import logging
import time
from functools import partial

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from api.errors import PROBLEM_TYPE, Problem, ServiceError, problem_of, problem_of_status
from api.observability.metrics import Metrics
from api.observability.request_context import Recording, record_of
from api.serving.action_api import ActionApi
from api.serving.bundle_cache import Registry
from api.serving.service import Service
from api.settings.config import Config, metrics_files
from api.stores.factory import open_catalog
from api.web.operations import pages
from api.web.playground import playground
from api.web.recommendations import TitleConverter, recommendations
from api.web.url_prefix import Prefix

UNMATCHED = "unmatched"

_log = logging.getLogger("linkrecommendation")


def create_app(config: Config, registry: Registry | None = None, metrics: Metrics | None = None) -> Flask:
    """The WSGI application. registry, metrics: as the settings say where not given."""
    metrics = metrics or Metrics(metrics_files())
    registry = registry or Registry(open_catalog(config), config.max_models, metrics)
    api = ActionApi(config)
    service = Service(config, registry, api)
    app = Flask("api", static_folder=None, template_folder="web/templates")
    app.config["MAX_CONTENT_LENGTH"] = config.max_content_length
    app.url_map.merge_slashes = False  # a title may hold two slashes in a row
    app.url_map.converters["title"] = TitleConverter
    app.register_blueprint(pages(service, metrics))
    app.register_blueprint(recommendations(service, metrics))
    if config.playground:
        app.register_blueprint(playground(service, api))
    _observe(app, metrics)
    _explain_errors(app)
    app.wsgi_app = Recording(Prefix(app.wsgi_app, config.url_prefix))  # type: ignore[method-assign]
    return app


def _observe(app: Flask, metrics: Metrics) -> None:
    """Count and describe each request."""

    @app.after_request
    def finish(response: Response) -> Response:
        asked = request._get_current_object()  # type: ignore[attr-defined]  # each access by way of the proxy costs
        record = record_of(asked.environ)
        rule = asked.url_rule
        route = rule.rule if rule else UNMATCHED
        seconds = time.perf_counter() - record.start
        response.headers["X-Request-Id"] = record.trace
        # once the answer is on its way: the caller need not wait for our bookkeeping
        response.call_on_close(partial(metrics.request, record, route, asked.method, response.status_code, seconds))
        return response


def _explain_errors(app: Flask) -> None:
    """Every error is a problem document."""

    @app.errorhandler(ServiceError)
    def ours(error: ServiceError) -> Response:
        record = record_of(request.environ)
        record.fields["error.type"] = type(error).__name__
        record.fields["error.message"] = error.detail
        return _response(problem_of(error, record.trace))

    @app.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> Response:
        trace = record_of(request.environ).trace
        response = _response(problem_of_status(error.code or 500, error.description or "", trace))
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        _log.error("request failed", exc_info=error)
        trace = record_of(request.environ).trace
        return _response(problem_of_status(500, "the service failed; its log says more", trace))


def _response(problem: Problem) -> Response:
    return Response(problem.body, problem.status, dict(problem.headers), content_type=PROBLEM_TYPE)
