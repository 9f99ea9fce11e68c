"""The WSGI application: `create_app` is the one place that knows all parts of the service."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import partial

from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.exceptions import HTTPException

from api.errors import PROBLEM_KINDS, ParameterError, ServiceError, StoreError, problem_for, problem_for_status
from api.observability.metrics import Metrics
from api.observability.request_context import RequestContext, RequestContextMiddleware, request_context
from api.observability.tracing import Tracing
from api.serving.action_api import ActionApi
from api.serving.bundle_cache import BundleCache
from api.serving.service import Service
from api.settings.config import metrics_files
from api.settings.definitions import Config
from api.stores.factory import open_catalog
from api.web.assets import assets
from api.web.batch import batches
from api.web.compression import Compression
from api.web.error_pages import error_response
from api.web.operations import operations
from api.web.page_frame import add_page_frame
from api.web.playground import playground
from api.web.recommendations import TitleConverter, recommendations
from api.web.review import review
from api.web.url_prefix import UrlPrefixMiddleware
from api.web.wiki_pages import wiki_pages

UNMATCHED = "unmatched"
"""Route under which the metrics count requests that match no route."""

_EXTENSION = "linkrecommendation"

_log = logging.getLogger("linkrecommendation")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an application that gunicorn's master and workers use."""

    config: Config
    metrics: Metrics
    tracing: Tracing
    bundles: BundleCache


def parts_of(app: Flask) -> Parts:
    """Return the parts of an application that `create_app` created."""
    parts: Parts = app.extensions[_EXTENSION]
    return parts


class _NoSessions(SessionInterface):
    """Gives all requests the same session, which cannot be written to: the service has none."""

    _session = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002
        """Return the session. Flask calls this for each request."""
        return self._session


def create_app(config: Config, bundles: BundleCache | None = None, metrics: Metrics | None = None) -> Flask:
    """Create the WSGI application.

    Args:
        config: The settings.
        bundles: The wikis' bundles; by default those of the store that the settings name.
        metrics: The metrics; by default new ones, shared with other processes if the settings say so.

    Raises:
        ConfigError: If tracing is on and a package is missing.
    """
    tracing = Tracing(config)
    metrics = metrics or Metrics(metrics_files())
    bundles = bundles or BundleCache(open_catalog(config), config.max_models, metrics)
    service = Service(config, bundles, ActionApi(config))
    app = Flask("api", static_folder=None, template_folder="web/templates")
    app.extensions[_EXTENSION] = Parts(config, metrics, tracing, bundles)
    app.config["MAX_CONTENT_LENGTH"] = config.max_content_length
    app.session_interface = _NoSessions()
    app.url_map.merge_slashes = False  # a title may contain "//"
    app.url_map.converters["title"] = TitleConverter
    app.register_blueprint(operations(service, metrics))
    app.register_blueprint(recommendations(service, metrics))
    app.register_blueprint(batches(service, metrics))
    app.register_blueprint(assets())
    app.register_blueprint(wiki_pages(service))
    if config.playground:
        app.register_blueprint(playground(service))
        app.register_blueprint(review(service))
    add_page_frame(app, config.application_version)
    _check_queries(app)
    Compression(app)
    _count_requests(app, metrics)
    _handle_errors(app, metrics)
    app.wsgi_app = RequestContextMiddleware(  # type: ignore[method-assign]
        UrlPrefixMiddleware(app.wsgi_app, config.url_prefix), tracing
    )
    return app


def _check_queries(app: Flask) -> None:
    """Refuse a query string with raw bytes that are not UTF-8, which werkzeug cannot read."""

    @app.before_request
    def check() -> None:
        try:
            request.query_string.decode()
        except UnicodeDecodeError as error:
            raise ParameterError("query", "is not UTF-8, percent-encoded or not") from error


def _count_requests(app: Flask, metrics: Metrics) -> None:
    @app.after_request
    def count(response: Response) -> Response:
        current = request._get_current_object()  # type: ignore[attr-defined]  # the proxy looks it up at each access
        context = request_context(current.environ)
        route = current.url_rule.rule if current.url_rule else UNMATCHED
        seconds = None if response.is_streamed else time.perf_counter() - context.start
        response.headers["X-Request-Id"] = context.trace_id
        # counted after the response is sent, so that the caller does not wait for it
        response.call_on_close(
            partial(metrics.count_request, context, route, current.method, response.status_code, seconds)
        )
        if context.spans is not None:
            response.call_on_close(partial(_end_spans, context, route, response.status_code))
        return response


def _end_spans(context: RequestContext, route: str, status: int) -> None:
    if context.is_logged and context.spans is not None:  # spans that do not end are not sent
        context.spans.end(None if route == UNMATCHED else route, status, context.log_fields)


def _handle_errors(app: Flask, metrics: Metrics) -> None:
    """Turn every error into a problem document, or into a page for a reader with a browser."""

    @app.errorhandler(ServiceError)
    def service_error(error: ServiceError) -> Response:
        context = request_context(request.environ)
        context.log_fields["error.type"] = type(error).__name__
        context.log_fields["error.message"] = error.detail
        metrics.count_error(PROBLEM_KINDS[type(error)].name)
        if isinstance(error, StoreError):
            metrics.count_store_error(error.kind)
        return error_response(problem_for(error, context.trace_id))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        trace_id = request_context(request.environ).trace_id
        response = error_response(problem_for_status(error.code or 500, error.description or "", trace_id))
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unexpected_error(error: Exception) -> Response:
        _log.error("request failed", exc_info=error)
        trace_id = request_context(request.environ).trace_id
        return error_response(problem_for_status(500, "the service failed; its log says more", trace_id))
