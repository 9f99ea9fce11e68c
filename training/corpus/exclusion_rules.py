"""Which kinds of pages are not worth linking, read from data files such as filters.toml."""

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
_NAMES = ("magic_words", "templates", "categories")
_SCOPES = ("languages", "wikis")
_MARK_KEYS = frozenset({"reason", *_NAMES, *_SCOPES})
_WIKI_KEYS = frozenset({"class", "mark", "keep_classes"})


class FilterRulesError(TrainingError):
    """A file of filters that cannot be used; `place` is what is wrong in it."""

    exit_code = 78  # EX_CONFIG

    def __init__(self, path: Path, place: str, reason: str) -> None:
        super().__init__(f"{path}: {place}: {reason}")
        self.path = path
        self.place = place
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page carries in its wikitext, and why it is not worth linking then."""

    reason: str
    magic_words: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of its magic words, templates and categories."""
        return self.magic_words + self.templates + self.categories


@dataclass(frozen=True, slots=True)
class FilterRules:
    """The rules that hold on one wiki. classes: Wikidata id -> reason."""

    classes: Mapping[str, str]
    marks: tuple[Mark, ...]


def load_rules(wiki: str, language: str, extra: Sequence[Path] = ()) -> FilterRules:
    """The rules of a wiki: the project's own, then those of further files. Raises FilterRulesError."""
    classes: dict[str, str] = {}
    marks: list[Mark] = []
    for path in (DEFAULT_FILE, *extra):
        reader = _Reader(path, wiki, language)
        data = reader.read()
        own = reader.table(data.get("wiki", {}), f"wiki.{wiki}").get(wiki, {})
        reader.check_keys(own, f"wiki.{wiki}", _WIKI_KEYS)
        for section in (data, own):
            classes |= reader.classes(section)
            marks += reader.marks(section)
        for unwanted in reader.strings(own, "keep_classes", f"wiki.{wiki}"):
            classes.pop(unwanted, None)
    return FilterRules(classes, tuple(marks))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one file for one wiki; every method raises FilterRulesError."""

    path: Path
    wiki: str
    language: str

    def read(self) -> dict[str, Any]:
        try:
            data = tomllib.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise FilterRulesError(self.path, "cannot be read", str(error)) from error
        self.check_keys(data, "file", frozenset({"class", "mark", "wiki"}))
        return data

    def classes(self, section: Mapping[str, Any]) -> dict[str, str]:
        found = {}
        for item in self._tables(section, "class", _CLASS_KEYS):
            identifier = item.get("id")
            if not isinstance(identifier, str) or not _CLASS_ID.fullmatch(identifier):
                raise FilterRulesError(self.path, "class", f"id is not like Q4167410: {identifier!r}")
            found[identifier] = self._reason(item, f"class {identifier}")
        return found

    def marks(self, section: Mapping[str, Any]) -> list[Mark]:
        found = []
        for item in self._tables(section, "mark", _MARK_KEYS):
            names = [self.strings(item, kind, "mark") for kind in _NAMES]
            if not any(names):
                raise FilterRulesError(self.path, "mark", f"has none of {', '.join(_NAMES)}")
            languages, wikis = (self.strings(item, scope, "mark") for scope in _SCOPES)
            mark = Mark(self._reason(item, "mark"), *names)
            if (not languages or self.language in languages) and (not wikis or self.wiki in wikis):
                found.append(mark)
        return found

    def strings(self, table: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        values = table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise FilterRulesError(self.path, place, f"{key} is not a list of names")
        return tuple(values)

    def table(self, value: Any, place: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise FilterRulesError(self.path, place, "is not a table")
        return value

    def check_keys(self, value: Any, place: str, allowed: frozenset[str]) -> None:
        unknown = set(self.table(value, place)) - allowed
        if unknown:
            raise FilterRulesError(self.path, place, f"unknown: {', '.join(sorted(unknown))}")

    def _tables(self, section: Mapping[str, Any], name: str, allowed: frozenset[str]) -> list[Mapping[str, Any]]:
        values = section.get(name, [])
        if not isinstance(values, list):
            raise FilterRulesError(self.path, name, f"is not [[{name}]]")
        for value in values:
            self.check_keys(value, name, allowed)
        return values

    def _reason(self, item: Mapping[str, Any], place: str) -> str:
        reason = item.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            raise FilterRulesError(self.path, place, "has no reason")
        return reason
