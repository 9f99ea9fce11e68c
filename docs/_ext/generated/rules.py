"""The members of a rules file, from its JSON schema."""

from __future__ import annotations

import json
from importlib.resources import files

from generated.markup import prose
from generated.schema import members

SCHEMA = json.loads(files("linking").joinpath("rules.schema.json").read_text(encoding="utf-8"))


def markdown() -> str:
    """A section for the file and for each kind of entry in it."""
    parts = [f"{prose(SCHEMA['description'])}\n", members(SCHEMA)]
    for name, schema in SCHEMA["$defs"].items():
        parts += [f"## {name}\n", f"{prose(schema.get('description', ''))}\n", members(schema)]
    return "\n".join(parts)
