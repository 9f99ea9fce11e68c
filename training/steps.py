"""Steps of a run that can be interrupted: each leaves a directory that is whole, or none, and is not done twice."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

_FINGERPRINT = "fingerprint.json"
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Steps:
    """The directory in which a run keeps what its steps made."""

    directory: Path

    @classmethod
    def begin(cls, directory: Path, fingerprint: Mapping[str, object], *, resumable: bool = True) -> Steps:
        """Go on in a directory where the same run was interrupted, else start anew and remove what another run left."""
        content = json.dumps(fingerprint, indent=1, sort_keys=True) + "\n"
        file = directory / _FINGERPRINT
        same = resumable and file.exists() and file.read_text(encoding="utf-8") == content
        if not same:
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
            file.write_text(content, encoding="utf-8")
        return cls(directory)

    def run(self, name: str, work: Callable[[Path], None]) -> Path:
        """The directory that the step made; `work` gets an empty one to fill, unless the step was finished before."""
        finished, unfinished = self.directory / name, self.directory / (name + _UNFINISHED)
        if finished.exists():
            logger.info("%s: done before, going on", name)
            return finished
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        work(unfinished)
        unfinished.rename(finished)
        return finished

    def finish(self) -> None:
        """Remove everything: the bundle is published."""
        shutil.rmtree(self.directory, ignore_errors=True)
