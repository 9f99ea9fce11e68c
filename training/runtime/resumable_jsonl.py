"""A file of JSON lines to which a run appends, and which a later run continues after the last complete line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from linking.bundle.atomic_files import naming_file
from linking.bundle.locks import lock_file
from training.errors import OutputMismatchError
from training.runtime.output_files import write_text

RUN_RECORD = ".run.json"
"""Ends the name of the file beside the output, which says what the output depends on."""
_BLOCK = 1 << 16


class ResumableFile:
    """The open file.

    Attributes:
        last: The last line when the file was opened, without its newline. It is empty if the file was empty.
    """

    def __init__(self, file: BinaryIO, last: bytes) -> None:
        self._file, self.last = file, last

    @classmethod
    @contextmanager
    def begin(cls, path: Path, run: Mapping[str, object]) -> Iterator[ResumableFile]:
        """Open a file to append to. An incomplete last line is removed.

        Args:
            path: The file.
            run: Everything that the lines depend on. It is written to a second file, `<path>.run.json`, and compared
                with that file when a later run continues.

        Raises:
            OutputMismatchError: The file was written by a run with other inputs or settings.
            BusyError: Another process is writing to the file.
            OSError: A file cannot be read or written.
        """
        record = path.with_name(path.name + RUN_RECORD)
        content = json.dumps(run, indent=1, sort_keys=True) + "\n"
        # Closing the file writes again what could not be written.
        with naming_file(path), path.open("a+b") as file:
            lock_file(file.fileno(), path)
            size, end = file.seek(0, os.SEEK_END), _whole_lines(file)
            known = record.read_text(encoding="utf-8") if record.exists() else None
            if (size and known is None) or (end and known != content):
                raise OutputMismatchError(path)
            write_text(record, content)
            file.truncate(end)
            yield cls(file, _last_line(file, end))

    def append(self, lines: bytes) -> None:
        """Write complete lines. They are not lost if the process is killed afterwards."""
        self._file.write(lines)
        self._file.flush()


def _whole_lines(file: BinaryIO) -> int:
    """Return the number of bytes up to and including the last newline."""
    return _newline_before(file, file.seek(0, os.SEEK_END)) + 1


def _last_line(file: BinaryIO, end: int) -> bytes:
    """Return the line whose newline is the byte before `end`."""
    if not end:
        return b""
    start = _newline_before(file, end - 1) + 1
    file.seek(start)
    return file.read(end - 1 - start)


def _newline_before(file: BinaryIO, end: int) -> int:
    """Return the offset of the last newline before `end`, or -1 if there is none."""
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found
        end = start
    return -1
