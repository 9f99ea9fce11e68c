"""Run the examples of a service's OpenAPI document (`x-amples`) against the service.

The examples follow these conventions:

- Only GET and POST are checked.
- `params` fill the `{name}` fields of the path, percent-encoded.
- A POST body is sent as JSON if the Content-Type header is exactly application/json, otherwise as a form.
- The status, the headers and the body of the response are compared. A `/regex/` is searched for, another string must
  be a prefix, an object must be a subset, the only element of a list describes every element, others must be equal.
- All examples together may take 8 seconds.
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SECONDS = 8.0
METHODS = ("get", "post")


@dataclass(frozen=True)
class Example:
    """One example of one operation."""

    method: str
    path: str
    title: str
    request: Mapping[str, Any]
    response: Mapping[str, Any]


def check(base: str, spec_path: str = "/?spec") -> list[str]:
    """Return one line for each failed expectation; `base` is the service's URL without a trailing slash."""
    end = time.monotonic() + SECONDS
    _, _, content = _send("GET", base + spec_path, {}, None, SECONDS)
    spec = json.loads(content)
    root = base + spec["servers"][0]["url"].rstrip("/")
    failures = []
    for example in examples(spec):
        left = end - time.monotonic()
        if left <= 0:
            return [*failures, f"the examples took longer than {SECONDS:g} s"]
        failures += [
            f"{example.method.upper()} {example.path}: {example.title}: {p}" for p in run_example(root, example, left)
        ]
    return failures


def examples(spec: Mapping[str, Any]) -> Iterator[Example]:
    """Yield the examples of all operations."""
    for path, item in spec["paths"].items():
        for method in METHODS:
            for given in item.get(method, {}).get("x-amples", ()):
                yield Example(method, path, given["title"], given["request"], given["response"])


def run_example(root: str, example: Example, seconds: float) -> list[str]:
    """Send the example's request and return one line for each difference from the expected response."""
    request = example.request
    path = example.path
    for name, value in request.get("params", {}).items():
        path = path.replace(f"{{{name}}}", urllib.parse.quote(str(value), safe=""))
    query = urllib.parse.urlencode(request.get("query", {}))
    headers = request.get("headers", {})
    content = _content(request.get("body"), headers) if example.method == "post" else None
    url = root + path + (f"?{query}" if query else "")
    status, found_headers, found = _send(example.method.upper(), url, headers, content, seconds)
    expected = example.response
    problems = list(_differences("status", expected.get("status", 200), status))
    for name, value in expected.get("headers", {}).items():
        problems += _differences(f"header {name}", value, found_headers.get(name.lower(), ""))
    if "body" in expected:
        wanted = expected["body"]
        text = found.decode()
        problems += _differences("body", wanted, text if isinstance(wanted, str) else json.loads(text))
    return problems


def _content(body: Any, headers: Mapping[str, str]) -> bytes:
    if headers.get("Content-Type") == "application/json":
        return json.dumps(body).encode()
    return urllib.parse.urlencode(body or {}).encode()


def _send(
    method: str, url: str, headers: Mapping[str, str], content: bytes | None, seconds: float
) -> tuple[int, Mapping[str, str], bytes]:
    request = urllib.request.Request(url, data=content, headers=dict(headers), method=method)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as response:
            return response.status, {k.lower(): v for k, v in response.headers.items()}, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


def _differences(where: str, wanted: Any, found: Any) -> Iterator[str]:
    if isinstance(wanted, Mapping):
        if not isinstance(found, Mapping):
            yield f"{where} is not an object"
            return
        for key, value in wanted.items():
            if key not in found:
                yield f"{where}.{key} is missing"
            else:
                yield from _differences(f"{where}.{key}", value, found[key])
    elif isinstance(wanted, list) and len(wanted) == 1:
        if not isinstance(found, list):
            yield f"{where} is not a list"
            return
        for index, element in enumerate(found):
            yield from _differences(f"{where}[{index}]", wanted[0], element)
    elif not _matches(wanted, found):
        yield f"{where} is {found!r:.200}, not {wanted!r:.200}"


def _matches(wanted: Any, found: Any) -> bool:
    if not isinstance(wanted, str):
        return bool(wanted == found)
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        return re.search(wanted[1:-1], str(found)) is not None
    return isinstance(found, str) and found.startswith(wanted)
