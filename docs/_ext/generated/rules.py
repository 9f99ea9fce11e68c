"""The members of a rules file, from its JSON schema."""

from __future__ import annotations

import json
from importlib.resources import files

from generated.markup import prose
from generated.schema import members

SCHEMA = json.loads(files("linking.rules").joinpath("rules.schema.json").read_text(encoding="utf-8"))


def file() -> str:
    """What a rules file is, and its members."""
    return f"{prose(SCHEMA['description'])}\n\n{members(SCHEMA)}"


def entries() -> str:
    """A section for each kind of entry."""
    return "\n".join(
        f"## {name}\n\n{prose(schema.get('description', ''))}\n\n{members(schema)}"
        for name, schema in SCHEMA["$defs"].items()
    )
