"""A file of lines that grows: what a killed run has written is gone on with, after its last whole line."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from linking.bundle.atomic_files import BusyError
from training.errors import OutputOfAnotherRun

_BLOCK = 1 << 16


class LineFile:
    """The open file. last: the last line that it had when it was opened, without its end; b"" where it was empty."""

    def __init__(self, file: BinaryIO, last: bytes) -> None:
        self._file, self.last = file, last

    @classmethod
    @contextmanager
    def begin(cls, path: Path, run: Mapping[str, object]) -> Iterator[LineFile]:
        """Open to append. run: what decides the lines; recorded beside the file, and compared when it is gone on with.

        Half a line at the end is cut off. Raises OutputOfAnotherRun; BusyError where another process writes to it;
        OSError.
        """
        record = path.with_name(path.name + ".run.json")
        content = json.dumps(run, indent=1, sort_keys=True) + "\n"
        with path.open("a+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BusyError(path) from error
            size, end = file.seek(0, os.SEEK_END), _whole_lines(file)
            known = record.read_text(encoding="utf-8") if record.exists() else None
            if (size and known is None) or (end and known != content):
                raise OutputOfAnotherRun(path)
            record.write_text(content, encoding="utf-8")
            file.truncate(end)
            yield cls(file, _last_line(file, end))

    def append(self, lines: bytes) -> None:
        """Write whole lines, and hand them over to the system: a killed process loses none of them."""
        self._file.write(lines)
        self._file.flush()


def _whole_lines(file: BinaryIO) -> int:
    """Bytes up to and with the last line's end."""
    return _newline_before(file, file.seek(0, os.SEEK_END)) + 1


def _last_line(file: BinaryIO, end: int) -> bytes:
    """The line that ends with the newline before `end`."""
    if not end:
        return b""
    start = _newline_before(file, end - 1) + 1
    file.seek(start)
    return file.read(end - 1 - start)


def _newline_before(file: BinaryIO, end: int) -> int:
    """Where the last newline before `end` is; -1 where there is none."""
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found
        end = start
    return -1
