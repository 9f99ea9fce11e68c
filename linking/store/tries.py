"""Sets of texts, each with a number: a memory-mapped trie, or several where a wiki has more texts than one is built of.

A shard holds the texts from its first character up to that of the next shard, so all that a text begins with is in one
shard. A number is that in the shard plus the texts of the shards before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol, TypeVar, overload

import marisa_trie

Default = TypeVar("Default")

_SUFFIX = ".trie"


class Trie(Protocol):
    """What marisa_trie.Trie and ShardedTrie have in common (https://marisa-trie.readthedocs.io/)."""

    @overload
    def get(self, text: str) -> int | None: ...
    @overload
    def get(self, text: str, default: Default) -> int | Default: ...
    def get(self, text: str, default: Any = None) -> Any:
        """The number of a text, or the default where it is not in the set."""
        ...

    def restore_key(self, number: int) -> str:
        """The text of a number. Raises KeyError."""
        ...

    def iter_prefixes_with_ids(self, text: str) -> Iterable[tuple[str, int]]:
        """All texts of the set that the text begins with, and their numbers, the shortest first."""
        ...

    def __getitem__(self, text: str) -> int: ...
    def __contains__(self, text: object) -> bool: ...
    def __len__(self) -> int: ...


class ShardedTrie:
    """A set of texts in shards. starts: the first character of each shard, in order.

    offsets: the number of each shard's first text, and the number of all.
    """

    def __init__(self, starts: Sequence[str], shards: Sequence[marisa_trie.Trie]) -> None:
        self.starts, self._shards = list(starts), list(shards)
        self.offsets = list(accumulate(map(len, self._shards), initial=0))

    def _place(self, text: str) -> int:
        # what comes before all shards is looked for in the first
        return max(0, bisect_right(self.starts, text[:1]) - 1)

    @overload
    def get(self, text: str) -> int | None: ...
    @overload
    def get(self, text: str, default: Default) -> int | Default: ...
    def get(self, text: str, default: Any = None) -> Any:
        place = self._place(text)
        number = self._shards[place].get(text)
        return default if number is None else number + self.offsets[place]

    def restore_key(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise KeyError(number)
        place = bisect_right(self.offsets, number) - 1
        text: str = self._shards[place].restore_key(number - self.offsets[place])
        return text

    def iter_prefixes_with_ids(self, text: str) -> Iterable[tuple[str, int]]:
        place = self._place(text)
        offset = self.offsets[place]
        return [(found, number + offset) for found, number in self._shards[place].iter_prefixes_with_ids(text)]

    def __getitem__(self, text: str) -> int:
        number = self.get(text)
        if number is None:
            raise KeyError(text)
        return number

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.get(text) is not None

    def __len__(self) -> int:
        return self.offsets[-1]


def shard_name(name: str, start: str) -> str:
    """File name of the shard of a trie that begins with a character: `titles-000061.trie` of `titles.trie`."""
    return f"{name.removesuffix(_SUFFIX)}-{ord(start):06x}{_SUFFIX}"


def trie_files(directory: Path, name: str) -> list[Path]:
    """The files of a trie's shards, in order, or the one file of that name, also where there is none."""
    shards = directory.glob(f"{name.removesuffix(_SUFFIX)}-{'[0-9a-f]' * 6}{_SUFFIX}")
    return sorted(shards) or [directory / name]


def open_trie(directory: Path, name: str) -> Trie:
    """Map a set of texts. Raises OSError, RuntimeError where a file is missing or is not a trie."""
    files = trie_files(directory, name)
    shards = [_mapped(path) for path in files]
    if files[0].name == name:
        return shards[0]
    return ShardedTrie([chr(int(path.stem[-6:], 16)) for path in files], shards)


def _mapped(path: Path) -> marisa_trie.Trie:
    trie = marisa_trie.Trie()
    trie.mmap(str(path))
    return trie
