"""The formats of files in spec/, from their JSON schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generated.markup import prose
from generated.schema import members

SPEC = Path(__file__).resolve().parents[3] / "spec"


def markdown(name: str) -> str:
    """What the objects of spec/NAME.schema.json are, and their members."""
    schema = _schema(name)
    return f"{prose(schema['description'])}\n\n{members(schema)}"


def parts(name: str) -> str:
    """A section for each kind of object inside them."""
    return "\n".join(
        f"## {part}\n\n{prose(schema['description'])}\n\n{members(schema)}"
        for part, schema in _schema(name)["$defs"].items()
    )


def _schema(name: str) -> Any:
    return json.loads((SPEC / f"{name}.schema.json").read_text(encoding="utf-8"))
