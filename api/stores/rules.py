"""Where rules lie: for all wikis, and for one, in files that are edited by hand or in what takes their place."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from linking.bundle.names import RULES_FILE, is_wiki
from linking.rules.model import Origin, Problem, Rules, RulesError
from linking.rules.yaml_loader import read_rules

FOR_ALL = "*"
"""Stands for the name of a wiki where the rules for all wikis are meant."""


class RulesStore(Protocol):
    """Rules by wiki. The name is a wiki's, or FOR_ALL."""

    def signature(self, name: str) -> Hashable | None:
        """Something that is another value once the rules changed; None where there are none. Raises LinkingError."""
        ...

    def read(self, name: str) -> Rules:
        """The rules as they are now. Raises RulesError, LinkingError."""
        ...

    def place(self, name: str) -> str:
        """Where the rules lie, for messages."""
        ...


def origin_of(name: str) -> Origin:
    """Who makes the rules of that name."""
    return "global" if name == FOR_ALL else "wiki"


@dataclass(frozen=True, slots=True)
class RulesFiles:
    """`rules.yaml` in the data directory, and in the directories of the wikis, beside the versions."""

    data_dir: Path

    def signature(self, name: str) -> Hashable | None:
        try:
            found = self._path(name).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            return error.errno
        return found.st_mtime_ns, found.st_ino, found.st_size

    def read(self, name: str) -> Rules:
        try:
            return read_rules(self._path(name), origin_of(name))
        except OSError as error:
            raise RulesError([Problem("", f"cannot be read: {error.strerror or error}")]) from error

    def place(self, name: str) -> str:
        return str(self._path(name))

    def _path(self, name: str) -> Path:
        assert name == FOR_ALL or is_wiki(name)
        return self.data_dir / RULES_FILE if name == FOR_ALL else self.data_dir / name / RULES_FILE
