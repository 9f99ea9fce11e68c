"""Reading rules from plain data: the content of a YAML file, or the JSON of a request.

This collects every problem instead of stopping at the first. rules.schema.json describes the same format for other
programs. A test checks that the two agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard

from linking.rules.model import LIST_KEYS, NUMBER_KEYS, Lift, Origin, Problem, Rule, Rules, RulesError

MAX_LENGTHS = {"name": 100, "comment": 2000, "discussion": 2000, "rule": 100, "value": 255}
"""Maximum length of texts, in characters. "value" stands for the items of lists; a title has at most 255 bytes."""

ORIGINS_THAT_LIFT: frozenset[Origin] = frozenset({"wiki"})
"""Nothing precedes the rules for all wikis, and a request may only suppress more links."""

_NUMBER_RANGES: Mapping[str, tuple[float, float]] = {
    "least_score": (0, 1),
    "text_length": (1, 255),
    "links_per_100_words": (0, 100),
}
_RULE_KEYS = ("name", *LIST_KEYS, *NUMBER_KEYS, "comment", "discussion")
_LIFT_KEYS = ("rule", "comment", "discussion")

_SURROGATE = re.compile("[\ud800-\udfff]")

Path = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""

LineOf = Callable[[Path], int | None]
"""Returns the line of the value at a path, or None if the data does not come from a file."""


def parse_rules(data: object, origin: Origin, line_of: LineOf = lambda _: None) -> Rules:
    """Read rules.

    Args:
        data: The plain data. None means that there are no rules.
        origin: Where the rules come from.
        line_of: Finds the lines for the problems.

    Raises:
        RulesError: With every problem.
    """
    if data is None:
        return Rules()
    reader = _Reader(line_of)
    rules = _read_rules(reader, data, origin)
    if reader.problems:
        raise RulesError(reader.problems)
    return rules


def path_text(path: Path) -> str:
    """Return a path as messages show it, such as `rules[2].texts[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _read_rules(reader: _Reader, data: object, origin: Origin) -> Rules:
    if not reader.check_mapping(data, (), ("rules", "lift")):
        return Rules()
    rules = [_read_rule(reader, item, path, origin) for item, path in reader.items(data, (), "rules")]
    lifts = [_read_lift(reader, item, path) for item, path in reader.items(data, (), "lift")]
    if lifts and origin not in ORIGINS_THAT_LIFT:
        reader.report(("lift",), "only the rules of one wiki may lift a rule for all wikis")
    if origin != "request":  # nothing refers to the rules of a request by name
        reader.check_unique([rule.name for rule in rules], "rules", "name")
    reader.check_unique([lift.rule for lift in lifts], "lift", "rule")
    return Rules(tuple(rules), tuple(lifts))


def _read_rule(reader: _Reader, data: object, path: Path, origin: Origin) -> Rule:
    if not reader.check_mapping(data, path, _RULE_KEYS):
        return Rule("", origin)
    if not any(key in data for key in (*LIST_KEYS, *NUMBER_KEYS)):
        reader.report(path, f"has no effect; add one of {', '.join((*LIST_KEYS, *NUMBER_KEYS))}")
    lists = {key: reader.texts(data, path, key) for key in LIST_KEYS}
    for number, text in enumerate(lists["texts"]):
        if text and not text.strip("* "):
            reader.report((*path, "texts", number), "would suppress every text")
    length = reader.number(data, path, "text_length")
    if length is not None and length != int(length):
        reader.report((*path, "text_length"), "must be a whole number")
    return Rule(
        name=reader.text(data, path, "name", required=True),
        origin=origin,
        **lists,
        least_score=reader.number(data, path, "least_score"),
        text_length=None if length is None else int(length),
        links_per_100_words=reader.number(data, path, "links_per_100_words"),
        comment=reader.text(data, path, "comment"),
        discussion=reader.text(data, path, "discussion"),
    )


def _read_lift(reader: _Reader, data: object, path: Path) -> Lift:
    if not reader.check_mapping(data, path, _LIFT_KEYS):
        return Lift("")
    return Lift(
        rule=reader.text(data, path, "rule", required=True),
        comment=reader.text(data, path, "comment"),
        discussion=reader.text(data, path, "discussion"),
    )


class _Reader:
    """Takes typed values out of plain data and collects the problems. An invalid value is read as an empty one."""

    def __init__(self, line_of: LineOf) -> None:
        self.problems: list[Problem] = []
        self._line_of = line_of

    def report(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path_text(path), message, self._line_of(path)))

    def check_mapping(self, data: object, path: Path, keys: Sequence[str]) -> TypeGuard[Mapping[str, Any]]:
        if not isinstance(data, Mapping):
            self.report(path, f"must be a mapping with the keys {', '.join(keys)}, not {_describe(data)}")
            return False
        for key in data:
            if key not in keys:
                self.report((*path, str(key)), f"is not a known key; known keys are {', '.join(keys)}")
        return True

    def check_unique(self, names: Sequence[str], list_key: str, name_key: str) -> None:
        seen: set[str] = set()
        for number, name in enumerate(names):
            if name and name in seen:
                self.report((list_key, number, name_key), f"{name!r} is used twice")
            seen.add(name)

    def items(self, data: Mapping[str, Any], path: Path, key: str) -> list[tuple[object, Path]]:
        """Return the items of a list, each with its path. A missing or empty value counts as an empty list."""
        items = data.get(key)
        if items is None:
            return []
        if not isinstance(items, list):
            self.report((*path, key), f"must be a list, not {_describe(items)}")
            return []
        return [(item, (*path, key, number)) for number, item in enumerate(items)]

    def texts(self, data: Mapping[str, Any], path: Path, key: str) -> tuple[str, ...]:
        if key in data and not data[key] and isinstance(data[key], list | None):
            self.report((*path, key), "is empty")
        return tuple(self._check_text(item, item_path, "value") for item, item_path in self.items(data, path, key))

    def text(self, data: Mapping[str, Any], path: Path, key: str, required: bool = False) -> str:
        if key not in data:
            if required:
                self.report(path, f"has no {key}")
            return ""
        if not required and data[key] == "":
            return ""
        return self._check_text(data[key], (*path, key), key)

    def number(self, data: Mapping[str, Any], path: Path, key: str) -> float | None:
        if key not in data:
            return None
        value, (lowest, highest) = data[key], _NUMBER_RANGES[key]
        if isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value <= highest:
            return float(value)
        self.report((*path, key), f"must be a number from {lowest} to {highest}, not {_describe(value)}")
        return None

    def _check_text(self, value: object, path: Path, kind: str) -> str:
        if not isinstance(value, str):
            self.report(path, f"must be text, not {_describe(value)}")
            return ""
        if not value.strip():
            self.report(path, "is empty")
        elif len(value) > MAX_LENGTHS[kind]:
            self.report(path, f"is longer than {MAX_LENGTHS[kind]} characters")
        elif _SURROGATE.search(value):
            self.report(path, "contains an unpaired surrogate, which is not a character")
        return value.strip()


def _describe(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "null" if value is None else f"{value!r:.60}"
