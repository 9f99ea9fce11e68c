"""What became of a wiki in a fleet run, and the files from which a later run continues."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from linking.bundle.atomic_files import write_atomically
from training.pipeline.publication import Change

_STATE_FORMAT = 1


class Outcome(StrEnum):
    """What became of a wiki."""

    PUBLISHED = "published"
    WRITTEN = "written"
    WITHHELD = "withheld"
    EMPTY = "empty"
    FAILED = "failed"


OUTCOMES: Mapping[Outcome, str] = {
    Outcome.PUBLISHED: "The new bundle is current.",
    Outcome.WRITTEN: "The new bundle is written but not current, as asked for by `publish: false`.",
    Outcome.WITHHELD: "The new bundle is not current, because something speaks against it.",
    Outcome.EMPTY: "There is nothing to learn from: no article has a link. There is no bundle.",
    Outcome.FAILED: "An error ended the training. The bundle before stays current.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiResult:
    """What became of a wiki.

    Attributes:
        wiki: The wiki's database name.
        outcome: What became of it.
        verdict: The verdict on the bundle, or why there is no bundle.
        version: The version of the bundle, or "".
        previous: The version that was current before, or "".
        dump: The name of the dump.
        report: The path of the bundle's report, or "".
        figures: Figures of the bundle by name.
        changes: How figures differ from those of the version before.
        pruned: The old versions that were removed.
        seconds: How long fetching, training and pruning took.
        cpu_seconds: The processor time of the wiki's processes.
        peak_mb: The largest memory of one of its processes, in megabytes.
        ended: When it ended, in RFC 3339.
        log: The path of the wiki's log.
        unchanged: True if this is the result of an earlier run with the same dump and options.
    """

    wiki: str
    outcome: Outcome
    verdict: str
    version: str = ""
    previous: str = ""
    dump: str = ""
    report: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    pruned: tuple[str, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: int = 0
    ended: str = ""
    log: str = ""
    unchanged: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> WikiResult:
        """Read what `to_json` returned.

        Raises:
            TypeError: The data is not that of a result.
            ValueError: The same.
            KeyError: The same.
        """
        given = dict(data)
        given["outcome"] = Outcome(given["outcome"])
        given["changes"] = tuple(Change(**change) for change in given["changes"])
        given["pruned"] = tuple(given["pruned"])
        return cls(**given)


@dataclass(frozen=True, slots=True)
class StateDirectory:
    """The results of the wikis, one file each, with everything that each depends on.

    Attributes:
        path: The directory.
    """

    path: Path

    def find(self, wiki: str, fingerprint: Mapping[str, object]) -> WikiResult | None:
        """Return the result of an earlier run with the same fingerprint, unless it failed."""
        try:
            state = json.loads(self._file(wiki).read_bytes())
            if state["format"] != _STATE_FORMAT or state["fingerprint"] != json.loads(json.dumps(fingerprint)):
                return None
            result = WikiResult.from_json(state["result"])
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return None if result.outcome is Outcome.FAILED else result

    def store(self, result: WikiResult, fingerprint: Mapping[str, object]) -> None:
        """Store a result.

        Raises:
            OSError: The file cannot be written.
        """
        state = {"format": _STATE_FORMAT, "fingerprint": fingerprint, "result": result.to_json()}
        write_atomically(self._file(result.wiki), (json.dumps(state, ensure_ascii=False, indent=1) + "\n").encode())

    def log(self, wiki: str) -> Path:
        """Return the file for the log of a wiki."""
        return self.path / f"{wiki}.log"

    def _file(self, wiki: str) -> Path:
        return self.path / f"{wiki}.json"
