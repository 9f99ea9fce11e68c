"""The headers that restrict what a page may do in the reader's browser.

Pages show text that anyone can write, so every page has them. A page that needs more than the default says so by
`security_headers`, with the directive that it changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response

POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
"""The Content-Security-Policy of a page by directive: it runs only its own scripts and asks only this service."""


def security_headers(changes: Mapping[str, str | None] | None = None) -> Mapping[str, str]:
    """Return the headers of a page.

    Args:
        changes: Directives of the policy that differ from `POLICY`, with their values; None removes a directive.
    """
    directives = {**POLICY, **(changes or {})}
    policy = "; ".join(f"{name} {value}" for name, value in directives.items() if value is not None)
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def add_missing(response: Response) -> Response:
    """Add the default headers to a page or a file, except those that its view has set."""
    for name, value in security_headers().items():
        response.headers.setdefault(name, value)
    return response
