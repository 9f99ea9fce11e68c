"""Pages for people and the contract for programs: `/` with `/?spec`, `/docs/`, `/metrics`, `/healthz`, `/readyz`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Response, render_template, request, send_from_directory

from api.observability.metrics import CONTENT_TYPE, Metrics, Published
from api.observability.readiness import readiness
from api.serving.bundle_cache import Registry
from api.serving.service import Service
from linking.errors import LinkingError

SPEC_FILE = Path(__file__).resolve().parents[2] / "spec" / "openapi.yaml"
YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml")

_SWAGGER_FILES = str(files("flask_swagger_ui") / "dist")


@dataclass(frozen=True, slots=True)
class WikiLine:
    """What the banner says of a wiki; articles: None where its bundle cannot be read."""

    name: str
    version: str
    articles: int | None
    language: str = ""


def pages(service: Service, metrics: Metrics) -> Blueprint:
    """The routes that recommend nothing."""
    blueprint = Blueprint("pages", __name__)
    version = service.config.application_version
    published = Published(service.registry.catalog, version)
    spec = yaml.load(SPEC_FILE.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506

    @blueprint.get("/")
    def banner() -> Response | str:
        if "spec" in request.args:
            return _spec(spec)
        shown = service.config.playground
        return render_template("banner.html", version=version, wikis=wiki_lines(service.registry), playground=shown)

    @blueprint.get("/docs/")
    def docs() -> str:
        return render_template("docs.html")

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
        ready, states = readiness(service.registry)
        return Response(json.dumps(states), 200 if ready else 503, content_type="application/json")

    return blueprint


class _PlainDumper(yaml.SafeDumper):
    """Writes what is used twice twice: not every reader knows YAML's anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _spec(spec: Mapping[str, Any]) -> Response:
    """The contract, with the server's address as the caller sees it."""
    shown = {**spec, "servers": [{"url": request.script_root or "/"}]}
    best = request.accept_mimetypes.best_match(("application/json", *YAML_TYPES), "application/json")
    if request.args.get("format") == "yaml" or best in YAML_TYPES:
        text = yaml.dump(shown, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False)
        return Response(text, content_type="application/yaml")
    return Response(json.dumps(shown, ensure_ascii=False), content_type="application/json")


def wiki_lines(registry: Registry) -> Sequence[WikiLine]:
    """The wikis that there are bundles of, by name."""
    return [_wiki_line(registry, wiki) for wiki in registry.wikis()]


def _wiki_line(registry: Registry, wiki: str) -> WikiLine:
    try:
        manifest = registry.catalog.manifest(wiki)
    except LinkingError as error:
        return WikiLine(wiki, str(error), None)
    return WikiLine(wiki, manifest.version, manifest.counts.get("articles"), manifest.language)
