"""What all pages share: the frame of the design with its navigation, and the headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from api.web.assets import asset
from api.web.security_headers import add_missing
from linking.design.figures import FIGURES
from linking.design.files import TEMPLATES

NAVIGATION: Mapping[str, str] = {
    "operations.banner": "Wikis",
    "playground.page": "Playground",
    "review.page": "Review",
    "operations.docs": "API documentation",
}
"""The pages that every page leads to: the name of each by its endpoint, in order. Settings can leave a page out."""

_WITH_PAGE_HEADERS = ("text/html", "text/css", "text/javascript", "application/javascript")


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A link to one of the service's pages. current: True on that page itself."""

    name: str
    address: str
    current: bool


def add_page_frame(app: Flask, version: str) -> None:
    """Let templates extend `page.html`, and give every page the security headers.

    Args:
        app: The application.
        version: Version of the service, for the footer.
    """
    loaders = [loader for loader in (app.jinja_loader, FileSystemLoader(TEMPLATES)) if loader is not None]
    app.jinja_loader = ChoiceLoader(loaders)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}

    app.jinja_env.filters.update(FIGURES, with_code=with_code)

    @app.context_processor
    def frame() -> dict[str, Any]:
        return {"asset": asset, "navigation": navigation(), "pages": current_app.view_functions, "version": version}

    @app.after_request
    def add_headers(response: Response) -> Response:
        return add_missing(response) if response.mimetype in _WITH_PAGE_HEADERS else response


def with_code(text: str) -> Markup:
    """Return a text as HTML in which the parts between backticks are code."""
    parts = enumerate(text.split("`"))
    return Markup("").join(Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in parts)


def navigation() -> Sequence[NavigationLink]:
    """Return the links to the service's pages, for the page that is being served."""
    return [
        NavigationLink(name, url_for(endpoint), request.endpoint == endpoint)
        for endpoint, name in NAVIGATION.items()
        if endpoint in current_app.view_functions
    ]
