"""Rules as a community writes them: a YAML file, read such that each problem has its line.

Everything is text but the three limits: a text `no`, `1984` or `2024-01-01` is meant as it is written. What makes YAML
dangerous or ambiguous (tags, anchors and aliases, a key twice, deep nesting) is refused. So the parser's events are
read here, and PyYAML's composer, which recurses in C without a limit, never runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from linking.bundle.names import RULES_FILE
from linking.rules.model import LIMITS, Merged, Origin, Problem, Rules, RulesError, merge
from linking.rules.validation import Path as DataPath
from linking.rules.validation import parse_rules, path_text

# The C parser is some ten times as fast; not every build of PyYAML has it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = {"", "~", "null", "Null", "NULL"}
_DEEPEST = 8
"""Levels of nesting that are read; rules have five."""


def rules_in(data_dir: Path, wiki: str) -> Merged:
    """The rules that the files of a data directory say for a wiki. Raises RulesError, OSError."""
    return merge(_placed(data_dir / RULES_FILE, "global"), _placed(data_dir / wiki / RULES_FILE, "wiki"))


def _placed(path: Path, origin: Origin) -> Rules:
    try:
        return read_rules(path, origin)
    except RulesError as error:
        raise RulesError(error.problems, path) from error


def read_rules(path: Path, origin: Origin) -> Rules:
    """The rules of a file; no file means no rules. Raises RulesError, OSError."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Rules()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RulesError([Problem("", "is not UTF-8", line)]) from error
    return rules_of_yaml(text, origin)


def rules_of_yaml(text: str, origin: Origin) -> Rules:
    """The rules that a YAML text says. Raises RulesError with every problem and its line."""
    document = _Document()
    try:
        data = document.read(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = ", ".join(filter(None, [error.context, error.problem]))
        raise RulesError([Problem("", f"is not YAML: {message}", mark.line + 1 if mark else None)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise RulesError([Problem("", f"is not YAML: {error.reason}", line)]) from error
    if document.problems:
        raise RulesError(document.problems)
    return parse_rules(data, origin, document.line_of)


class _Document:
    """Plain data out of the events of a YAML text, with the line of each value."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._lines: dict[DataPath, int | None] = {}

    def line_of(self, path: DataPath) -> int | None:
        """The line of the value at a path, or of the innermost one around it that is there."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def read(self, events: Iterator[Event]) -> object:
        """The data of the only document; None where there is none."""
        data, documents = None, 0
        for event in events:
            if isinstance(event, AliasEvent | ScalarEvent | SequenceStartEvent | MappingStartEvent):
                data = self._value(event, events, ())
                documents += 1
                if documents > 1:
                    self._complain(event, (), "is a second document: only one is read")
        return data

    def _value(self, event: Event, events: Iterator[Event], path: DataPath) -> object:
        self._lines.setdefault(path, _line(event))
        if len(path) > _DEEPEST:
            raise RulesError([*self.problems, Problem(path_text(path), "is nested too deeply", self.line_of(path))])
        if isinstance(event, AliasEvent):
            self._complain(event, path, f"is an alias (*{event.anchor}) of something above: write it out")
            return None
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._complain(event, path, f"has the tag {tag}: leave it out")
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path)
        return _scalar(event, path)

    def _sequence(self, events: Iterator[Event], path: DataPath) -> list[object]:
        items: list[object] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._value(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Event], path: DataPath) -> dict[str, object]:
        values: dict[str, object] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if isinstance(event, ScalarEvent):
                key = event.value
                self._lines[*path, key] = _line(event)
            else:
                self._complain(event, path, "has a key that is not text")
                key = str(self._value(event, events, (*path, "?")))
            if key in values:
                self._complain(event, (*path, key), "is there twice")
            values[key] = self._value(next(events), events, (*path, key))
        return values

    def _complain(self, event: Event, path: DataPath, message: str) -> None:
        self.problems.append(Problem(path_text(path), message, _line(event)))


def _line(event: Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark is not None else None


def _scalar(event: Event, path: DataPath) -> object:
    """implicit[0] tells that a scalar is plain: neither quoted nor tagged."""
    assert isinstance(event, ScalarEvent)
    text: str = event.value
    if event.implicit[0] and text in _NULLS:
        return None
    if event.implicit[0] and path and path[-1] in LIMITS:
        try:
            return float(text)
        except ValueError:
            return text
    return text
