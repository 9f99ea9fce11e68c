"""The pages' style sheets, scripts and images.

Their address contains a digest of them all, so browsers keep them for a year and still see a new version at once.
Scripts import each other by relative addresses, which lead to the same version.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

from linking.design.files import style_sheet

DIRECTORY = Path(__file__).resolve().parent / "static"
_DIGEST_LENGTH = 12
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"


def assets() -> Blueprint:
    """Return the blueprint of the files."""
    blueprint = Blueprint("assets", __name__, url_prefix="/static")
    _files()  # at start rather than during the first request

    @blueprint.get("/<version>/<path:name>")
    def file(version: str, name: str) -> Response:
        content = _files().get(name)
        if content is None:
            abort(404, f"the pages have no file {name:.80}")
        response = Response(content, mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream")
        # During an update, a page of the old version may ask a server of the new one.
        response.headers["Cache-Control"] = _FOREVER if version == digest() else _ASK_AGAIN
        response.set_etag(hashlib.sha256(content).hexdigest())
        response.make_conditional(request)
        return response

    return blueprint


def asset(name: str) -> str:
    """Return the address of a file of the static directory. A template calls it as `asset('page.js')`.

    Raises:
        KeyError: There is no such file.
    """
    _files()[name]
    return url_for("assets.file", version=digest(), name=name)


@cache
def digest() -> str:
    """Return the digest of the names and contents of all files."""
    whole = hashlib.sha256()
    for name, content in _files().items():
        whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return whole.hexdigest()[:_DIGEST_LENGTH]


@cache
def _files() -> Mapping[str, bytes]:
    """Return the contents of all files by name. Each style sheet begins with the design's."""
    found = {path.relative_to(DIRECTORY).as_posix(): path for path in sorted(DIRECTORY.rglob("*")) if path.is_file()}
    return {name: _complete(path) for name, path in found.items()}


def _complete(path: Path) -> bytes:
    content = path.read_bytes()
    return f"{style_sheet()}\n{content.decode()}".encode() if path.suffix == ".css" else content
