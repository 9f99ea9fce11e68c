"""Steps of a run that can be interrupted: each leaves a directory that is whole, or none, and is not done twice."""

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

from linking.bundle.atomic_files import locked
from linking.errors import PortableError
from training.errors import WorkFailed

logger = logging.getLogger(__name__)

_FINGERPRINT = "fingerprint.json"
_UNFINISHED = ".unfinished"
_EXPECTED = (PortableError, OSError, duckdb.Error, sqlite3.Error)
_INTERRUPTED = "Query interrupted"
"""What DuckDB makes of Ctrl-C: a RuntimeError with this message."""
_PLACE = re.compile(r'File ".*?([^/"]+/[^/"]+)", line ([0-9]+)')


@dataclass(frozen=True, slots=True)
class Steps:
    """The directory in which a run keeps what its steps made. asked: steps that this run knows to be finished."""

    directory: Path
    asked: set[str] = field(default_factory=set)

    @classmethod
    @contextmanager
    def begin(cls, directory: Path, fingerprint: Mapping[str, object], *, resumable: bool = True) -> Iterator[Steps]:
        """Go on in a directory where the same run was interrupted, else start anew and remove what another run left.

        The directory is locked until the block ends: raises BusyError where another run is at work in it. What no
        operator can mend leaves the block as WorkFailed.
        """
        content = json.dumps(fingerprint, indent=1, sort_keys=True) + "\n"
        file = directory / _FINGERPRINT
        with locked(directory):
            steps = cls(directory)
            if not (resumable and file.exists() and file.read_text(encoding="utf-8") == content):
                steps.finish()
                file.write_text(content, encoding="utf-8")
            with _said_in_one_line("training"):
                yield steps

    def run(self, name: str, work: Callable[[Path], None]) -> Path:
        """The directory that the step made; `work` gets an empty one to fill, unless the step was finished before.

        Raises what the work raises; WorkFailed for what no operator can mend.
        """
        finished, unfinished = self.directory / name, self.directory / (name + _UNFINISHED)
        if finished.exists():
            if name not in self.asked:
                logger.info("%s: done before, going on", name)
            self.asked.add(name)
            return finished
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        with _said_in_one_line(name):
            work(unfinished)
        unfinished.rename(finished)
        self.asked.add(name)
        return finished

    def finish(self) -> None:
        """Remove everything: the bundle is published. What is left where this is interrupted, no run goes on from."""
        (self.directory / _FINGERPRINT).unlink(missing_ok=True)
        for entry in self.directory.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)


@contextmanager
def _said_in_one_line(work: str) -> Iterator[None]:
    """Raise WorkFailed for what no operator can mend."""
    try:
        yield
    except _EXPECTED:
        raise
    except Exception as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise WorkFailed(work, f"{type(error).__name__}: {error}".splitlines()[0], _place(error)) from error


def _place(error: BaseException) -> str:
    """Where an error was raised, also where that was in another process."""
    places = _PLACE.findall("".join(traceback.format_exception(error.__cause__ or error)))
    return ":".join(places[-1]) if places else "unknown place"
