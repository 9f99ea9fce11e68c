"""The routes that recommend links: a wiki by its database name, or a Wikipedia by its domain."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from werkzeug.routing import BaseConverter

from api.errors import BundleUnavailableError, FetchError
from api.metrics import Metrics
from api.record import Record
from api.schemas import read_ask
from api.service import Service

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
        record: Record = g.record
        body = request.get_data(cache=False) if request.method == "POST" else b""
        ask = read_ask(request.args, body)
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
        metrics.answer(served.links, served.truncated, served.seconds)
        record.fields.update(served.log_fields())
        return Response(served.body, content_type="application/json")

    return blueprint
