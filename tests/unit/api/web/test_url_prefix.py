"""The path prefix of a gateway."""

from __future__ import annotations

from typing import Any

import pytest

from api.web.url_prefix import UrlPrefixMiddleware


def served(prefix: str, path: str) -> tuple[str, str]:
    """SCRIPT_NAME and PATH_INFO as the application sees them."""
    seen: list[tuple[str, str]] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append((environ.get("SCRIPT_NAME", ""), environ["PATH_INFO"]))
        return []

    UrlPrefixMiddleware(application, prefix)({"PATH_INFO": path}, lambda *_: lambda _: None)
    return seen[0]


@pytest.mark.parametrize(
    ("prefix", "path", "expected"),
    [
        ("", "/a", ("", "/a")),
        ("", "//a", ("", "/a")),
        ("", "/a//b", ("", "/a//b")),
        ("/gate", "/gate/a", ("/gate", "/a")),
        ("/gate", "/gate", ("/gate", "/")),
        ("/gate", "/a", ("/gate", "/a")),
        ("/gate", "/gateway", ("/gate", "/gateway")),
        ("/gate", "//gate/a", ("/gate", "/a")),
        ("/gate", "/gate/gate", ("/gate", "/gate")),
    ],
)
def test_the_prefix_moves_to_the_script_name(prefix: str, path: str, expected: tuple[str, str]) -> None:
    assert served(prefix, path) == expected
