"""The formats of files in spec/, from their JSON schemas."""

from __future__ import annotations

import json
from pathlib import Path

from generated.markup import prose
from generated.schema import members

SPEC = Path(__file__).resolve().parents[3] / "spec"


def markdown(name: str) -> str:
    """What the objects of spec/NAME.schema.json are, and their members."""
    schema = json.loads((SPEC / f"{name}.schema.json").read_text(encoding="utf-8"))
    return f"{prose(schema['description'])}\n\n{members(schema)}"
