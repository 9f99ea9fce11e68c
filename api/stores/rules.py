"""The stores of rules: the interface, and its implementation on files that people edit."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from linking.bundle.errors import DataDirectoryError
from linking.bundle.names import RULES_FILE, is_wiki_name
from linking.rules.model import Origin, Problem, Rules, RulesError
from linking.rules.yaml_loader import read_rules

ALL_WIKIS = "*"
"""Takes the place of a wiki's name for the rules that apply to all wikis."""


class RulesStore(Protocol):
    """Rules by name: that of a wiki, or ALL_WIKIS."""

    def signature(self, name: str) -> Hashable | None:
        """Return a value that changes whenever the rules change; None if there are none.

        Raises:
            LinkingError: If the store cannot be read.
        """
        ...

    def read(self, name: str) -> Rules:
        """Return the current rules.

        Raises:
            RulesError: If the rules are invalid.
            LinkingError: If the store cannot be read.
        """
        ...

    def location(self, name: str) -> str:
        """Return where the rules are, for messages: without the address of the store, because answers show it."""
        ...


def rules_origin(name: str) -> Origin:
    """Return who made the rules of this name."""
    return "global" if name == ALL_WIKIS else "wiki"


def file_signature(path: Path) -> Hashable | None:
    """Return a value that changes whenever a file is replaced or written to; None if there is no file."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return error.errno
    return status.st_mtime_ns, status.st_ino, status.st_size


@dataclass(frozen=True, slots=True)
class FileRulesStore:
    """`rules.yaml` in the data directory for all wikis, and in each wiki's directory for that wiki."""

    data_dir: Path

    def signature(self, name: str) -> Hashable | None:
        """Return the signature of the file, or None if there is none.

        Raises:
            DataDirectoryError: If its directory is missing or the data directory is empty, as a volume that is not
                mounted: the rules are lost rather than removed.
        """
        path = self._path(name)
        signature = file_signature(path)
        if signature is None:
            try:
                lost = next(path.parent.iterdir(), None) is None
            except OSError as error:
                raise DataDirectoryError(path.parent, error.strerror or str(error)) from error
            if lost:
                raise DataDirectoryError(path.parent, "it is empty")
        return signature

    def read(self, name: str) -> Rules:
        """Return the current rules."""
        try:
            return read_rules(self._path(name), rules_origin(name))
        except OSError as error:
            raise RulesError([Problem("", f"cannot be read: {error.strerror or error}")]) from error

    def location(self, name: str) -> str:
        """Return the path of the file in the data directory."""
        return RULES_FILE if name == ALL_WIKIS else f"{name}/{RULES_FILE}"

    def _path(self, name: str) -> Path:
        if name == ALL_WIKIS:
            return self.data_dir / RULES_FILE
        assert is_wiki_name(name), "callers check names, so that no path leaves the data directory"
        return self.data_dir / name / RULES_FILE
