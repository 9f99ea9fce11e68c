"""Serving the application under a path prefix, whether or not the gateway in front of it removes the prefix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class UrlPrefixMiddleware:
    """WSGI middleware that moves the prefix from the path to SCRIPT_NAME.

    It also reduces several leading slashes to one, because the base address in a client may end with a slash.

    Args:
        app: The application.
        prefix: The prefix without a trailing slash; may be empty.
    """

    def __init__(self, app: WSGIApplication, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve the request with the prefix as the application's root."""
        path = environ.get("PATH_INFO", "")
        if path.startswith("//"):
            path = environ["PATH_INFO"] = "/" + path.lstrip("/")
        prefix = self._prefix
        if prefix:
            environ["SCRIPT_NAME"] = prefix
            if path == prefix or path.startswith(f"{prefix}/"):
                environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return self._app(environ, start_response)
