"""Renders and lints the Helm chart without the program helm, and writes what follows from the service's settings.

    python -m tools.chart render [--values FILE ...] [--name NAME] [--namespace NAMESPACE]
    python -m tools.chart settings

`render` prints the manifests; `settings` updates chart/files/settings.json and chart/values.schema.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import helm_python
import yaml

from api.settings.database_variables import FILE_SUFFIX, VARIABLES
from api.settings.definitions import SETTINGS

CHART = Path(__file__).resolve().parents[1] / "chart"
NAMES = CHART / "files" / "settings.json"
SCHEMA = CHART / "values.schema.json"
NOTES = "NOTES.txt"


def merged(paths: Sequence[Path]) -> dict[str, Any]:
    """Merge files of values as `helm --values A --values B` does: maps are merged, everything else is replaced."""
    values: dict[str, Any] = {}
    for path in paths:
        merge(values, yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    return values


def merge(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    """Merge values into others, in place, as `merged` does."""
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def render(values: Mapping[str, Any], name: str = "links", namespace: str = "default") -> dict[str, str]:
    """Render the chart.

    Args:
        values: What differs from the chart's default values.
        name: Name of the release.
        namespace: Namespace of the release.

    Returns:
        The text of each template that is not empty, by its path in the chart.

    Raises:
        helm_python.HelmError: If the values do not conform to the schema, or a template refuses them.
    """
    with helm_python.Chart.load(CHART) as chart:
        chart.validate_schema(dict(values))
        rendered = chart.render(dict(values), name=name, namespace=namespace)
    prefix = f"{CHART.name}/"
    texts = {path.partition("/")[2] or prefix: text for path, text in sorted(rendered.items())}
    return {path: text for path, text in texts.items() if text.strip()}


def objects(rendered: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the Kubernetes objects of rendered templates."""
    for path, text in rendered.items():
        if not path.endswith(NOTES):
            yield from (document for document in yaml.safe_load_all(text) if document)


def lint(values: Mapping[str, Any]) -> list[str]:
    """Return what `helm lint --strict` finds, except that the chart has no icon."""
    report = helm_python.lint(CHART, dict(values), strict=True)
    return [found["error"] for found in report["messages"] if "icon is recommended" not in found["error"]]


def setting_names() -> dict[str, bool]:
    """Return the names of the environment variables that the chart accepts, each with whether its value is a secret."""
    files = {f"{variable}{FILE_SUFFIX}": False for variable in VARIABLES}
    return {setting.variable: setting.secret for setting in SETTINGS} | files


def schema_of_settings() -> dict[str, Any]:
    """Return the schema of `config.public`, in which editors find the settings with their meaning."""
    scalar = {"$ref": "#/$defs/scalar"}
    properties = {
        setting.variable: {**scalar, "description": setting.description} for setting in SETTINGS if not setting.secret
    }
    return {"type": "object", "properties": properties, "additionalProperties": scalar}


def written() -> dict[Path, str]:
    """Return the content of the files that follow from the settings."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    schema["$defs"]["settings"] = schema_of_settings()
    contents = {NAMES: setting_names(), SCHEMA: schema}
    return {path: json.dumps(content, indent=2) + "\n" for path, content in contents.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.chart", description="Renders the Helm chart.")
    commands = parser.add_subparsers(dest="command", required=True)
    rendering = commands.add_parser("render", help="print the manifests")
    rendering.add_argument("--values", type=Path, action="append", default=[], metavar="FILE")
    rendering.add_argument("--name", default="links", help="name of the release")
    rendering.add_argument("--namespace", default="default")
    commands.add_parser("settings", help="update the files that follow from the settings of the service")
    args = parser.parse_args(arguments)
    if args.command == "settings":
        for path, text in written().items():
            path.write_text(text, encoding="utf-8")
        return 0
    try:
        values = merged(args.values)
        rendered = render(values, args.name, args.namespace)
    except (OSError, yaml.YAMLError, helm_python.HelmError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for path, text in rendered.items():
        if not path.endswith(NOTES):
            sys.stdout.write(f"---\n# {path}\n{text.strip().removeprefix('---').lstrip()}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
