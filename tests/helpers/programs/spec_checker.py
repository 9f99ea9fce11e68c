"""Run the examples of a service's OpenAPI document (`x-amples`) against the service.

The rules are those of Wikimedia's `service-checker-swagger`, which monitors its services:

- Only GET and POST are checked, and no redirect is followed. A GET without examples must answer with 200 to a request
  without parameters; a POST without examples is skipped.
- `x-monitor: false` skips an operation, or a single example.
- `params` fill the `{name}` fields of the path, over those of `x-default-params`, encoded as in forms: a space becomes
  "+". A field `{/name}` includes its slash, `{+name}` takes a list, and a field without a value is empty.
- A GET sends `query`, over that of `x-default-query`. A POST sends no query, only its body: as JSON or as raw bytes if
  the Content-Type says so, otherwise as a form.
- The status, the headers and the body of the response are compared. A `/regex/` is searched for, another string must
  be a prefix, an object must be a subset, a list with one element describes every element, null allows anything.
- All examples together may take 8 seconds.

Where the program compares loosely, this module is stricter: a number or a Boolean must be equal.

References:
    https://gerrit.wikimedia.org/r/plugins/gitiles/operations/software/service-checker/
"""

from __future__ import annotations

import json
import re
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3
import yaml

SECONDS = 8.0
METHODS = ("get", "post")
_FIELD = re.compile(r"\{(?P<optional>/?)(?P<multiple>\+?)(?P<name>[^{}]+)\}")


@dataclass(frozen=True)
class Example:
    """One example of one operation, with the defaults of the document."""

    method: str
    path: str
    title: str = "Untitled test"
    request: Mapping[str, Any] = field(default_factory=dict)
    response: Mapping[str, Any] = field(default_factory=lambda: {"status": 200})


def check(base: str, spec_path: str = "/?spec") -> list[str]:
    """Return one line for each failed expectation; `base` is the service's URL without a trailing slash."""
    end = time.monotonic() + SECONDS
    spec = yaml.safe_load(_send("GET", base + spec_path, {}, None, SECONDS).data)  # JSON is YAML
    servers = spec.get("servers") or [{}]
    root = base + servers[0].get("url", "").rstrip("/")
    failures: list[str] = []
    for example in examples(spec):
        left = end - time.monotonic()
        if left <= 0:
            return [*failures, f"the examples took longer than {SECONDS:g} s"]
        failures += [
            f"{example.method.upper()} {example.path}: {example.title}: {p}" for p in run_example(root, example, left)
        ]
    return failures


def examples(spec: Mapping[str, Any]) -> Iterator[Example]:
    """Yield the examples of all operations that are to be monitored."""
    params, query = spec.get("x-default-params", {}), spec.get("x-default-query", {})
    for path, item in spec["paths"].items():
        for method in METHODS:
            operation = item.get(method, {"x-monitor": False})
            if not operation.get("x-monitor", True):
                continue
            for given in operation.get("x-amples", [{}] if method == "get" else []):
                if not given.get("x-monitor", True):
                    continue
                request = dict(given.get("request", {}))
                request["params"] = {**params, **request.get("params", {})}
                request["query"] = {**query, **request.get("query", {})}
                known = {name: given[name] for name in ("title", "response") if name in given}
                yield Example(method, path, request=request, **known)


def run_example(root: str, example: Example, seconds: float) -> list[str]:
    """Send the example's request and return one line for each difference from the expected response."""
    request, expected = example.request, example.response
    url = root + fill(example.path, request.get("params", {}))
    headers = dict(request.get("headers", {}))
    content = None
    if example.method == "get":
        query = urllib.parse.urlencode(request.get("query", {}))
        url += f"?{query}" if query else ""
    else:
        content = _content(request.get("body", {}), headers)
    response = _send(example.method.upper(), url, headers, content, seconds)
    if response.status != expected.get("status", 200):
        return [f"status is {response.status}, not {expected.get('status', 200)}"]
    problems: list[str] = []
    for name, value in expected.get("headers", {}).items():
        problems += _differences(f"header {name}", value, response.headers.get(name, ""))
    if expected.get("body") is not None:
        text = response.data.decode()
        problems += _differences("body", expected["body"], _parsed(text, expected["body"]))
    return problems


def fill(path: str, params: Mapping[str, Any]) -> str:
    """Fill the fields of a path, encoded as in forms."""

    def value(match: re.Match[str]) -> str:
        given = params.get(match["name"])
        if given is None:
            return ""
        parts = given if match["multiple"] else [given]
        return match["optional"] + "/".join(urllib.parse.quote_plus(str(part)) for part in parts)

    return _FIELD.sub(value, path)


def _content(body: Any, headers: dict[str, str]) -> bytes:
    kind = headers.get("Content-Type", "").lower()
    if kind == "application/json":
        return json.dumps(body).encode()
    if kind == "application/octet-stream":
        return (json.dumps(body) if isinstance(body, dict | list) else str(body)).encode()
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return urllib.parse.urlencode(body).encode()


def _send(
    method: str, url: str, headers: Mapping[str, str], content: bytes | None, seconds: float
) -> urllib3.BaseHTTPResponse:
    return urllib3.request(
        method, url, body=content, headers=dict(headers), redirect=False, timeout=seconds, retries=False
    )


def _parsed(text: str, wanted: Any) -> Any:
    if not isinstance(wanted, dict | list):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _differences(where: str, wanted: Any, found: Any) -> Iterator[str]:
    if wanted is None:
        return
    if found is None:
        found = type(wanted)() if isinstance(wanted, dict | list | int | float) else ""
    if isinstance(wanted, Mapping):
        if not isinstance(found, Mapping):
            yield f"{where} is not an object"
            return
        for key, value in wanted.items():
            if key not in found:
                yield f"{where}.{key} is missing"
            else:
                yield from _differences(f"{where}.{key}", value, found[key])
    elif isinstance(wanted, list):
        if not isinstance(found, list):
            yield f"{where} is not a list"
            return
        models = wanted * len(found) if len(wanted) == 1 and found else wanted
        if len(models) != len(found):
            yield f"{where} has {len(found)} elements, not {len(wanted)}"
            return
        for index, (model, element) in enumerate(zip(models, found, strict=True)):
            yield from _differences(f"{where}[{index}]", model, element)
    elif not _matches(wanted, found):
        yield f"{where} is {found!r:.200}, not {wanted!r:.200}"


def _matches(wanted: Any, found: Any) -> bool:
    if not isinstance(wanted, str):
        return bool(wanted == found)
    if wanted.startswith("/") and wanted.endswith("/"):
        return re.search(wanted.strip("/"), str(found)) is not None
    return str(found).startswith(wanted)
