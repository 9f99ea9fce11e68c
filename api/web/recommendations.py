"""The routes that recommend links. They name a wiki by its database name, or a Wikipedia by its domain."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request
from werkzeug.routing import BaseConverter

from api.errors import BundleUnavailableError, DeadlineError, FetchError
from api.observability.metrics import Metrics
from api.observability.request_context import request_context
from api.serving.request_parsing import parse_request
from api.serving.service import Service
from api.web.request_body import read_body

ROOT = "/v1/linkrecommendations"


class TitleConverter(BaseConverter):
    """Matches the rest of the path, because a title may contain slashes, also at its start and its end."""

    regex = "(?s:.+)"
    part_isolating = False


def database_name(name: str) -> str:
    """Return a wiki's database name, which may be written with hyphens instead of underscores."""
    return name.replace("-", "_")


def recommendations(service: Service, metrics: Metrics) -> Blueprint:
    """Return the blueprint of the routes."""
    blueprint = Blueprint("recommendations", __name__, url_prefix=ROOT)

    @blueprint.route("/wikipedia/<domain>/<title:title>", methods=["GET", "POST"])
    def by_domain(domain: str, title: str) -> Response:
        return recommend(f"{database_name(domain)}wiki", title)

    @blueprint.route("/<wiki>/<title:title>", methods=["GET", "POST"])
    def by_database(wiki: str, title: str) -> Response:
        return recommend(database_name(wiki), title)

    def recommend(wiki: str, title: str) -> Response:
        current = request._get_current_object()  # type: ignore[attr-defined]  # the proxy looks it up at each access
        context = request_context(current.environ)
        parsed = parse_request(current.args, read_body(current) if current.method == "POST" else b"")
        try:
            with service.bundles.use(wiki) as bundle:
                context.set_wiki(wiki)
                answer = service.recommend(bundle, title, parsed)
        except BundleUnavailableError:
            context.set_wiki(wiki)
            raise
        except FetchError as error:
            metrics.count_fetch_error(error.kind)
            raise
        except DeadlineError:
            metrics.count_truncated()
            raise
        context.log_fields.update(answer.log_fields())
        response = Response(answer.body, content_type="application/json")
        response.call_on_close(partial(metrics.count_answer, answer.links, answer.truncated, answer.seconds))
        return response

    return blueprint
