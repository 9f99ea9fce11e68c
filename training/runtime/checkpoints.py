"""Checkpoints of a run. A step leaves a complete directory or none, and a later run does not repeat finished steps."""

from __future__ import annotations

import json
import logging
import re
import shutil
import sqlite3
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from linking.bundle.locks import locked
from linking.errors import PortableError
from training.errors import WorkFailedError
from training.runtime.output_files import write_text

logger = logging.getLogger(__name__)

_FINGERPRINT = "fingerprint.json"
_UNFINISHED = ".unfinished"
_EXPECTED = (PortableError, OSError, duckdb.Error, sqlite3.Error)
_INTERRUPTED = "Query interrupted"
"""DuckDB turns Ctrl-C into a RuntimeError with this message."""
_TRACEBACK_LINE = re.compile(r'File ".*?([^/"]+/[^/"]+)", line ([0-9]+)')


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The directory with the output of a run's steps.

    Attributes:
        directory: The directory.
        reported: The steps that were reported as finished before this run, or that it finished.
    """

    directory: Path
    reported: set[str] = field(default_factory=set)

    @classmethod
    @contextmanager
    def begin(
        cls, directory: Path, fingerprint: Mapping[str, object], *, resumable: bool = True
    ) -> Iterator[Checkpoints]:
        """Lock the directory for the time of the block, and clear it if its checkpoints belong to another run.

        Args:
            directory: The directory, which is created if it does not exist.
            fingerprint: Everything that the results depend on. Runs with the same fingerprint share checkpoints.
            resumable: Whether this run may use checkpoints of another one.

        Raises:
            BusyError: Another run is using the directory.
            WorkFailedError: The block raised an unexpected error.
        """
        content = json.dumps(fingerprint, indent=1, sort_keys=True) + "\n"
        file = directory / _FINGERPRINT
        with locked(directory):
            checkpoints = cls(directory)
            if not (resumable and file.exists() and file.read_text(encoding="utf-8") == content):
                checkpoints.clear()
                write_text(file, content)
            with _summarize_errors("training"):
                yield checkpoints

    def run(self, name: str, work: Callable[[Path], None]) -> Path:
        """Return the directory with the output of a step. Run the step if it has no checkpoint.

        Args:
            name: The name of the step.
            work: Runs the step. It gets an empty directory to fill.

        Raises:
            WorkFailedError: The step raised an unexpected error. Expected ones are raised as they are.
        """
        finished, unfinished = self.directory / name, self.directory / (name + _UNFINISHED)
        if finished.exists():
            if name not in self.reported:
                logger.info("%s: finished by an earlier run", name)
            self.reported.add(name)
            return finished
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        with _summarize_errors(name):
            work(unfinished)
        unfinished.rename(finished)
        self.reported.add(name)
        return finished

    def clear(self) -> None:
        """Delete all checkpoints."""
        # The fingerprint goes first: if this is interrupted, no run will use the remaining checkpoints.
        (self.directory / _FINGERPRINT).unlink(missing_ok=True)
        for entry in self.directory.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)


@contextmanager
def _summarize_errors(work: str) -> Iterator[None]:
    """Turn an unexpected error into a WorkFailedError, whose message is one line."""
    try:
        yield
    except _EXPECTED:
        raise
    except Exception as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise WorkFailedError(work, f"{type(error).__name__}: {error}".splitlines()[0], _place(error)) from error


def _place(error: BaseException) -> str:
    """Return the file and line that raised the error, also if that was in another process."""
    places = _TRACEBACK_LINE.findall("".join(traceback.format_exception(error.__cause__ or error)))
    return ":".join(places[-1]) if places else "unknown place"
