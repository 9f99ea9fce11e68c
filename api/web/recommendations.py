"""The routes that recommend links. They name a wiki by its database name, or a Wikipedia by its domain."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, Response, request
from werkzeug.routing import BaseConverter

from api.errors import BundleUnavailableError, DeadlineError, FetchError, ServiceError
from api.observability.metrics import Metrics
from api.observability.request_context import request_context
from api.serving.request_parsing import parse_request
from api.serving.service import Service
from api.web.request_body import read_body
from linking.text.database_names import names_of_domain, names_of_wiki

ROOT = "/v1/linkrecommendations"


class TitleConverter(BaseConverter):
    """Matches the rest of the path, because a title may contain slashes, also at its start and its end."""

    regex = "(?s:.+)"
    part_isolating = False


def recommendations(service: Service, metrics: Metrics) -> Blueprint:
    """Return the blueprint of the routes."""
    blueprint = Blueprint("recommendations", __name__, url_prefix=ROOT)

    @blueprint.route("/wikipedia/<domain>/<title:title>", methods=["GET", "POST"])
    def by_domain(domain: str, title: str) -> Response:
        return recommend(names_of_domain(domain), title)

    @blueprint.route("/<wiki>/<title:title>", methods=["GET", "POST"])
    def by_database(wiki: str, title: str) -> Response:
        return recommend(names_of_wiki(wiki), title)

    def recommend(names: Sequence[str], title: str) -> Response:
        """Recommend links on the first of these wikis that has a bundle."""
        current = request._get_current_object()  # type: ignore[attr-defined]  # the proxy looks it up at each access
        context = request_context(current.environ)
        parsed = parse_request(current.args, read_body(current) if current.method == "POST" else b"")
        wiki = service.bundles.find(names)
        try:
            with service.bundles.use(wiki) as bundle:
                context.set_wiki(wiki)
                answer = service.recommend(bundle, title, parsed)
        except BundleUnavailableError:
            context.set_wiki(wiki)
            raise
        except ServiceError as error:
            count_failure(metrics, error)
            raise
        context.log_fields.update(answer.log_fields())
        response = Response(answer.body, content_type="application/json")
        response.call_on_close(partial(metrics.count_answer, answer.links, answer.truncated, answer.seconds))
        return response

    return blueprint


def count_failure(metrics: Metrics, error: ServiceError) -> None:
    """Count an article without an answer in the metrics that concern the reason."""
    if isinstance(error, FetchError):
        metrics.count_fetch_error(error.kind)
    elif isinstance(error, DeadlineError):
        metrics.count_truncated()
