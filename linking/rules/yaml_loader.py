"""Files of rules, as communities edit them: YAML, read so that each problem has a line number.

All values are text except the three limits: `no`, `1984` and `2024-01-01` mean what they look like. The features that
make YAML dangerous or ambiguous are refused: tags, anchors and aliases, duplicate keys, deep nesting. To do so, this
module reads the parser's events. PyYAML's composer, which recurses in C without a limit, never runs.
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
from linking.rules.model import NUMBER_KEYS, EffectiveRules, Origin, Problem, Rules, RulesError, merge_rules
from linking.rules.validation import Path as DataPath
from linking.rules.validation import parse_rules, path_text

# The C parser is about ten times as fast, but some builds of PyYAML lack it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = {"", "~", "null", "Null", "NULL"}
_MAX_DEPTH = 8
"""Levels of nesting that are read. Valid rules have five."""


def load_wiki_rules(data_dir: Path, wiki: str) -> EffectiveRules:
    """Read the rules in effect on a wiki from the files of a data directory.

    Raises:
        RulesError: With every problem of a file.
        OSError: If a file cannot be read.
    """
    return merge_rules(_read_named(data_dir / RULES_FILE, "global"), _read_named(data_dir / wiki / RULES_FILE, "wiki"))


def _read_named(path: Path, origin: Origin) -> Rules:
    """Read a file as `read_rules` does, with its path in the error message."""
    try:
        return read_rules(path, origin)
    except RulesError as error:
        raise RulesError(error.problems, path) from error


def read_rules(path: Path, origin: Origin) -> Rules:
    """Read the rules of a file. If the file does not exist, there are no rules.

    Raises:
        RulesError: With every problem.
        OSError: If the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Rules()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RulesError([Problem("", "is not UTF-8", line)]) from error
    return parse_yaml_rules(text, origin)


def parse_yaml_rules(text: str, origin: Origin) -> Rules:
    """Read rules from YAML.

    Raises:
        RulesError: With every problem and its line.
    """
    document = _Document()
    try:
        data = document.read(yaml.parse(text, Loader=_Loader))
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise RulesError([Problem("", "contains an unpaired surrogate, which is not a character", line)]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = ", ".join(filter(None, [error.context, error.problem]))
        # The parser places the end of a text without a last line break on a line that does not exist.
        place = min(mark.line, text.rstrip().count("\n")) + 1 if mark else None
        raise RulesError([Problem("", f"is not valid YAML: {message}", place)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise RulesError([Problem("", f"is not valid YAML: {error.reason}", line)]) from error
    except (ValueError, OverflowError) as error:  # from the parser in Python, for a number or an escape out of range
        raise RulesError([Problem("", f"is not valid YAML: {error}")]) from error
    if document.problems:
        raise RulesError(document.problems)
    return parse_rules(data, origin, document.line_of)


class _Document:
    """Builds plain data from the events of a YAML parser, and remembers the line of each value."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._lines: dict[DataPath, int | None] = {}

    def line_of(self, path: DataPath) -> int | None:
        """Return the line of the value at a path, or of the innermost value around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def read(self, events: Iterator[Event]) -> object:
        """Return the data of the only document, or None if there is no document.

        Raises:
            RulesError: If the data is nested too deeply.
        """
        data, documents = None, 0
        for event in events:
            if isinstance(event, AliasEvent | ScalarEvent | SequenceStartEvent | MappingStartEvent):
                data = self._value(event, events, ())
                documents += 1
                if documents > 1:
                    self._report(event, (), "is a second document; only one is allowed")
        return data

    def _value(self, event: Event, events: Iterator[Event], path: DataPath) -> object:
        self._lines.setdefault(path, _line(event))
        if len(path) > _MAX_DEPTH:
            raise RulesError([*self.problems, Problem(path_text(path), "is nested too deeply", self.line_of(path))])
        if isinstance(event, AliasEvent):
            self._report(event, path, f"is an alias (*{event.anchor}); repeat the value instead")
            return None
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._report(event, path, f"has the tag {tag}; remove it")
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
                self._report(event, path, "has a key that is not text")
                key = str(self._value(event, events, (*path, "?")))
            if key in values:
                self._report(event, (*path, key), "is defined twice")
            values[key] = self._value(next(events), events, (*path, key))
        return values

    def _report(self, event: Event, path: DataPath, message: str) -> None:
        self.problems.append(Problem(path_text(path), message, _line(event)))


def _line(event: Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark is not None else None


def _scalar(event: Event, path: DataPath) -> object:
    assert isinstance(event, ScalarEvent)
    text: str = event.value
    is_plain = event.implicit[0]  # neither quoted nor tagged
    if is_plain and text in _NULLS:
        return None
    if is_plain and path and path[-1] in NUMBER_KEYS:
        try:
            return float(text)
        except ValueError:
            return text
    return text
