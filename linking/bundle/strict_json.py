"""Typed reading of one JSON object: each field is asked for once, and what nobody asked for is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping

from linking.bundle.errors import ManifestError


class JsonFields:
    """The fields of a JSON object. where: path of the object, for messages. All methods raise ManifestError."""

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, Mapping):
            raise ManifestError(where or "top level", f"must be an object, not {_kind(value)}")
        self._values = value
        self._where = where
        self._unread = set(value)

    def place(self, key: str) -> str:
        """The path of a field, for messages."""
        return f"{self._where}.{key}" if self._where else key

    def take(self, key: str) -> object:
        """A field of any type."""
        if key not in self._values:
            raise ManifestError(self.place(key), "is missing")
        self._unread.discard(key)
        return self._values[key]

    def text(self, key: str, pattern: re.Pattern[str]) -> str:
        """A string that matches the pattern as a whole."""
        value = self.take(key)
        if not isinstance(value, str) or pattern.fullmatch(value) is None:
            raise ManifestError(self.place(key), f"{value!r:.80} does not match {pattern.pattern}")
        return value

    def integer(self, key: str, least: int = 0) -> int:
        """A whole number, at least `least`; true and 1.0 are none."""
        value = self.take(key)
        if type(value) is not int or value < least:
            raise ManifestError(self.place(key), f"must be a whole number from {least}, not {value!r:.80}")
        return value

    def mapping(self, key: str) -> Mapping[str, object]:
        """An object with any fields."""
        value = self.take(key)
        if not isinstance(value, Mapping):
            raise ManifestError(self.place(key), f"must be an object, not {_kind(value)}")
        return value

    def texts(self, key: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """A list of different strings, each of which matches the pattern as a whole."""
        value = self.take(key)
        if not isinstance(value, list):
            raise ManifestError(self.place(key), f"must be a list, not {_kind(value)}")
        for item in value:
            if not isinstance(item, str) or pattern.fullmatch(item) is None:
                raise ManifestError(self.place(key), f"{item!r:.80} does not match {pattern.pattern}")
        if len(set(value)) != len(value):
            raise ManifestError(self.place(key), "has an entry twice")
        return tuple(value)

    def end(self) -> None:
        """Raise where the object has a field that nobody asked for: a misspelt name must not pass as absent."""
        for key in sorted(map(str, self._unread)):
            raise ManifestError(self.place(key), "is not a field of this format")


def _kind(value: object) -> str:
    return "null" if value is None else type(value).__name__
