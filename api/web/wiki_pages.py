"""The pages of each wiki: the report of its bundle, and the model card."""

from __future__ import annotations

import base64
import hashlib
import re

from flask import Blueprint, Response, render_template

from api.errors import BundleUnavailableError, ReportMissingError
from api.serving.public_reason import public_reason
from api.serving.service import Service
from api.serving.wiki_overview import WikiOverview
from api.web.model_card import ModelCard, make_model_card
from api.web.model_card_wikitext import wikitext
from api.web.security_headers import security_headers
from linking.bundle.manifest import Manifest
from linking.bundle.names import REPORT_HTML, REPORT_JSON
from linking.errors import LinkingError
from linking.text.database_names import names_of_wiki

_NAVIGATION = "<!-- navigation -->"
"""Where a report has room for the service's navigation. Reports of earlier versions do not have it."""

_BODY = "<body>"
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def wiki_pages(service: Service) -> Blueprint:
    """Return the blueprint of the pages."""
    blueprint = Blueprint("wiki_pages", __name__, url_prefix="/wikis/<wiki>")

    @blueprint.get("/report")
    def report(wiki: str) -> Response:
        content = _read(service, wiki, REPORT_HTML)
        page = _with_navigation(content.decode("utf-8", "replace"))
        response = Response(page, content_type="text/html; charset=utf-8")
        response.headers.update(report_headers(content))
        return response

    @blueprint.get("/report.json")
    def report_json(wiki: str) -> Response:
        return Response(_read(service, wiki, REPORT_JSON), content_type="application/json")

    @blueprint.get("/model-card")
    def model_card(wiki: str) -> str:
        _, manifest = _published(service, wiki)
        has_report = REPORT_HTML in manifest.files
        return render_template("model_card.html", card=_model_card(service, wiki), has_report=has_report)

    @blueprint.get("/model-card.wikitext")
    def model_card_wikitext(wiki: str) -> Response:
        return Response(wikitext(_model_card(service, wiki)), content_type="text/plain; charset=utf-8")

    return blueprint


def report_headers(page: bytes) -> dict[str, str]:
    """Return the security headers of a report: it has no scripts, and only the styles that it came with apply."""
    hashes = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in _STYLE.findall(page)]
    styles = " ".join(f"'sha256-{digest}'" for digest in hashes) or "'none'"
    changes = {"script-src": "'none'", "connect-src": None, "form-action": "'none'", "style-src": styles}
    return dict(security_headers(changes))


def _with_navigation(page: str) -> str:
    if _NAVIGATION in page:
        return page.replace(_NAVIGATION, render_template("navigation.html"), 1)
    return page.replace(_BODY, _BODY + render_template("plain_navigation.html"), 1)


def _published(service: Service, wiki: str) -> tuple[WikiOverview, Manifest]:
    overview = service.overviews.one(service.bundles.find(names_of_wiki(wiki)))
    if overview.manifest is None:
        raise BundleUnavailableError(wiki, overview.problem)
    return overview, overview.manifest


def _read(service: Service, wiki: str, name: str) -> bytes:
    _, manifest = _published(service, wiki)
    if name not in manifest.files:
        raise ReportMissingError(manifest.wiki)
    try:
        return service.bundles.catalog.read(manifest, name)
    except LinkingError as error:
        raise BundleUnavailableError(wiki, public_reason(error)) from error


def _model_card(service: Service, wiki: str) -> ModelCard:
    overview, _ = _published(service, wiki)
    return make_model_card(overview, service.config.contact, service.config.application_version)
