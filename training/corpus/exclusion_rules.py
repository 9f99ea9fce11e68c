"""Exclusion rules: the kinds of pages that are not worth linking, read from TOML files such as filters.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.errors import TrainingError

DEFAULT_FILE = Path(__file__).parent / "filters.toml"

_CLASS_ID = re.compile(r"Q[1-9][0-9]*")
_CLASS_KEYS = frozenset({"id", "reason"})
_NAME_LISTS = ("magic_words", "templates", "categories")
_SCOPES = ("languages", "wikis")
_MARKER_KEYS = frozenset({"reason", *_NAME_LISTS, *_SCOPES})
_WIKI_KEYS = frozenset({"class", "mark", "keep_classes"})


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
class PageMarker:
    """Parts of a page's wikitext that mark the page as not worth linking.

    Attributes:
        reason: Why such a page is not worth linking.
        magic_words: Behavior switches, with their underscores.
        templates: Names of templates, without the namespace.
        categories: Names of categories, without the namespace.
    """

    reason: str
    magic_words: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExclusionRules:
    """The rules of one wiki.

    Attributes:
        classes: Reason by Wikidata class.
        markers: The page markers, in order of priority.
    """

    classes: Mapping[str, str]
    markers: tuple[PageMarker, ...]


def load_rules(wiki: str, language: str, extra: Sequence[Path] = ()) -> ExclusionRules:
    """Load the rules of a wiki.

    Args:
        wiki: Database name.
        language: Language code.
        extra: Files to load after the project's own file.

    Raises:
        ExclusionRulesError: A file cannot be read or is invalid.
    """
    classes: dict[str, str] = {}
    markers: list[PageMarker] = []
    for path in (DEFAULT_FILE, *extra):
        file = _RulesFile(path, wiki, language)
        rules = file.load()
        wiki_rules = file.table(rules.get("wiki", {}), f"wiki.{wiki}").get(wiki, {})
        file.check_keys(wiki_rules, f"wiki.{wiki}", _WIKI_KEYS)
        for section in (rules, wiki_rules):
            classes |= file.classes(section)
            markers += file.markers(section)
        for class_id in file.strings(wiki_rules, "keep_classes", f"wiki.{wiki}"):
            classes.pop(class_id, None)
    return ExclusionRules(classes, tuple(markers))


@dataclass(frozen=True, slots=True)
class _RulesFile:
    """Checks and reads one file for one wiki. Every method raises ExclusionRulesError if the file is invalid."""

    path: Path
    wiki: str
    language: str

    def load(self) -> dict[str, Any]:
        try:
            data = tomllib.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ExclusionRulesError(self.path, "cannot be read", str(error)) from error
        self.check_keys(data, "file", frozenset({"class", "mark", "wiki"}))
        return data

    def classes(self, section: Mapping[str, Any]) -> dict[str, str]:
        """Return the reasons of a section's [[class]] tables, by class."""
        found = {}
        for item in self._tables(section, "class", _CLASS_KEYS):
            class_id = item.get("id")
            if not isinstance(class_id, str) or not _CLASS_ID.fullmatch(class_id):
                raise ExclusionRulesError(self.path, "class", f"id must be a Wikidata id like Q4167410: {class_id!r}")
            found[class_id] = self._reason(item, f"class {class_id}")
        return found

    def markers(self, section: Mapping[str, Any]) -> list[PageMarker]:
        """Return the markers of a section's [[mark]] tables that apply to the wiki."""
        found = []
        for item in self._tables(section, "mark", _MARKER_KEYS):
            names = [self.strings(item, name_list, "mark") for name_list in _NAME_LISTS]
            if not any(names):
                raise ExclusionRulesError(self.path, "mark", f"needs one of {', '.join(_NAME_LISTS)}")
            languages, wikis = (self.strings(item, scope, "mark") for scope in _SCOPES)
            marker = PageMarker(self._reason(item, "mark"), *names)
            if (not languages or self.language in languages) and (not wikis or self.wiki in wikis):
                found.append(marker)
        return found

    def strings(self, table: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        """Return a list of names, or an empty tuple if the table does not have the key."""
        values = table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise ExclusionRulesError(self.path, place, f"{key} must be a list of names")
        return tuple(values)

    def table(self, value: Any, place: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise ExclusionRulesError(self.path, place, "must be a table")
        return value

    def check_keys(self, value: Any, place: str, allowed: frozenset[str]) -> None:
        unknown = set(self.table(value, place)) - allowed
        if unknown:
            raise ExclusionRulesError(
                self.path, place, f"unknown key {', '.join(sorted(unknown))}; known are {', '.join(sorted(allowed))}"
            )

    def _tables(self, section: Mapping[str, Any], name: str, allowed: frozenset[str]) -> list[Mapping[str, Any]]:
        values = section.get(name, [])
        if not isinstance(values, list):
            raise ExclusionRulesError(self.path, name, f"must be written as [[{name}]]")
        for value in values:
            self.check_keys(value, name, allowed)
        return values

    def _reason(self, item: Mapping[str, Any], place: str) -> str:
        reason = item.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            raise ExclusionRulesError(self.path, place, "needs a reason")
        return reason
