"""Lets the service be reached below a path, whether the gateway before it takes the path away or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Prefix:
    """WSGI middleware. Also reads two slashes at the path's start as one: a base address may end in one."""

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
