"""The keys of a fleet run's file of wikis, from its JSON schema."""

from __future__ import annotations

from generated.schema import members
from training.fleet.wikis_file import SCHEMA


def keys() -> str:
    """The members of the file, and the options of a wiki."""
    return (
        f"{members(SCHEMA)}\n\n(options)=\nThe options of a wiki, and of the defaults:\n\n"
        f"{members(SCHEMA['$defs']['options'])}"
    )
