"""Numbered sets of strings: one memory-mapped trie, or several shards on a wiki that is too large for one.

A shard holds the strings from its first character up to the first character of the next shard, so all prefixes of a
string are in one shard. The number of a string is its number in the shard plus the size of all previous shards.

marisa-trie ends a string at its first NUL and raises an error for a surrogate. No string of a bundle has either, so a
text that has one is unknown to every trie here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol, TypeVar, overload

import marisa_trie

Default = TypeVar("Default")

_SUFFIX = ".trie"

RECORDS_KEPT = 512
"""Records that a RecordTrie keeps: about 100 kB."""


class Trie(Protocol):
    """The common interface of SingleTrie and ShardedTrie.

    References:
        https://marisa-trie.readthedocs.io/
    """

    @overload
    def get(self, text: str) -> int | None: ...
    @overload
    def get(self, text: str, default: Default) -> int | Default: ...
    def get(self, text: str, default: Any = None) -> Any:
        """Return the number of a string, or the default if the set does not have it."""
        ...

    def restore_key(self, number: int) -> str:
        """Return the string with a number.

        Raises:
            KeyError: If no string has it.
        """
        ...

    def iter_prefixes_with_ids(self, text: str) -> Iterable[tuple[str, int]]:
        """Yield the strings of the set that are prefixes of `text`, with their numbers, shortest first.

        Args:
            text: A text without surrogates, such as a case-folded one.
        """
        ...

    def has_prefix(self, prefix: str) -> bool:
        """Return whether a string of the set begins with `prefix`, one character."""
        ...

    def __getitem__(self, text: str) -> int: ...
    def __contains__(self, text: object) -> bool: ...
    def __len__(self) -> int: ...


def _find(trie: Any, text: str, default: Any) -> Any:
    """Return what a marisa_trie.Trie or RecordTrie has for a text, or the default."""
    if "\x00" in text:
        return default
    try:
        return trie.get(text, default)
    except UnicodeEncodeError:
        return default


def _has_prefix(trie: marisa_trie.Trie, prefix: str) -> bool:
    return next(trie.iterkeys(prefix), None) is not None


class SingleTrie:
    """A set of strings in one trie."""

    __slots__ = ("_get", "_trie", "iter_prefixes_with_ids", "restore_key")

    def __init__(self, trie: marisa_trie.Trie) -> None:
        self._trie, self._get = trie, trie.get
        # The search for mentions calls these for each word, so they are the trie's own methods.
        self.iter_prefixes_with_ids = trie.iter_prefixes_with_ids
        self.restore_key = trie.restore_key

    @overload
    def get(self, text: str) -> int | None: ...
    @overload
    def get(self, text: str, default: Default) -> int | Default: ...
    def get(self, text: str, default: Any = None) -> Any:
        """Return the number of a string; see `Trie.get`."""
        try:
            return default if "\x00" in text else self._get(text, default)
        except UnicodeEncodeError:
            return default

    def has_prefix(self, prefix: str) -> bool:
        """Return whether a string begins with a character; see `Trie.has_prefix`."""
        return _has_prefix(self._trie, prefix)

    def __getitem__(self, text: str) -> int:
        return _item(self, text)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.get(text) is not None

    def __len__(self) -> int:
        return len(self._trie)


class ShardedTrie:
    """A set of strings in shards.

    Attributes:
        starts: The first character of each shard, in order.
        offsets: The number of the first string of each shard, then the size of the whole set.
    """

    def __init__(self, starts: Sequence[str], shards: Sequence[marisa_trie.Trie]) -> None:
        self.starts, self._shards = list(starts), list(shards)
        self.offsets = list(accumulate(map(len, self._shards), initial=0))

    def _shard_of(self, text: str) -> int:
        # A string that sorts before all shards belongs to the first.
        return max(0, bisect_right(self.starts, text[:1]) - 1)

    @overload
    def get(self, text: str) -> int | None: ...
    @overload
    def get(self, text: str, default: Default) -> int | Default: ...
    def get(self, text: str, default: Any = None) -> Any:
        """Return the number of a string; see `Trie.get`."""
        shard = self._shard_of(text)
        number = _find(self._shards[shard], text, None)
        return default if number is None else number + self.offsets[shard]

    def has_prefix(self, prefix: str) -> bool:
        """Return whether a string begins with a character; see `Trie.has_prefix`."""
        # A shard begins with the first character of its strings, and the strings of a character may fill several.
        first, last = bisect_left(self.starts, prefix), self._shard_of(prefix)
        return any(_has_prefix(shard, prefix) for shard in self._shards[max(0, first - 1) : last + 1])

    def restore_key(self, number: int) -> str:
        """Return the string with a number; see `Trie.restore_key`."""
        if not 0 <= number < len(self):
            raise KeyError(number)
        shard = bisect_right(self.offsets, number) - 1
        text: str = self._shards[shard].restore_key(number - self.offsets[shard])
        return text

    def iter_prefixes_with_ids(self, text: str) -> Iterable[tuple[str, int]]:
        """Return the strings that are prefixes of `text`; see `Trie.iter_prefixes_with_ids`."""
        shard = self._shard_of(text)
        offset = self.offsets[shard]
        return [(found, number + offset) for found, number in self._shards[shard].iter_prefixes_with_ids(text)]

    def __getitem__(self, text: str) -> int:
        return _item(self, text)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.get(text) is not None

    def __len__(self) -> int:
        return self.offsets[-1]


def _item(trie: Trie, text: str) -> int:
    number = trie.get(text)
    if number is None:
        raise KeyError(text)
    return number


class RecordTrie:
    """Strings, each with one record of numbers.

    Few words and punctuation marks make up most of a text, so the last RECORDS_KEPT records are kept.
    """

    __slots__ = ("_get",)

    def __init__(self, trie: marisa_trie.RecordTrie) -> None:
        def find(text: str) -> tuple[int, ...] | None:
            records = _find(trie, text, None)
            return records[0] if records else None

        self._get = lru_cache(RECORDS_KEPT)(find)

    @property
    def get(self) -> Callable[[str], tuple[int, ...] | None]:
        """The function that returns the record of a string, or None if there is none."""
        return self._get


def shard_name(name: str, start: str) -> str:
    """Return the file name of a shard, such as `titles-000061.trie` for the "a" of `titles.trie`."""
    return f"{name.removesuffix(_SUFFIX)}-{ord(start):06x}{_SUFFIX}"


def trie_files(directory: Path, name: str) -> list[Path]:
    """Return the files of a trie's shards in order, or `[directory / name]` if there are no shards."""
    shards = directory.glob(f"{name.removesuffix(_SUFFIX)}-{'[0-9a-f]' * 6}{_SUFFIX}")
    return sorted(shards) or [directory / name]


def open_trie(directory: Path, name: str) -> Trie:
    """Map a trie, which may be in shards.

    Raises:
        OSError, RuntimeError: If a file is missing or is not a trie.
    """
    files = trie_files(directory, name)
    shards = [_map(marisa_trie.Trie(), path) for path in files]
    if files[0].name == name:
        return SingleTrie(shards[0])
    return ShardedTrie([chr(int(path.stem[-6:], 16)) for path in files], shards)


def open_record_trie(directory: Path, name: str, record_format: str) -> RecordTrie:
    """Map a trie of records.

    Args:
        directory: The directory of the file.
        name: The name of the file.
        record_format: The format of a record, as `struct` has it.

    Raises:
        OSError, RuntimeError: If the file is missing or is not a trie.
    """
    return RecordTrie(_map(marisa_trie.RecordTrie(record_format), directory / name))


def _map(trie: Any, path: Path) -> Any:
    trie.mmap(str(path))
    return trie
