"""The HTTP API, from the contract and from the table that maps errors to statuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from api.errors import PROBLEM_KINDS
from api.web.contract import SPEC_FILE
from generated.markup import code, prose, table
from generated.schema import members, values

SPEC: Mapping[str, Any] = yaml.safe_load(SPEC_FILE.read_bytes())


def routes() -> str:
    """A section for each method of each path: parameters, body, answers."""
    return "\n".join(
        _operation(method.upper(), path, operation, item.get("parameters", []))
        for path, item in SPEC["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    )


def errors() -> str:
    """The kinds of problem documents."""
    rows = (
        (
            code(f"urn:linkrecommendation:problem:{kind.name}"),
            str(kind.status),
            "yes" if kind.retry else "no",
            prose(_first_paragraph(error.__doc__)),
        )
        for error, kind in PROBLEM_KINDS.items()
    )
    return table(("`type`", "Status", "`Retry-After`", "Meaning"), rows)


def schemas() -> str:
    """A section for each schema: its members."""
    return "\n".join(_schema(name, schema) for name, schema in SPEC["components"]["schemas"].items())


def _operation(method: str, path: str, operation: Mapping[str, Any], shared: list[Any]) -> str:
    parts = [f"### {method} {path}\n", prose(operation["summary"]) + ".\n"]
    if "description" in operation:
        parts.append(prose(operation["description"]) + "\n")
    parameters = [_resolved(parameter) for parameter in [*shared, *operation.get("parameters", [])]]
    if parameters:
        parts.append(table(("Parameter", "In", "Values", "Meaning"), map(_parameter, parameters)))
    if "requestBody" in operation:
        contents = operation["requestBody"]["content"].items()
        parts += [f"Body: {code(kind)}, {values(content['schema'])}.\n" for kind, content in contents]
    parts.append(table(("Status", "Body", "Meaning"), _answers(operation["responses"])))
    return "\n".join(parts)


def _parameter(parameter: Mapping[str, Any]) -> tuple[str, str, str, str]:
    name = code(parameter["name"]) + (" (required)" if parameter.get("required") else "")
    return name, parameter["in"], values(parameter["schema"]), prose(parameter.get("description", ""))


def _answers(responses: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for status, response in responses.items():
        answer = _resolved(response)
        kinds = (
            code(kind) + (f", {values(content['schema'])}" if "$ref" in content["schema"] else "")
            for kind, content in answer.get("content", {}).items()
        )
        yield status, "; ".join(kinds), prose(answer["description"])


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    return "\n".join([f"### {name}\n", f"{prose(schema.get('description', ''))}\n", members(schema)])


def _resolved(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference inside the contract points to."""
    if "$ref" not in value:
        return value
    found: Any = SPEC
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return _resolved(found)


def _first_paragraph(docstring: str | None) -> str:
    return " ".join((docstring or "").split("\n\n")[0].split())
