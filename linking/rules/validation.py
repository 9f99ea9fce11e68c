"""Read rules from plain data (a YAML file, a request's JSON) and say everything that is wrong with them, and where.

The same rules are said for other programs in rules.schema.json; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from linking.rules.model import LIMITS, LISTS, Lift, Origin, Problem, Rule, Rules, RulesError

LONGEST = {"name": 100, "comment": 2000, "discussion": 2000, "rule": 100, "value": 255}
"""Most characters of each kind of text. A title has at most 255 bytes."""

MAY_LIFT: frozenset[Origin] = frozenset({"wiki"})
"""Only a wiki lifts rules: there is nothing above those for all wikis, and a request only ever takes links away."""

_BOUNDS: Mapping[str, tuple[float, float]] = {
    "least_score": (0, 1),
    "text_length": (1, 255),
    "links_per_100_words": (0, 100),
}
_RULE_KEYS = ("name", *LISTS, *LIMITS, "comment", "discussion")
_LIFT_KEYS = ("rule", "comment", "discussion")

_HALF = re.compile("[\ud800-\udfff]")

Path = tuple[str | int, ...]
LineOf = Callable[[Path], int | None]


def parse_rules(data: object, origin: Origin, line_of: LineOf = lambda _: None) -> Rules:
    """The rules in `data`; nothing at all (None) means no rules.

    line_of: the line of the value at a path, for messages. Raises RulesError with every problem that there is.
    """
    if data is None:
        return Rules()
    reader = _Reader(line_of)
    rules = _read_top(reader, data, origin)
    if reader.problems:
        raise RulesError(reader.problems)
    return rules


def path_text(path: Path) -> str:
    """A path as messages show it: rules[2].texts[0]."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _read_top(reader: _Reader, data: object, origin: Origin) -> Rules:
    if not reader.mapping(data, (), ("rules", "lift")):
        return Rules()
    rules = [_read_rule(reader, item, path, origin) for item, path in reader.items(data, (), "rules")]
    lifts = [_read_lift(reader, item, path) for item, path in reader.items(data, (), "lift")]
    if lifts and origin not in MAY_LIFT:
        reader.complain(("lift",), "only the rules of one wiki may lift a rule for all wikis")
    if origin != "request":  # nobody calls a rule of a request by its name
        _complain_of_twins(reader, "rules", "name", [rule.name for rule in rules])
    _complain_of_twins(reader, "lift", "rule", [lift.rule for lift in lifts])
    return Rules(tuple(rules), tuple(lifts))


def _read_rule(reader: _Reader, data: object, path: Path, origin: Origin) -> Rule:
    if not reader.mapping(data, path, _RULE_KEYS):
        return Rule("", origin)
    if not any(key in data for key in (*LISTS, *LIMITS)):
        reader.complain(path, f"says nothing: give it one of {', '.join((*LISTS, *LIMITS))}")
    lists = {key: reader.values(data, path, key) for key in LISTS}
    for number, text in enumerate(lists["texts"]):
        if text and not text.strip("* "):
            reader.complain((*path, "texts", number), "would hold back every text")
    length = reader.number(data, path, "text_length")
    if length is not None and length != int(length):
        reader.complain((*path, "text_length"), "must be a whole number")
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
    if not reader.mapping(data, path, _LIFT_KEYS):
        return Lift("")
    rule = reader.text(data, path, "rule", required=True)
    return Lift(rule, reader.text(data, path, "comment"), reader.text(data, path, "discussion"))


def _complain_of_twins(reader: _Reader, key: str, name_key: str, names: list[str]) -> None:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name and name in seen:
            reader.complain((key, number, name_key), f"{name!r} is there already")
        seen.add(name)


class _Reader:
    """Takes typed values out of plain data, and collects problems instead of stopping at the first."""

    def __init__(self, line_of: LineOf) -> None:
        self.problems: list[Problem] = []
        self._line_of = line_of

    def complain(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path_text(path), message, self._line_of(path)))

    def mapping(self, data: object, path: Path, keys: tuple[str, ...]) -> TypeGuard[Mapping[str, Any]]:
        if not isinstance(data, Mapping):
            self.complain(path, f"must be a mapping of {', '.join(keys)}, not {_kind(data)}")
            return False
        for key in data:
            if key not in keys:
                self.complain((*path, str(key)), f"is unknown here; known are {', '.join(keys)}")
        return True

    def items(self, data: Mapping[str, Any], path: Path, key: str) -> list[tuple[object, Path]]:
        """The items of a list with the path of each; none where the key is absent, or all below it is a comment."""
        items = data.get(key)
        if items is None:
            return []
        if not isinstance(items, list):
            self.complain((*path, key), f"must be a list, not {_kind(items)}")
            return []
        return [(item, (*path, key, number)) for number, item in enumerate(items)]

    def values(self, data: Mapping[str, Any], path: Path, key: str) -> tuple[str, ...]:
        if key in data and not data[key] and isinstance(data[key], list | None):
            self.complain((*path, key), "is empty")
        return tuple(self._checked(item, item_path, "value") for item, item_path in self.items(data, path, key))

    def text(self, data: Mapping[str, Any], path: Path, key: str, required: bool = False) -> str:
        if key not in data:
            if required:
                self.complain(path, f"has no {key}")
            return ""
        if not required and data[key] == "":
            return ""
        return self._checked(data[key], (*path, key), key)

    def number(self, data: Mapping[str, Any], path: Path, key: str) -> float | None:
        if key not in data:
            return None
        value, (least, most) = data[key], _BOUNDS[key]
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        self.complain((*path, key), f"must be a number from {least} to {most}, not {_kind(value)}")
        return None

    def _checked(self, value: object, path: Path, kind: str) -> str:
        if not isinstance(value, str):
            self.complain(path, f"must be text, not {_kind(value)}")
            return ""
        if not value.strip():
            self.complain(path, "is empty")
        elif len(value) > LONGEST[kind]:
            self.complain(path, f"is longer than {LONGEST[kind]} characters")
        elif _HALF.search(value):
            self.complain(path, "has half of a surrogate pair, which is not a character")
        return value.strip()


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else f"{value!r:.60}"
