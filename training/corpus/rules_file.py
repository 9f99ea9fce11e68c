"""A TOML file of exclusion rules: reads its values, and checks their types."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.errors import TrainingError

_WIKIDATA_ID = re.compile(r"Q[1-9][0-9]*")


class ExclusionRulesError(TrainingError):
    """A file of exclusion rules is missing or invalid.

    Attributes:
        path: The file.
        place: The invalid part of it.
        reason: What is wrong with that part.
    """

    exit_code = 78  # EX_CONFIG

    def __init__(self, path: Path, place: str, reason: str) -> None:
        super().__init__(f"{path}: {place}: {reason}")
        self.path = path
        self.place = place
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RulesFile:
    """One file. Every method raises ExclusionRulesError if the file is invalid."""

    path: Path

    def load(self, allowed: frozenset[str]) -> dict[str, Any]:
        """Return the content of the file, whose keys must be among those allowed."""
        try:
            data = tomllib.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ExclusionRulesError(self.path, "cannot be read", str(error)) from error
        self.check_keys(data, "file", allowed)
        return data

    def tables(self, section: Mapping[str, Any], name: str, allowed: frozenset[str]) -> list[Mapping[str, Any]]:
        """Return the tables written as [[name]], whose keys must be among those allowed."""
        values = section.get(name, [])
        if not isinstance(values, list):
            raise ExclusionRulesError(self.path, name, f"must be written as [[{name}]]")
        for value in values:
            self.check_keys(value, name, allowed)
        return values

    def wikidata_id(self, table: Mapping[str, Any]) -> str:
        """Return the id of a [[class]] table."""
        value = table.get("id")
        if not isinstance(value, str) or not _WIKIDATA_ID.fullmatch(value):
            raise ExclusionRulesError(self.path, "class", f"id must be a Wikidata id like Q4167410: {value!r}")
        return value

    def name(self, table: Mapping[str, Any], key: str, place: str) -> str:
        """Return a text that is not empty."""
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise ExclusionRulesError(self.path, place, f"needs a {key}")
        return value

    def number(self, table: Mapping[str, Any], key: str, place: str) -> int:
        """Return a positive integer."""
        value = table.get(key)
        if type(value) is not int or value < 1:
            raise ExclusionRulesError(self.path, place, f"{key} must be a positive integer: {value!r}")
        return value

    def strings(self, table: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        """Return a list of names, or an empty tuple if the table does not have the key."""
        values = table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise ExclusionRulesError(self.path, place, f"{key} must be a list of names")
        return tuple(values)

    def table(self, value: Any, place: str) -> Mapping[str, Any]:
        """Return the value, which must be a table."""
        if not isinstance(value, dict):
            raise ExclusionRulesError(self.path, place, "must be a table")
        return value

    def check_keys(self, value: Any, place: str, allowed: frozenset[str]) -> None:
        """Check that the value is a table with no other keys than those allowed."""
        unknown = set(self.table(value, place)) - allowed
        if unknown:
            raise ExclusionRulesError(
                self.path, place, f"unknown key {', '.join(sorted(unknown))}; known are {', '.join(sorted(allowed))}"
            )
