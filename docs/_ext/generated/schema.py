"""JSON schemas in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generated.markup import code, prose, table

_LIMITS: Mapping[str, str] = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
}


def members(schema: Mapping[str, Any]) -> str:
    """A table of an object's members."""
    required = schema.get("required", ())
    rows = (
        (code(name), values(member), "yes" if name in required else "", prose(member.get("description", "")))
        for name, member in schema.get("properties", {}).items()
    )
    return table(("Member", "Values", "Required", "Meaning"), rows)


def values(schema: Mapping[str, Any]) -> str:
    """What values a schema allows, in a few words; a schema with a name is a link to its section."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in schema:
        return code(_literal(schema["const"]))
    if "enum" in schema:
        return ", ".join(code(_literal(value)) for value in schema["enum"])
    if "oneOf" in schema:
        return " or ".join(values(one) for one in schema["oneOf"])
    types = schema.get("type", "any value")
    kind = " or ".join(types) if isinstance(types, list) else types
    if "items" in schema:
        kind += f" of {values(schema['items'])}"
    limits = [words.format(schema[key]) for key, words in _LIMITS.items() if key in schema]
    limits += [f"default {code(_literal(schema['default']))}"] if "default" in schema else []
    return kind + (f"; {', '.join(limits)}" if limits else "")


def _literal(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
