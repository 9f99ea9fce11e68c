"""The routes that recommend links: a wiki by its database name, or a Wikipedia by its domain."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request
from werkzeug.routing import BaseConverter

from api.errors import BundleUnavailableError, FetchError
from api.observability.metrics import Metrics
from api.observability.request_context import record_of
from api.serving.request_parsing import read_ask
from api.serving.service import Service

ROOT = "/v1/linkrecommendations"


class TitleConverter(BaseConverter):
    """All the rest of the path, whatever is in it: titles may hold, begin and end with slashes."""

    regex = "(?s:.+)"
    part_isolating = False


def database_name(name: str) -> str:
    """The database's spelling of a wiki's name: `bat-smg` means `bat_smg`."""
    return name.replace("-", "_")


def recommendations(service: Service, metrics: Metrics) -> Blueprint:
    """The routes, in their long and their short form."""
    blueprint = Blueprint("recommendations", __name__, url_prefix=ROOT)

    @blueprint.route("/wikipedia/<domain>/<title:title>", methods=["GET", "POST"])
    def by_domain(domain: str, title: str) -> Response:
        return answer(f"{database_name(domain)}wiki", title)

    @blueprint.route("/<wiki>/<title:title>", methods=["GET", "POST"])
    def by_database(wiki: str, title: str) -> Response:
        return answer(database_name(wiki), title)

    def answer(wiki: str, title: str) -> Response:
        asked = request._get_current_object()  # type: ignore[attr-defined]  # each access by way of the proxy costs
        record = record_of(asked.environ)
        body = asked.get_data(cache=False) if asked.method == "POST" else b""
        ask = read_ask(asked.args, body)
        try:
            with service.registry.use(wiki) as opened:
                record.wiki = record.fields["wiki"] = wiki
                served = service.serve(opened, wiki, title, ask)
        except BundleUnavailableError:
            record.wiki = record.fields["wiki"] = wiki
            raise
        except FetchError as error:
            metrics.fetch_failed(error.kind)
            raise
        record.fields.update(served.log_fields())
        response = Response(served.body, content_type="application/json")
        response.call_on_close(partial(metrics.answer, served.links, served.truncated, served.seconds))
        return response

    return blueprint
