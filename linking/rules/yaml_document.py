"""YAML read so that each problem has a line number.

The features that make YAML dangerous or ambiguous are refused: tags, anchors and aliases, duplicate keys, deep nesting.
To do so, this module reads the parser's events. PyYAML's composer, which recurses in C without a limit, never runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

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

from linking.rules.model import Problem
from linking.rules.validation import LineOf, Path, path_text

# The C parser is about ten times as fast, but some builds of PyYAML lack it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = {"", "~", "null", "Null", "NULL"}
_MAX_DEPTH = 8
"""Levels of nesting that are read. Valid rules have five."""

PlainValue = Callable[[str, Path], object]
"""Returns the value of a text without quotes at a path."""


class YamlError(Exception):
    """A document that cannot be used.

    Attributes:
        problems: What is wrong with it, in order.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The content of a document.

    Attributes:
        data: The plain data, or None for an empty document.
        line_of: Returns the line of the value at a path, or of the innermost value around it.
    """

    data: object
    line_of: LineOf


def decode_yaml(content: bytes) -> str:
    """Return the text of a file.

    Raises:
        YamlError: It is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise YamlError([Problem("", "is not UTF-8", line)]) from error


def parse_yaml(text: str, plain_value: PlainValue = lambda text, _: text) -> YamlDocument:
    """Read a document.

    Args:
        text: The YAML.
        plain_value: Returns the value of a text without quotes, which is not one of those for null. By default, all
            values are text.

    Raises:
        YamlError: With every problem and its line.
    """
    document = _Reader(plain_value)
    try:
        data = document.read(yaml.parse(text, Loader=_Loader))
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise YamlError([Problem("", "contains an unpaired surrogate, which is not a character", line)]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = ", ".join(filter(None, [error.context, error.problem]))
        # The parser places the end of a text without a last line break on a line that does not exist.
        place = min(mark.line, text.rstrip().count("\n")) + 1 if mark else None
        raise YamlError([Problem("", f"is not valid YAML: {message}", place)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlError([Problem("", f"is not valid YAML: {error.reason}", line)]) from error
    except (ValueError, OverflowError) as error:  # from the parser in Python, for a number or an escape out of range
        raise YamlError([Problem("", f"is not valid YAML: {error}")]) from error
    if document.problems:
        raise YamlError(document.problems)
    return YamlDocument(data, document.line_of)


class _Reader:
    """Builds plain data from the events of a YAML parser, and remembers the line of each value."""

    def __init__(self, plain_value: PlainValue) -> None:
        self._plain_value = plain_value
        self.problems: list[Problem] = []
        self._lines: dict[Path, int | None] = {}

    def line_of(self, path: Path) -> int | None:
        """Return the line of the value at a path, or of the innermost value around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def read(self, events: Iterator[Event]) -> object:
        """Return the data of the only document, or None if there is no document.

        Raises:
            YamlError: If the data is nested too deeply.
        """
        data, documents = None, 0
        for event in events:
            if isinstance(event, AliasEvent | ScalarEvent | SequenceStartEvent | MappingStartEvent):
                data = self._value(event, events, ())
                documents += 1
                if documents > 1:
                    self._report(event, (), "is a second document; only one is allowed")
        return data

    def _value(self, event: Event, events: Iterator[Event], path: Path) -> object:
        self._lines.setdefault(path, _line(event))
        if len(path) > _MAX_DEPTH:
            raise YamlError([*self.problems, Problem(path_text(path), "is nested too deeply", self.line_of(path))])
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
        return self._scalar(event, path)

    def _sequence(self, events: Iterator[Event], path: Path) -> list[object]:
        items: list[object] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._value(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Event], path: Path) -> dict[str, object]:
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

    def _scalar(self, event: Event, path: Path) -> object:
        assert isinstance(event, ScalarEvent)
        text: str = event.value
        is_plain = event.implicit[0]  # neither quoted nor tagged
        if is_plain and text in _NULLS:
            return None
        return self._plain_value(text, path) if is_plain else text

    def _report(self, event: Event, path: Path, message: str) -> None:
        self.problems.append(Problem(path_text(path), message, _line(event)))


def _line(event: Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark is not None else None
